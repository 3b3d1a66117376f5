"""Settings of a camera, read from its subentry; the one place for their defaults."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, Self

from ..const import (
    CONF_BLUR_FACES,
    CONF_CAMERA,
    CONF_DETECTION,
    CONF_FACE_DETECTOR,
    CONF_FACES,
    CONF_INTERVAL,
    CONF_LINES,
    CONF_LOCATION,
    CONF_LOOK_AFTER,
    CONF_LOOK_STATES,
    CONF_LOOK_WHILE,
    CONF_MIN_CONTOUR_AREA,
    CONF_MIN_FACE,
    CONF_MIN_OBJECT,
    CONF_MOTION,
    CONF_MOTION_THRESHOLD,
    CONF_OBJECT_DETECTOR,
    CONF_OBJECT_KINDS,
    CONF_ONLY_KINDS,
    CONF_PRESENCE_TIMEOUT,
    CONF_PREVIEWS,
    CONF_PROFILES,
    CONF_SENSITIVITY,
    CONF_SNAPSHOTS,
    CONF_SOURCE,
    CONF_ZERO_AT_NIGHT,
    CONF_ZONES,
)
from ..vision import (
    FaceDetector,
    Ignored,
    Line,
    LineCounts,
    ObjectDetector,
    ObjectKind,
    PipelineSettings,
    Point,
    Zone,
    ZoneKind,
)
from .look_while import LookWhile
from .model_files import NO_MODELS, ModelFiles
from .profile import Profile, ProfileChange
from .stored_settings import (
    FieldReaders,
    UnreadableSettingsError,
    flag,
    number,
    optional,
    positive,
    read_fields,
    read_items,
    text,
    text_line,
    texts,
    whole,
)


class SourceKind(StrEnum):
    """Where the frames of a camera come from."""

    AUTO = "auto"
    SNAPSHOT = "snapshot"
    STREAM = "stream"


_PIPELINE: Final = PipelineSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraSettings:
    """Settings of one camera; every default works unseen."""

    camera: str
    """Entity registry id of the camera, or its entity id when it is not in the registry."""
    detection: bool = True
    """Whether the camera is watched at all."""
    source: SourceKind = SourceKind.AUTO
    interval: float = 1.0
    """Seconds between frames."""
    motion: bool = _PIPELINE.motion
    sensitivity: int = _PIPELINE.sensitivity
    min_object: float = _PIPELINE.min_object
    """Share of the frame."""
    motion_threshold: float | None = None
    min_contour_area: float | None = None
    faces: bool = _PIPELINE.faces
    face_detector: FaceDetector = _PIPELINE.face_detector
    min_face: float = _PIPELINE.min_face
    """Share of the frame's shorter side."""
    object_detector: ObjectDetector = _PIPELINE.object_detector
    object_kinds: frozenset[ObjectKind] = _PIPELINE.object_kinds
    """What is looked for."""
    only_kinds: bool = _PIPELINE.only_kinds
    """Whether only what is of these kinds is motion."""
    presence_timeout: float = 600.0
    """Seconds."""
    location: str = ""
    zones: tuple[Zone, ...] = ()
    lines: tuple[Line, ...] = ()
    snapshots: bool = True
    """Whether pictures of incidents are kept."""
    previews: bool = True
    """Whether moving previews of incidents are kept with their pictures."""
    blur_faces: bool = False
    """Whether faces in pictures that are kept are made unrecognisable."""
    zero_at_night: bool = True
    """Whether nobody is inside any more when a new day begins."""
    look_while: str | None = None
    """Entity that says when to look; None is always."""
    look_states: tuple[str, ...] = ()
    """States of it in which to look; none takes the usual ones of its kind."""
    look_after: float = 30.0
    """Seconds to look after that."""
    profiles: tuple[ProfileChange, ...] = ()
    """What is otherwise in some profiles."""
    alerts: bool = True
    """Whether alerts tell of the camera; only a profile says no."""

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Read the data of a camera subentry; what it lacks takes its default.

        Raises:
            UnreadableSettingsError: some of it cannot be read; an older Argus does not know what a newer one stored.
        """
        values, unreadable = read_fields(data, _CAMERA)
        if CONF_CAMERA not in data:
            unreadable = (CONF_CAMERA, *unreadable)
        if unreadable:
            raise UnreadableSettingsError(unreadable)
        return cls(**values)

    @classmethod
    def readable_part(cls, data: Mapping[str, Any]) -> Self:
        """Read the data of a camera subentry for a form or a comparison; what cannot be read takes its default, too."""
        values, unreadable = read_fields(data, _CAMERA)
        for name, read in ((CONF_ZONES, _read_zone), (CONF_LINES, _read_line)):
            if name in unreadable:
                values[name] = read_items(data[name], read)
        return cls(**{CONF_CAMERA: "", **values})

    @property
    def watched_zones(self) -> tuple[str, ...]:
        """The names of the zones whose motion is told; others leave something out."""
        return tuple(zone.name for zone in self.zones if zone.kind is ZoneKind.INCLUDE)

    @property
    def wanted_kinds(self) -> frozenset[ObjectKind]:
        """What is told apart: nothing with the object detector off."""
        if self.object_detector is ObjectDetector.OFF:
            return frozenset()
        return self.object_kinds

    @property
    def looks_while(self) -> LookWhile | None:
        """When to look; None is always."""
        if self.look_while is None:
            return None
        return LookWhile(self.look_while, frozenset(self.look_states), self.look_after)

    def change_in(self, profile: str) -> ProfileChange:
        """Return what is otherwise in a profile: where the user said nothing, nothing is watched when all is off."""
        change = next(
            (one for one in self.profiles if one.profile == profile),
            ProfileChange(profile),
        )
        if profile == Profile.OFF and change.detection is None:
            return replace(change, detection=False)
        return change

    def in_profile(self, profile: str) -> Self:
        """Return the settings that hold in a profile."""
        change = self.change_in(profile)
        return replace(
            self,
            detection=self.detection if change.detection is None else change.detection,
            sensitivity=change.sensitivity or self.sensitivity,
            alerts=self.alerts if change.alerts is None else change.alerts,
        )

    @property
    def keeps_replays(self) -> bool:
        """Whether incidents keep what the eyes can look at again: it shows faces as they are."""
        return self.snapshots and not self.blur_faces

    @property
    def keeps_previews(self) -> bool:
        """Whether incidents keep a moving preview; without pictures there is none either."""
        return self.snapshots and self.previews

    def hides_faces(self, models: ModelFiles = NO_MODELS) -> PipelineSettings | None:
        """Return how to find the faces that pictures must not show, None where they may show them."""
        return self.pipeline(models) if self.blur_faces else None

    def pipeline(self, models: ModelFiles = NO_MODELS) -> PipelineSettings:
        """Return what the eyes need to know."""
        return PipelineSettings(
            motion=self.motion,
            faces=self.faces,
            sensitivity=self.sensitivity,
            min_object=self.min_object,
            motion_threshold=self.motion_threshold,
            min_contour_area=self.min_contour_area,
            face_detector=self.face_detector,
            face_model=models.face,
            min_face=self.min_face,
            object_detector=self.object_detector,
            object_model=models.for_objects(self.object_detector),
            stand_in_model=models.stand_in_for(self.object_detector),
            object_kinds=self.object_kinds,
            only_kinds=self.only_kinds,
            zones=self.zones,
            lines=self.lines,
        )


def changed_in_profile(
    data: Mapping[str, Any], profile: str, changes: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the data of a camera subentry with changed settings.

    Args:
        data: the data so far.
        profile: the one that holds. What it sets is changed for it alone, everything else for all profiles.
        changes: new values by the names under which they are stored.

    """
    settings = CameraSettings.readable_part(data)
    change = settings.change_in(profile)
    own = {
        name: changes[name]
        for name in (CONF_DETECTION, CONF_SENSITIVITY)
        if name in changes and getattr(change, name) is not None
    }
    changed = {**data, **{key: changes[key] for key in changes.keys() - own.keys()}}
    if own:
        others = [one for one in settings.profiles if one.profile != profile]
        changed[CONF_PROFILES] = [
            one.as_data() for one in (*others, replace(change, **own))
        ]
    return changed


