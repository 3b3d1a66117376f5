"""What the cameras of a house see, how they are set, and what is kept of it."""

from datetime import UTC, datetime
from pathlib import Path

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.journal.pages import IncidentQuery
from custom_components.argus.model.decision import Decision, Verdict
from custom_components.argus.model.incident import Incident
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import Box, Face, Motion, Observation
from homeassistant.core import HomeAssistant

DECISION = Decision(
    datetime(2026, 11, 20, 12, tzinfo=UTC), "night", "Night watch", Verdict.SENT
)
QUIET = Observation(640, 360)
MOTION = Observation(640, 360, motion=Motion(detected=True, intensity=0.1))
FACE = Observation(
    640,
    360,
    motion=Motion(detected=True, intensity=0.1),
    faces=(Face(Box(0.4, 0.2, 0.5, 0.4), 0.9),),
)


def pictures(folder: Path) -> int:
    """Return how many pictures and thumbnails there are."""
    return len(list(folder.rglob("*.jpg")))


async def stored(runtime: ArgusRuntime) -> list[Incident]:
    """Return all incidents in the journal."""
    return await runtime.incidents.async_find(IncidentQuery(trace=True))


def configure(
    hass: HomeAssistant, entry: MockConfigEntry, title: str, **settings: object
) -> None:
    """Change the settings of a camera."""
    for subentry in list(entry.subentries.values()):
        if subentry.title == title:
            hass.config_entries.async_update_subentry(
                entry, subentry, data={**subentry.data, **settings}
            )
