"""Tests of incidents that are deleted, grow old or lose their picture: what goes with them, and what stays."""

from datetime import timedelta
from pathlib import Path

from freezegun.api import FrozenDateTimeFactory

from custom_components.argus.model.incident import IncidentChange
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant

from ..conftest import Show, camera_named
from .house import FACE, MOTION, QUIET, pictures, stored


async def test_deleting_one_that_lasts(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    changes: list[IncidentChange],
    freezer: FrozenDateTimeFactory,
    tmp_path: Path,
) -> None:
    """It does not come back with its next change, and leaves no picture."""
    show = Show(hass, camera_named(calm, "Front door"))
    await show(MOTION)
    await calm.incidents.async_delete([changes[0].incident.id])
    freezer.tick(1)
    await show(FACE, after=1)
    freezer.tick(300)
    await show(QUIET, after=300)
    assert await stored(calm) == []
    assert pictures(tmp_path) == 0


async def test_pictures_and_journal_are_brought_in_step_hourly(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    changes: list[IncidentChange],
    tmp_path: Path,
) -> None:
    """A picture deleted by hand is forgotten; while the whole folder is away nothing is."""
    await Show(hass, camera_named(calm, "Front door"))(MOTION)
    path = changes[0].incident.snapshot
    assert path is not None
    folder = tmp_path / "media" / "argus"
    folder.rename(tmp_path / "unplugged")
    await calm.incidents.async_purge()
    assert (await stored(calm))[0].snapshot == path
    (tmp_path / "unplugged").rename(folder)
    (tmp_path / "media" / path).unlink()
    await calm._upkeep.async_purge()
    assert (await stored(calm))[0].snapshot is None


async def test_old_incidents_go_favourites_stay(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    changes: list[IncidentChange],
    freezer: FrozenDateTimeFactory,
    tmp_path: Path,
) -> None:
    """After the days that the user set, with their pictures."""
    front, garden = (
        Show(hass, camera_named(calm, name)) for name in ("Front door", "Garden")
    )
    for show in (front, garden):
        await show(MOTION)
    freezer.tick(300)
    for show in (front, garden):
        await show(QUIET, after=300)
    favourite = changes[0].incident.id
    assert await calm.incidents.edits.async_set_favourite(favourite, True)
    assert not await calm.incidents.edits.async_set_favourite("01GONE", True)
    freezer.tick(timedelta(days=calm.settings.retention_days + 1))
    await calm.incidents.async_purge()
    assert [incident.id for incident in await stored(calm)] == [favourite]
    assert pictures(tmp_path / "media") == 1
    assert pictures(tmp_path / "argus") == 1
