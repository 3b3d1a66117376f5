"""Tests of heat maps that are stored as files: where the user says, if Home Assistant allows it, and over nothing else."""

from pathlib import Path
from unittest.mock import patch

import pytest
import voluptuous as vol

from custom_components.argus import services
from custom_components.argus.const import DOMAIN
from custom_components.argus.journal import Journal, JournalError
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
)

from ..conftest import camera_named
from ..pictures import room
from .warm_view import LEFT, is_hot, warm


async def test_export(hass: HomeAssistant, calm: ArgusRuntime, tmp_path: Path) -> None:
    """The action stores maps among the local media, or where the user says and Home Assistant allows."""
    hass.config.media_dirs = {"local": str(tmp_path / "media")}
    await warm(camera_named(calm, "Garden"), LEFT)

    async def export(**data: object) -> list[dict[str, str]]:
        result = await hass.services.async_call(
            DOMAIN, "export_heatmap", data, blocking=True, return_response=True
        )
        return result["files"]

    files = await export()
    assert {file["camera"] for file in files} == {"camera.front_door", "camera.garden"}
    for file in files:
        path = Path(file["path"])
        assert path.is_relative_to(tmp_path / "media" / "argus")
        jpeg = await hass.async_add_executor_job(path.read_bytes)
        assert is_hot(jpeg, LEFT) == (file["camera"] == "camera.garden")

    # Two in one second lie side by side.
    again = await export() + await export()
    paths = {file["path"] for file in [*files, *again]}
    assert len(paths) == 6
    with (
        patch.object(Journal, "read", side_effect=JournalError("disk full")),
        pytest.raises(HomeAssistantError, match="disk full"),
    ):
        await export(days=1)


@pytest.mark.parametrize("there", [True, False])
async def test_export_follows_no_linked_folder(
    hass: HomeAssistant, calm: ArgusRuntime, tmp_path: Path, there: bool
) -> None:
    """Maps stay below the folder of Argus, though somebody linked a camera's own folder elsewhere."""
    hass.config.media_dirs = {"local": str(tmp_path / "media")}
    elsewhere = tmp_path / "elsewhere"
    if there:
        elsewhere.mkdir()
    own = tmp_path / "media" / "argus" / "garden"
    own.parent.mkdir(parents=True)
    own.symlink_to(elsewhere)
    with pytest.raises(HomeAssistantError, match="out of its folder"):
        await hass.services.async_call(
            DOMAIN,
            "export_heatmap",
            {"entity_id": "camera.garden"},
            blocking=True,
            return_response=True,
        )
    assert elsewhere.exists() == there
    assert not there or names_in(elsewhere) == []


@pytest.fixture
def allowed(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Return a folder that Home Assistant may write to."""
    folder = tmp_path / "allowed"
    folder.mkdir()
    hass.config.allowlist_external_dirs = {str(folder)}
    return folder


def names_in(folder: Path) -> list[str]:
    """Return what is in a folder."""
    return sorted(file.name for file in folder.iterdir())


async def export_to(
    hass: HomeAssistant, path: Path | str, user: str | None = None
) -> None:
    """Store the map of the garden somewhere."""
    await hass.services.async_call(
        DOMAIN,
        "export_heatmap",
        {"entity_id": "camera.garden", "filename": str(path)},
        blocking=True,
        context=Context(user_id=user),
    )


async def test_export_to_a_file_of_ones_own(
    hass: HomeAssistant, calm: ArgusRuntime, allowed: Path, hass_admin_user: User
) -> None:
    """A new file, or a map that Argus stored there before, is written whole; no folder is too new."""
    wanted = allowed / "maps" / "garden.jpg"
    await export_to(hass, wanted, hass_admin_user.id)
    first = wanted.read_bytes()
    assert not is_hot(first, LEFT)
    await warm(camera_named(calm, "Garden"), LEFT)
    await export_to(hass, wanted)
    assert is_hot(wanted.read_bytes(), LEFT)
    assert names_in(wanted.parent) == ["garden.jpg"]
    with (
        patch.object(Path, "replace", side_effect=OSError("disk full")),
        pytest.raises(HomeAssistantError, match="could not be written"),
    ):
        await export_to(hass, wanted)
    assert is_hot(wanted.read_bytes(), LEFT)
    assert names_in(wanted.parent) == ["garden.jpg"]
    # Where there are no links, a new file is as good.
    with patch.object(Path, "hardlink_to", side_effect=OSError("not supported")):
        await export_to(hass, allowed / "card.jpg")
        await export_to(hass, allowed / "card.jpg")
    assert is_hot((allowed / "card.jpg").read_bytes(), LEFT)


async def test_export_writes_over_nothing_else(
    hass: HomeAssistant, calm: ArgusRuntime, allowed: Path
) -> None:
    """Neither over other pictures and files, nor through links, nor over folders."""
    precious = allowed / "precious.jpg"
    precious.write_bytes(room())
    (allowed / "link.jpg").symlink_to(precious)
    (allowed / "nowhere.jpg").symlink_to(allowed / "new.jpg")
    (allowed / "folder.jpg").mkdir()
    (allowed / "empty.jpg").touch()
    before = names_in(allowed)
    for name in (
        "precious.jpg",
        "link.jpg",
        "nowhere.jpg",
        "folder.jpg",
        "empty.jpg",
        "folder.jpg/../precious.jpg",
    ):
        with pytest.raises(ServiceValidationError, match="Something else"):
            await export_to(hass, allowed / name)
    # Somebody is quicker.
    with (
        patch.object(services, "named_file", return_value=precious),
        pytest.raises(ServiceValidationError, match="Something else"),
    ):
        await export_to(hass, precious)
    for name in ("map.png", "map", "important.yaml", "map.jpg.sh", ".jpg"):
        with pytest.raises(ServiceValidationError, match="does not end in"):
            await export_to(hass, allowed / name)
    assert precious.read_bytes() == room()
    assert names_in(allowed) == before


async def test_export_stays_where_it_is_allowed(
    hass: HomeAssistant, calm: ArgusRuntime, allowed: Path, tmp_path: Path
) -> None:
    (allowed / "out").symlink_to(tmp_path)
    for path in (
        tmp_path / "map.jpg",
        f"{allowed}/../map.jpg",
        allowed / "out" / "map.jpg",
        allowed / ("x" * 300) / "map.jpg",
        "map.jpg",
        "../map.jpg",
    ):
        with pytest.raises(HomeAssistantError, match=r"may not write|not be written"):
            await export_to(hass, path)
    for path in ("", "a\0.jpg", "x" * 5000):
        with pytest.raises(vol.Invalid):
            await export_to(hass, path)
    assert "map.jpg" not in names_in(tmp_path) + names_in(allowed)
    with pytest.raises(ServiceValidationError, match="one camera"):
        await hass.services.async_call(
            DOMAIN,
            "export_heatmap",
            {"filename": str(allowed / "map.jpg")},
            blocking=True,
        )


async def test_only_administrators_name_a_file(
    hass: HomeAssistant, calm: ArgusRuntime, allowed: Path, hass_read_only_user: User
) -> None:
    """Not even a new one."""
    precious = allowed / "precious.jpg"
    precious.write_bytes(room())
    for path in (precious, allowed / "new.jpg"):
        with pytest.raises(Unauthorized):
            await export_to(hass, path, hass_read_only_user.id)
    assert precious.read_bytes() == room()
    assert names_in(allowed) == ["precious.jpg"]
