"""Incidents that happened, and people who ask for them."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest

from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.incidents.preview_encoder import EncodedPreview
from custom_components.argus.incidents.preview_files import PreviewFiles
from custom_components.argus.journal import (
    Journal,
    JournalError,
    incident_moments,
    incidents,
)
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.model.incident import Incident, Step
from custom_components.argus.model.moment import Moment, MomentType
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.auth.models import Group, User
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from homeassistant.util.ulid import ulid_at_time

from .conftest import camera_named
from .pictures import visitor

NOON = datetime(2026, 11, 20, 12, tzinfo=dt_util.UTC)
PICTURE = visitor()
FILM = b"\0\0\0\x18ftypmp42 a film"
UNKNOWN_ID = "01KAH4V2M0ZZZZZZZZZZZZZZZZ"

HOSTILE = [
    "../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/secrets.yaml",
    "..\\..\\secrets.yaml",
    "/etc/passwd",
    "file:///etc/passwd",
    "' OR '1'='1",
    "1; DROP TABLE incident; --",
    "' UNION SELECT value FROM meta --",
    "%",
    "_" * 26,
    "01JD" + "%" * 22,
    "*",
    "\x00",
    "a\x00.jpg",
    "🙈",
    "A" * 5000,
    "{{ states }}",
    "${jndi:ldap://x}",
    "-1",
    "1e309",
    "NaN",
    "null",
    "[]",
]
"""What somebody sends who wants to get at what they should not."""


async def remember(
    runtime: ArgusRuntime,
    camera: ArgusCoordinator,
    at: datetime = NOON,
    *,
    types: tuple[ActivityType, ...] = (ActivityType.MOTION, ActivityType.FACE),
    picture: bytes | None = PICTURE,
    **details: Any,
) -> Incident:
    """Store an incident as if it had happened, with its picture."""
    incident = Incident(
        id=ulid_at_time(at.timestamp()),
        camera=camera.subentry.subentry_id,
        camera_name=camera.subentry.title,
        start=at,
        types=types,
        **{
            "location": "Hall",
            "end": at + timedelta(seconds=20),
            "intensity": 12.34,
            "faces": 2,
            "visitors_in": 1,
            "zones": ("Door",),
            "trace": (Step(at, "motion", 12.34, 0, ("Door",)),),
            **details,
        },
    )
    await runtime.journal.async_run(partial(incidents.save, incident=incident))
    if picture is None:
        return incident
    path = runtime.incidents.snapshots.path_of(incident, dt_util.as_local(at))
    await runtime.hass.async_add_executor_job(
        runtime.incidents.snapshots.write, path, picture
    )
    await runtime.journal.async_run(
        partial(
            incidents.set_snapshot, incident=incident.id, path=path, size=len(picture)
        )
    )
    stored = await runtime.incidents.async_get(incident.id)
    assert stored is not None
    return stored


async def keep_film(runtime: ArgusRuntime, incident: Incident) -> Incident:
    """Store a film of an incident."""
    files = PreviewFiles(runtime.incidents.snapshots)
    path = await runtime.hass.async_add_executor_job(
        files.write,
        incident,
        dt_util.as_local(incident.start),
        EncodedPreview(FILM, ".mp4"),
    )
    await runtime.journal.async_run(
        partial(incidents.set_preview, incident=incident.id, path=path, size=6)
    )
    return replace(incident, preview=path)


async def keep_moment(runtime: ArgusRuntime, incident: Incident) -> Incident:
    """Store a moment of an incident with its picture; it is number 1."""
    moment = Moment(number=1, at=incident.start, type=MomentType.FACE)
    made = replace(incident, moments=(moment,))
    await runtime.journal.async_run(partial(incidents.save, incident=made))
    await runtime.hass.async_add_executor_job(
        runtime.incidents.moments.files.write, incident.id, 1, PICTURE
    )
    keep = partial(incident_moments.set_picture, incident=incident.id, number=1)
    await runtime.journal.async_run(partial(keep, size=len(PICTURE)))
    return replace(made, moments=(replace(moment, has_picture=True),))


@contextmanager
def broken_journal() -> Iterator[None]:
    """Let nothing be stored or read."""
    with patch.object(
        Journal, "_async_in_thread", side_effect=JournalError("disk gone")
    ):
        yield


async def remember_both(runtime: ArgusRuntime) -> tuple[Incident, Incident]:
    """Store an incident at the front door, and a minute later one in the garden."""
    door = await remember(runtime, camera_named(runtime, "Front door"))
    garden = await remember(
        runtime, camera_named(runtime, "Garden"), NOON + timedelta(minutes=1)
    )
    return door, garden


type Login = Callable[[str], Awaitable[str]]


@pytest.fixture
def login(hass: HomeAssistant, hass_admin_user: User) -> Login:
    """Return what gives the token of somebody: `admin`, `reader`, `doorman` (sees one camera), or `blind`."""

    store = hass.auth._store
    store._groups["doorman"] = Group(
        name="Doorman",
        id="doorman",
        policy={"entities": {"entity_ids": {"camera.front_door": {"read": True}}}},
    )
    groups = {"reader": ["system-read-only"], "doorman": ["doorman"], "blind": []}

    async def token(who: str) -> str:
        user = hass_admin_user
        if who != "admin":
            user = await hass.auth.async_create_user(who, group_ids=groups[who])
        refresh = await hass.auth.async_create_refresh_token(
            user,
            client_name=who,
            access_token_expiration=timedelta(days=1),
            token_type="long_lived_access_token",
        )
        return hass.auth.async_create_access_token(refresh)

    return token
