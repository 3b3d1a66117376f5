"""Writes heat maps to files: new ones, or ones that Argus wrote itself; nothing else is ever written over."""

import os
from pathlib import Path
import stat
import tempfile
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util, slugify

from ..const import DOMAIN
from ..model.camera import WatchedCamera
from ..model.contained_path import place_within

SUFFIX: Final = ".jpg"
MOST_OF_A_SECOND: Final = 100
"""Files of one camera."""
_START: Final = b"\xff\xd8"
"""Of a JPEG (ITU-T T.81, B.2.1), …"""
_COMMENT: Final = b"\xff\xfe"
"""… and of a comment in it (B.2.4.5), which tells by its length where it ends."""
_SIGNATURE: Final = b"Argus heat map"
_SIGNED: Final = (
    _START + _COMMENT + (len(_SIGNATURE) + 2).to_bytes(2, "big") + _SIGNATURE
)
"""What a file begins with that Argus may write over."""


def own_file(hass: HomeAssistant, camera: WatchedCamera) -> Path:
    """Return where a heat map of a camera is stored if nobody says where."""
    folder = Path(hass.config.media_dirs.get("local", hass.config.path("media")))
    name = slugify(camera.subentry.title) or camera.subentry.subentry_id
    now = dt_util.now().strftime("%Y-%m-%d_%H-%M-%S")
    return folder / DOMAIN / name / f"heatmap_{now}{SUFFIX}"


def named_file(hass: HomeAssistant, filename: str) -> Path:
    """Return the file that a user means, with no link in the way to it; blocks.

    Raises:
        ServiceValidationError: Argus does not write there.
        HomeAssistantError: nobody can.
    """
    try:
        path = Path(filename)
        target = path.parent.resolve() / path.name
        allowed = path.is_absolute() and hass.config.is_allowed_path(str(target))
    except OSError, ValueError, RuntimeError:
        allowed = False
    if not allowed:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="path_not_allowed",
            translation_placeholders={"path": filename},
        )
    if target.suffix.lower() != SUFFIX:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="not_a_jpg",
            translation_placeholders={"path": filename},
        )
    _check_own(target)
    return target


def write_named(target: Path, picture: bytes) -> Path:
    """Write a heat map where a user wants it, whole or not at all; return where; blocks.

    Args:
        target: what `named_file` returned.
        picture: a JPEG.

    Raises:
        ServiceValidationError: something else is there.
        HomeAssistantError: it cannot be written.

    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Somebody may have put a link there meanwhile.
        if target.parent.resolve() != target.parent:
            raise _file_exists_error(target)
        temporary = _write_beside(target, picture)
        try:
            try:
                _put_new_file(temporary, target)
            except FileExistsError:
                _check_own(target)
                temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as err:
        raise _not_written_error(target, err) from err
    return target


def write_own(wanted: Path, picture: bytes) -> Path:
    """Write a heat map into Argus's own folder as a new file, whole or not at all; return where; blocks.

    Raises:
        HomeAssistantError: it cannot be written.
    """
    try:
        place_within(wanted.parents[1], wanted)
        wanted.parent.mkdir(parents=True, exist_ok=True)
        temporary = _write_beside(wanted, picture)
        try:
            for number in range(1, MOST_OF_A_SECOND + 1):
                target = wanted
                if number > 1:
                    target = wanted.with_stem(f"{wanted.stem}_{number}")
                try:
                    _put_new_file(temporary, target)
                except FileExistsError:
                    continue
                return target
        finally:
            temporary.unlink(missing_ok=True)
    except (OSError, ValueError) as err:
        raise _not_written_error(wanted, err) from err
    raise _file_exists_error(wanted)


def _write_beside(target: Path, picture: bytes) -> Path:
    """Write a signed heat map into a temporary file of the same folder, and return where.

    Raises:
        OSError: it cannot be written.
    """
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_SIGNED + picture.removeprefix(_START))
        temporary.chmod(0o644)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _put_new_file(temporary: Path, target: Path) -> None:
    """Give a file its name if nothing has that name.

    Raises:
        FileExistsError: something has.
        OSError: it cannot be.
    """
    try:
        # Unlike a move, this never takes the place of anything, whoever else is writing.
        target.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:
        # Some network shares and memory cards know no links.
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
        temporary.replace(target)


def _check_own(target: Path) -> None:
    """Refuse what is there unless it is a heat map that Argus wrote.

    Raises:
        ServiceValidationError: it is something else.
        HomeAssistantError: it cannot be read.
    """
    try:
        if not stat.S_ISREG(target.lstat().st_mode):
            raise _file_exists_error(target)
        with target.open("rb") as file:
            start = file.read(len(_SIGNED))
    except FileNotFoundError:
        return
    except OSError as err:
        raise _not_written_error(target, err) from err
    if start != _SIGNED:
        raise _file_exists_error(target)


def _file_exists_error(target: Path) -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="file_exists",
        translation_placeholders={"path": str(target)},
    )


def _not_written_error(target: Path, err: Exception) -> HomeAssistantError:
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key="file_not_written",
        translation_placeholders={"path": str(target), "reason": str(err)},
    )
