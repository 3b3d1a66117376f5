"""Whether Argus saw in the demo what there is to see."""

from dataclasses import dataclass


@dataclass(slots=True)
class Seen:
    """What Argus has reported of one camera; times in seconds since the start.

    Attributes:
        motion_on: First motion.
        motion_off: First end of a motion.
        faces_at: First face.
        faces: Most faces at once.
        presence_on: First presence.
    """

    motion_on: float | None = None
    motion_off: float | None = None
    faces_at: float | None = None
    faces: int = 0
    presence_on: float | None = None

    def report(self, kind: str, state: str, seconds: float) -> None:
        """Take note of a state.

        Args:
            kind: ``motion``, ``faces`` or ``presence``.
            state: The state of its entity.
            seconds: When it was read.
        """
        if kind == "motion":
            if state == "on" and self.motion_on is None:
                self.motion_on = seconds
            if state == "off" and self.motion_on is not None:
                self.motion_off = self.motion_off or seconds
        elif kind == "faces":
            count = int(float(state)) if state.replace(".", "", 1).isdigit() else 0
            if count >= 1 and self.faces_at is None:
                self.faces_at = seconds
            self.faces = max(self.faces, count)
        elif kind == "presence" and state == "on" and self.presence_on is None:
            self.presence_on = seconds

    @property
    def missing(self) -> list[str]:
        """What was not seen yet, in words."""
        wanted = {
            "motion on": self.motion_on,
            "motion off again": self.motion_off,
            "a face": self.faces_at,
            "presence": self.presence_on,
        }
        return [what for what, when in wanted.items() if when is None]
