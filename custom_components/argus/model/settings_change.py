"""What a change of a camera's settings concerns."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from homeassistant.config_entries import ConfigSubentry

from .camera_settings import CameraSettings, SourceKind


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """The settings of a camera before and after the user changed them."""

    before: CameraSettings
    after: CameraSettings

    @property
    def concerns_source(self) -> bool:
        """Whether the frames come from somewhere else now."""
        return _source_of(self.before) != _source_of(self.after)

    @property
    def concerns_vision(self) -> bool:
        """Whether frames are looked at in another way now."""
        return self.before.pipeline() != self.after.pipeline()

    @property
    def concerns_counters(self) -> bool:
        """Whether visitors are counted in another way now."""
        return (
            self.before.lines != self.after.lines
            or self.before.zero_at_night != self.after.zero_at_night
        )

    @property
    def ends_detection(self) -> bool:
        """Whether the camera is not watched any more."""
        return self.before.detection and not self.after.detection


def _source_of(settings: CameraSettings) -> tuple[str, SourceKind, bool]:
    """Return what decides where the frames come from."""
    return settings.camera, settings.source, bool(settings.lines)


def as_stored(
    subentry: ConfigSubentry, profile: str
) -> tuple[str, str, Mapping[str, Any]]:
    """Return all that a camera's settings in a profile come from, to compare it with what there is later."""
    return profile, subentry.title, subentry.data
