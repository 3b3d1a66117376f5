"""Sentences that people speak about incidents: how many came and went, who was seen, what moved and where."""

from collections.abc import Iterator, Sequence
from typing import Final

from ..model.activity import ActivityType, is_look_only
from ..model.incident import Incident
from ..model.wording import Wording

MOST_IN_WORDS: Final = 10
"""People up to whom their number is written as a word."""


def incident_sentence(wording: Wording, incident: Incident) -> str:
    """Return what happened, such as `Two people came in and one went out`, without place, time and full stop."""
    clauses = list(_clauses(wording, incident))
    sentence = clauses[0]
    for clause in clauses[1:]:
        sentence = wording("sentence_and", first=sentence, second=clause)
    return _capitalized(sentence)


def incidents_text(wording: Wording, incidents: Sequence[Incident]) -> str:
    """Return what happened at one camera, or at each of several that saw it one after the other, place by place."""
    if len(incidents) == 1:
        return incident_sentence(wording, incidents[0])
    return "\n".join(
        wording(
            "sentence_at",
            place=place_of(incident),
            what=incident_sentence(wording, incident),
        )
        for incident in incidents
    )


def place_of(incident: Incident) -> str:
    """Return where it happened in the user's words."""
    return incident.location or incident.camera_name


def places_of(wording: Wording, incidents: Sequence[Incident]) -> str:
    """Return where it happened, in the order in which it did, each place once."""
    return _listed(wording, list(dict.fromkeys(map(place_of, incidents))))


def _clauses(wording: Wording, incident: Incident) -> Iterator[str]:
    """Yield what is to be said, the most important first; at least one thing."""
    if incident.is_loss:
        yield wording("sentence_lost_over" if incident.end else "sentence_lost")
        return
    said = False
    if ActivityType.TAMPERED in incident.types:
        said = True
        yield wording("sentence_tampered")
    visitors = incident.visitors_in + incident.visitors_out
    if incident.faces > visitors or (
        ActivityType.FACE in incident.types and not visitors
    ):
        said = True
        yield _counted(wording, "sentence_seen", max(incident.faces, 1))
    if visitors:
        said = True
        yield _visitors(wording, incident.visitors_in, incident.visitors_out)
    if not said and is_look_only(incident.types):
        yield wording("sentence_looked")
    elif not said:
        yield _motion(wording, incident.zones)


def _visitors(wording: Wording, came: int, left: int) -> str:
    if not left:
        return _counted(wording, "sentence_in", came)
    if not came:
        return _counted(wording, "sentence_out", left)
    return wording(
        "sentence_in_out",
        came=_counted(wording, "sentence_in", came),
        left=_counted(wording, "sentence_out_too", left),
    )


def _motion(wording: Wording, zones: Sequence[str]) -> str:
    if not zones:
        return wording("sentence_moved")
    form = "one" if len(zones) == 1 else "other"
    return wording(f"sentence_moved_in_{form}", zones=_listed(wording, zones))


def _counted(wording: Wording, key: str, number: int) -> str:
    form = "one" if number == 1 else "other"
    word = (
        wording(f"number_{number}")
        if number <= MOST_IN_WORDS
        else wording.number(number)
    )
    return wording(f"{key}_{form}", number=word)


def _listed(wording: Wording, names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return wording("list_and", first=", ".join(names[:-1]), last=names[-1])


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]
