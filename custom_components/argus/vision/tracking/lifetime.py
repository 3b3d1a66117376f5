"""Lifetime of a track: how long somebody who is not seen is followed, shown and remembered."""

from .kalman import BoxKalmanFilter
from .standing import restore_figure
from .track import Clock, TrackState

LIFETIME = 1.5
"""Seconds without a sighting after which somebody is gone."""
SHOWN = 0.7
"""Seconds without a sighting for which a track is still shown, where it was last."""
RUSHED_OFF = 0.3
"""Seconds without a sighting for which somebody quick is shown, where their speed takes them."""
MEMORY = 300.0
"""Seconds for which somebody is remembered who vanished inside the picture: who stands
still is not seen to move."""
BORDER = 0.03
"""Nearer than this to the edge of the picture somebody leaves, not stands."""


def is_kept(visitor: TrackState, clock: Clock) -> bool:
    """Tell whether somebody unseen is still followed; who stood still falls asleep."""
    age = clock.age(visitor.seen)
    if visitor.asleep:
        return age <= MEMORY
    # Who left a hole is needed to know it by.
    if visitor.stood is None and _has_left(visitor.main.filter):
        return False
    confirmed = visitor.confirmed
    if age <= (clock.patience(LIFETIME) if confirmed else clock.patience(SHOWN)):
        return True
    if not confirmed or age > MEMORY or visitor.body is None:
        return False
    last = visitor.trail[-1]
    box = visitor.body.filter
    half = box.x.length / 2
    if last.x - half < BORDER or last.x + half > 1 - BORDER:
        return False
    if last.y - box.y.length < BORDER and last.y < 0.5:
        return False
    box.carry(last.x, last.y - box.y.length / 2, box)
    visitor.asleep = True
    visitor.face = None
    restore_figure(visitor)
    return True


def _has_left(filter_: BoxKalmanFilter) -> bool:
    """Tell whether somebody unseen went out of the picture by now."""
    x, y = filter_.x.place, filter_.y.place
    return not (0 <= x <= 1 and 0 <= y <= 1)


def is_shown(visitor: TrackState, clock: Clock) -> bool:
    """Tell whether somebody is in view, or was so lately that they still count as being so."""
    if not visitor.confirmed or visitor.origin:
        return False
    if visitor.seen == clock.time:
        return True
    # What was seen but for a moment is not waited for any longer than that: most is a part of somebody.
    if clock.age(visitor.seen) > (visitor.hits - 0.5) * clock.spacing:
        return False
    # Of somebody quick who is missed nobody knows where they are.
    return visitor.seen >= clock.time - clock.patience(SHOWN) and (
        not visitor.is_quick
        or clock.age(visitor.seen) <= max(RUSHED_OFF, 1.5 * clock.spacing)
    )
