"""Tests that the removal of Argus asks what becomes of what it stored, and does that and nothing else."""

from http import HTTPStatus
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.argus.const import DOMAIN
from custom_components.argus.issues.storage import LEFTOVERS
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from ..conftest import camera_named
from ..journals import remember


class Removed:
    """An Argus that was removed, and the question that is left of it."""

    def __init__(
        self, hass: HomeAssistant, client: ClientSessionGenerator, folders: list[Path]
    ) -> None:
        """Remember who asks."""
        self._hass = hass
        self._client = client
        self.folders = folders

    @property
    def is_asked(self) -> bool:
        """Return whether the user is asked."""
        return ir.async_get(self._hass).async_get_issue(DOMAIN, LEFTOVERS) is not None

    async def answer(self, *answers: dict[str, str]) -> dict[str, Any]:
        """Open the question and give answers, one after the other; return what is shown then."""
        browser = await self._client()
        path = "/api/repairs/issues/fix"
        asked: dict[str, Any] = {"handler": DOMAIN, "issue_id": LEFTOVERS}
        for answer in (asked, *answers):
            response = await browser.post(path, json=answer)
            assert response.status == HTTPStatus.OK
            shown: dict[str, Any] = await response.json()
            path = f"/api/repairs/issues/fix/{shown['flow_id']}"
        return shown

    async def files(self) -> set[str]:
        """Return the endings of what is still there."""

        def find() -> set[str]:
            return {
                file.suffix
                for folder in self.folders
                for file in folder.rglob("*")
                if file.is_file()
            }

        return await self._hass.async_add_executor_job(find)


@pytest.fixture
async def removed(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> Removed:
    """Return an Argus that was removed after it had stored an incident with its picture."""
    assert await async_setup_component(hass, "repairs", {})
    await remember(calm, camera_named(calm, "Garden"))
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    media = hass.config.media_dirs["local"]
    folders = [Path(hass.config.path(DOMAIN)), Path(media, DOMAIN)]
    return Removed(hass, hass_client, folders)


async def test_asks_and_names_the_folders(removed: Removed) -> None:
    """Nothing is deleted before somebody said so."""
    shown = await removed.answer()
    assert shown["type"] == "menu"
    assert shown["menu_options"] == ["keep", "delete"]
    for folder in removed.folders:
        assert f"`{folder}`" in shown["description_placeholders"]["folders"]
    shown = await removed.answer({"next_step_id": "delete"})
    assert shown["type"] == "form"
    assert {".db", ".jpg"} <= await removed.files()
    assert removed.is_asked


async def test_keeps(removed: Removed) -> None:
    """Who keeps everything is not asked again."""
    done = await removed.answer({"next_step_id": "keep"})
    assert done["type"] == "create_entry"
    assert {".db", ".jpg"} <= await removed.files()
    assert not removed.is_asked


async def test_deletes_its_folders_and_nothing_beside_them(
    hass: HomeAssistant, removed: Removed
) -> None:
    beside = [folder.with_name("kept.txt") for folder in removed.folders]
    for file in beside:
        await hass.async_add_executor_job(file.write_text, "mine")
    done = await removed.answer({"next_step_id": "delete"}, {})
    assert done["type"] == "create_entry"
    for folder, file in zip(removed.folders, beside, strict=True):
        assert not await hass.async_add_executor_job(folder.exists)
        assert await hass.async_add_executor_job(file.read_text) == "mine"
    assert not removed.is_asked


async def test_a_folder_that_cannot_be_deleted(
    hass: HomeAssistant, removed: Removed
) -> None:
    """The reason is told, and it can be tried again."""
    with patch(
        "custom_components.argus.incidents.leftovers.shutil.rmtree",
        side_effect=PermissionError(13, "Permission denied"),
    ):
        done = await removed.answer({"next_step_id": "delete"}, {})
    assert done["type"] == "abort"
    assert done["reason"] == "not_deleted"
    assert "Permission denied" in done["description_placeholders"]["reason"]
    assert removed.is_asked


async def test_a_link_is_not_followed(hass: HomeAssistant, removed: Removed) -> None:
    """Pictures on a disk of the user's that `argus` only leads to are the user's to delete."""
    folder = removed.folders[-1]
    elsewhere = folder.with_name("elsewhere")

    def move() -> None:
        folder.rename(elsewhere)
        folder.symlink_to(elsewhere)

    await hass.async_add_executor_job(move)
    done = await removed.answer({"next_step_id": "delete"}, {})
    assert done["reason"] == "not_deleted"
    assert await hass.async_add_executor_job(lambda: [*elsewhere.rglob("*.jpg")])


async def test_who_adds_argus_again_goes_on_with_what_is_there(
    hass: HomeAssistant, removed: Removed
) -> None:
    """The question is taken back; an answer that was under way deletes nothing."""
    again = MockConfigEntry(domain=DOMAIN)
    again.add_to_hass(hass)
    done = await removed.answer({"next_step_id": "delete"})
    assert done["reason"] == "outdated"
    assert {".db", ".jpg"} <= await removed.files()
    assert not removed.is_asked


async def test_setting_up_takes_the_question_back(
    hass: HomeAssistant, removed: Removed
) -> None:
    assert removed.is_asked
    again = MockConfigEntry(domain=DOMAIN)
    again.add_to_hass(hass)
    assert await hass.config_entries.async_setup(again.entry_id)
    await hass.async_block_till_done()
    assert not removed.is_asked
    assert {".db", ".jpg"} <= await removed.files()


async def test_asks_nothing_where_nothing_is_left(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
) -> None:
    with patch("custom_components.argus.find_leftovers", return_value=[]):
        await hass.config_entries.async_remove(entry.entry_id)
    assert ir.async_get(hass).async_get_issue(DOMAIN, LEFTOVERS) is None
