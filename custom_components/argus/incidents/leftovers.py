"""Finds and deletes the folders that outlive Argus: its journal, its pictures, its models."""

from collections.abc import Iterable
from pathlib import Path
import shutil

from homeassistant.core import HomeAssistant

from ..const import DOMAIN


def find_leftovers(hass: HomeAssistant) -> list[Path]:
    """Return the folders of Argus that are there, the configuration's before that of the local media; blocks."""
    media = hass.config.media_dirs.get("local", hass.config.path("media"))
    folders = (Path(hass.config.path(DOMAIN)), Path(media, DOMAIN))
    return [folder for folder in folders if folder.is_dir()]


def delete_leftovers(folders: Iterable[Path]) -> None:
    """Delete folders with all that is in them; blocks.

    A link is not followed: what it leads to may be somebody else's.

    Raises:
        OSError: one could not be deleted; those after it are left alone.
    """
    for folder in folders:
        shutil.rmtree(folder)
