"""Imports the events of the old Argus, from the answer of its `/api/events/`, as incidents."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
import hashlib
from itertools import batched
import json
import math
import os
from pathlib import Path
import re
import stat
from typing import Any, Final

from sqlalchemy.orm import Session

from homeassistant.util import dt as dt_util
from homeassistant.util.ulid import ulid_at_time

from ..journal import Journal, incidents, pages
from ..model.activity import ActivityType
from ..model.incident import Incident

MOST_BYTES: Final = 64 * 1024 * 1024
MOST_EVENTS: Final = 200_000
_CHUNK: Final = 1024 * 1024
AT_ONCE: Final = 500
"""Events stored in one transaction."""
UNKNOWN_CAMERA: Final = "legacy"
"""Camera of events whose camera is not watched."""
_EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
_MOST_FACES: Final = 1000
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TYPES: Final = {
    **{str(kind): (kind,) for kind in ActivityType},
    "faces": (ActivityType.FACE,),
    "both": (ActivityType.MOTION, ActivityType.FACE),
}


class LegacyError(Exception):
    """A file is not what the old Argus gave; the message says why."""


@dataclass(slots=True)
class Import:
    """What became of the events of a file."""

    imported: int = 0
    known: int = 0
    """They are in the journal already."""
    expired: int = 0
    """They are older than anything the journal keeps."""
    bad: int = 0
    """They could not be understood."""


def read_events(path: Path) -> list[Any]:
    """Return the events of a file as they are in it; blocks, but never waits for anybody who writes.

    Raises:
        LegacyError: the file cannot be read, is none, is too large, or has no list of events.
    """
    try:
        content = json.loads(_read_file(path))
    except (OSError, ValueError, RecursionError) as err:
        raise LegacyError(str(err)) from err
    events = content.get("results") if isinstance(content, dict) else content
    if not isinstance(events, list):
        raise LegacyError("it has no list of events")
    if len(events) > MOST_EVENTS:
        raise LegacyError(f"it has more than {MOST_EVENTS} events")
    return events


def _read_file(path: Path) -> bytes:
    """Return what is in a file.

    Raises:
        OSError: it cannot be read.
        LegacyError: it is too large, or a pipe, a device or a folder.
    """
    # Opening a pipe would wait for somebody who writes into it, and so would reading some files of the kernel.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise LegacyError("it is no file")
        data = bytearray()
        while part := file.read(_CHUNK):
            data += part
            if len(data) > MOST_BYTES:
                raise LegacyError(f"it has more than {MOST_BYTES} bytes")
        if part is None:
            raise LegacyError("there is nothing in it yet")
    return bytes(data)


async def async_import(
    journal: Journal,
    events: Sequence[Any],
    camera_at: Callable[[str], tuple[str, str]],
    oldest: datetime | None,
) -> Import:
    """Store events that are not stored yet.

    Args:
        journal: where.
        events: what `read_events` returned.
        camera_at: returns id and name of the camera at a location.
        oldest: what happened before would be forgotten at once and is left out; None keeps all for ever, as favourites.

    Raises:
        JournalError: the journal cannot be used; what was stored before stays.

    """
    told = Import()
    now = dt_util.utcnow()

    def understood() -> Iterator[Incident]:
        for event in events:
            try:
                incident = _legacy_incident(
                    event, camera_at, now, favourite=oldest is None
                )
            except KeyError, TypeError, ValueError, OverflowError:
                told.bad += 1
                continue
            if oldest is not None and incident.start < oldest:
                told.expired += 1
                continue
            yield incident

    for batch in batched(understood(), AT_ONCE, strict=False):

        def store(session: Session, batch: Sequence[Incident] = batch) -> int:
            stored = 0
            for incident in batch:
                if pages.get(session, incident.id) is None:
                    incidents.save(session, incident)
                    stored += 1
            return stored

        stored = await journal.async_run(store)
        told.imported += stored
        told.known += len(batch) - stored
    return told


def _legacy_incident(
    event: Any,
    camera_at: Callable[[str], tuple[str, str]],
    now: datetime,
    *,
    favourite: bool,
) -> Incident:
    """Return an event as an incident.

    Raises:
        KeyError, TypeError, ValueError, OverflowError: it is not what the old Argus gave.
    """
    if not isinstance(event, dict):
        raise TypeError("no event")
    timestamp = event["timestamp"]
    # Half a character would crash what reads dates, and the whole process with it.
    str(timestamp).encode()
    start = dt_util.as_utc(dt_util.parse_datetime(timestamp, raise_on_error=True))
    if not _EARLIEST <= start <= now + timedelta(days=1):
        raise ValueError("no time the old Argus can have been at work")
    faces = _read_number(event.get("faces_count"))
    intensity = _read_number(event.get("motion_intensity"))
    if not (0 <= faces <= _MOST_FACES and 0 <= intensity <= 1):
        raise ValueError("no such faces or motion")
    location = str(event.get("location") or "").strip()[:255]
    camera, name = camera_at(location)
    return Incident(
        id=_legacy_id(event, start),
        camera=camera,
        camera_name=name[:255],
        location=location,
        start=start,
        end=start,
        types=_legacy_types(event["detection_type"]),
        intensity=round(100 * intensity, 1),
        faces=int(faces),
        favourite=favourite,
    )


def _legacy_types(text: Any) -> tuple[ActivityType, ...]:
    """Return what an event was about.

    Raises:
        KeyError, TypeError, ValueError: nothing that is known.
    """
    if not isinstance(text, str):
        raise TypeError("no type")
    words = re.findall(r"[a-z]+(?:_(?:in|out))?", text.lower())
    types = tuple(dict.fromkeys(kind for word in words for kind in _TYPES[word]))
    if not types:
        raise ValueError("no type")
    return types


def _read_number(value: Any) -> float:
    """Return a number; nothing counts as 0.

    Raises:
        TypeError, ValueError: it is none.
    """
    if isinstance(value, bool):
        raise TypeError("no number")
    number = 0.0 if value is None else float(value)
    if not math.isfinite(number):
        raise ValueError("no number")
    return number


def _legacy_id(event: dict[str, Any], start: datetime) -> str:
    """Return the same id for the same event, however often it is imported; ids sort by time."""
    named = json.dumps(
        [event.get(key) for key in ("id", "timestamp", "detection_type", "location")],
        sort_keys=True,
        default=str,
    )
    number = int.from_bytes(hashlib.sha256(named.encode()).digest()[:10])
    suffix = "".join(_CROCKFORD[number >> shift & 31] for shift in range(75, -1, -5))
    return ulid_at_time(start.timestamp())[:10] + suffix
