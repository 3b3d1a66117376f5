"""A change of one camera setting: tried on replays, kept with a repair issue, stored with the camera."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import uuid4

from ..const import (
    CONF_MIN_FACE,
    CONF_MIN_OBJECT,
    CONF_OBJECT_KINDS,
    CONF_ONLY_KINDS,
    CONF_SENSITIVITY,
    CONF_ZONES,
)
from ..vision import Box, ObjectKind, PipelineSettings, Point, Zone, ZoneKind

type IssueData = dict[str, str | int | float | None]
"""What the issue registry keeps of an issue."""


class Setting(StrEnum):
    """A number that is changed; its value names it among a camera's data."""

    MIN_OBJECT = CONF_MIN_OBJECT
    SENSITIVITY = CONF_SENSITIVITY
    MIN_FACE = CONF_MIN_FACE


@dataclass(frozen=True, slots=True)
class NumberChange:
    """A number becomes another one, in the unit in which a camera's data keep it."""

    setting: Setting
    before: float
    after: float

    def tried(self, settings: PipelineSettings) -> PipelineSettings:
        """Return the settings of the eyes with the change."""
        match self.setting:
            case Setting.MIN_OBJECT:
                return replace(settings, min_object=self.after)
            case Setting.SENSITIVITY:
                return replace(settings, sensitivity=round(self.after))
            case Setting.MIN_FACE:
                return replace(settings, min_face=self.after)

    def stored(self, data: Mapping[str, Any], name: str) -> dict[str, Any]:
        """Return the data of a camera with the change."""
        whole = self.setting is Setting.SENSITIVITY
        return {**data, self.setting: round(self.after) if whole else self.after}

    def as_data(self) -> IssueData:
        """Return what an issue keeps of it."""
        return {"setting": self.setting, "before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True)
class ExcludeZone:
    """A part of the picture is no longer looked at for motion."""

    box: Box

    @property
    def corners(self) -> tuple[Point, ...]:
        """Its corners, clockwise from the upper left."""
        box = self.box
        return (
            Point(box.x0, box.y0),
            Point(box.x1, box.y0),
            Point(box.x1, box.y1),
            Point(box.x0, box.y1),
        )

    def tried(self, settings: PipelineSettings) -> PipelineSettings:
        """Return the settings of the eyes with the zone."""
        zone = Zone("tried", "", self.corners, ZoneKind.EXCLUDE)
        return replace(settings, zones=(*settings.zones, zone))

    def stored(self, data: Mapping[str, Any], name: str) -> dict[str, Any]:
        """Return the data of a camera with the zone, under that name or the next that is free."""
        zones = list(data.get(CONF_ZONES, ()))
        taken = {zone["name"] for zone in zones}
        number, free = 1, name
        while free in taken:
            number += 1
            free = f"{name} {number}"
        zone = {
            "id": uuid4().hex,
            "name": free,
            "kind": str(ZoneKind.EXCLUDE),
            "points": [[corner.x, corner.y] for corner in self.corners],
            "sensitivity": None,
        }
        return {**data, CONF_ZONES: [*zones, zone]}

    def as_data(self) -> IssueData:
        """Return what an issue keeps of it."""
        box = self.box
        return {"x0": box.x0, "y0": box.y0, "x1": box.x1, "y1": box.y1}


@dataclass(frozen=True, slots=True)
class OnlyKinds:
    """Only what is of some kinds is motion, and only these are looked for."""

    kinds: frozenset[ObjectKind]
    before: frozenset[ObjectKind]
    """What was looked for."""

    @property
    def dropped(self) -> frozenset[ObjectKind]:
        """What is no longer looked for."""
        return self.before - self.kinds

    def tried(self, settings: PipelineSettings) -> PipelineSettings:
        """Return the settings of the eyes with the change."""
        return replace(settings, only_kinds=True, object_kinds=self.kinds)

    def stored(self, data: Mapping[str, Any], name: str) -> dict[str, Any]:
        """Return the data of a camera with the change."""
        kinds = [str(kind) for kind in in_order(self.kinds)]
        return {**data, CONF_ONLY_KINDS: True, CONF_OBJECT_KINDS: kinds}

    def as_data(self) -> IssueData:
        """Return what an issue keeps of it."""
        return {
            "kinds": ",".join(in_order(self.kinds)),
            "kinds_before": ",".join(in_order(self.before)),
        }


type Change = NumberChange | ExcludeZone | OnlyKinds


def in_order(kinds: Collection[ObjectKind]) -> list[ObjectKind]:
    """Return kinds in the order in which they are told everywhere."""
    return [kind for kind in ObjectKind if kind in kinds]


def change_of(data: Mapping[str, Any]) -> Change:
    """Return the change that an issue keeps.

    Raises:
        KeyError: it keeps none.
        TypeError: what it keeps is none.
        ValueError: it names a setting or a kind that there is none of any more.
    """
    if "setting" in data:
        return NumberChange(
            Setting(data["setting"]), float(data["before"]), float(data["after"])
        )
    if "kinds" in data:
        return OnlyKinds(_kinds_of(data["kinds"]), _kinds_of(data["kinds_before"]))
    x0, y0, x1, y1 = (float(data[side]) for side in ("x0", "y0", "x1", "y1"))
    return ExcludeZone(Box(x0, y0, x1, y1))


def _kinds_of(text: object) -> frozenset[ObjectKind]:
    """Return the kinds that a text names, at least one."""
    return frozenset(ObjectKind(name) for name in str(text).split(","))