def _read_zone(data: Mapping[str, Any]) -> Zone:
    return Zone(
        id=text(data["id"]),
        name=text_line(data["name"]),
        points=tuple(_read_point(point) for point in data["points"]),
        kind=ZoneKind(data.get("kind", ZoneKind.INCLUDE)),
        sensitivity=optional(number)(data.get("sensitivity")),
        kinds=frozenset(map(ObjectKind, texts(data.get("kinds", ())))),
        ignore=Ignored(data.get("ignore", Ignored.MOTION)),
    )


def _read_line(data: Mapping[str, Any]) -> Line:
    return Line(
        id=text(data["id"]),
        name=text_line(data["name"]),
        start=_read_point(data["start"]),
        end=_read_point(data["end"]),
        counts=LineCounts(data.get("counts", LineCounts.BOTH)),
        name_in=optional(text_line)(data.get("name_in")) or None,
        name_out=optional(text_line)(data.get("name_out")) or None,
    )


def _read_point(data: Sequence[Any]) -> Point:
    x, y = data
    return Point(number(x), number(y))


def _read_profile_change(data: Mapping[str, Any]) -> ProfileChange:
    return ProfileChange(
        profile=text_line(data["profile"]),
        detection=optional(flag)(data.get("detection")),
        sensitivity=optional(whole)(data.get("sensitivity")),
        alerts=optional(flag)(data.get("alerts")),
    )


_CAMERA: Final[FieldReaders] = {
    CONF_CAMERA: text,
    CONF_DETECTION: flag,
    CONF_SOURCE: SourceKind,
    CONF_INTERVAL: positive,
    CONF_MOTION: flag,
    CONF_SENSITIVITY: whole,
    CONF_MIN_OBJECT: number,
    CONF_MOTION_THRESHOLD: optional(number),
    CONF_MIN_CONTOUR_AREA: optional(number),
    CONF_FACES: flag,
    CONF_FACE_DETECTOR: FaceDetector,
    CONF_MIN_FACE: number,
    CONF_OBJECT_DETECTOR: ObjectDetector,
    CONF_OBJECT_KINDS: lambda kinds: frozenset(map(ObjectKind, texts(kinds))),
    CONF_ONLY_KINDS: flag,
    CONF_PRESENCE_TIMEOUT: number,
    CONF_LOCATION: text_line,
    CONF_ZONES: lambda zones: tuple(_read_zone(zone) for zone in zones),
    CONF_LINES: lambda lines: tuple(_read_line(line) for line in lines),
    CONF_SNAPSHOTS: flag,
    CONF_PREVIEWS: flag,
    CONF_BLUR_FACES: flag,
    CONF_ZERO_AT_NIGHT: flag,
    CONF_LOOK_WHILE: optional(text),
    CONF_LOOK_STATES: texts,
    CONF_LOOK_AFTER: number,
    CONF_PROFILES: lambda changes: tuple(map(_read_profile_change, changes)),
}
