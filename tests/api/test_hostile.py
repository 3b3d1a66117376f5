"""Fuzz tests of every door: whatever is sent is answered, with a clear refusal, and Argus goes on."""

import asyncio
from collections.abc import Callable, Coroutine
import contextlib
from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings, strategies as st
import pytest
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)
import voluptuous as vol

from custom_components.argus.const import DOMAIN
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant, SupportsResponse
from homeassistant.exceptions import HomeAssistantError

from ..actions.test_hostile_fields import PYTHONS_OWN
from ..conftest import camera_named
from ..journals import HOSTILE, remember_both
from .asker import Asker
from .test_websocket_places import LINE, ZONE

FUZZ = settings(
    max_examples=150,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
LONGEST = 30.0
"""Seconds until an answer that does not come is a failure."""

WORDS = [
    "camera", "cameras", "event", "events", "event_type", "type", "limit", "before", "since", "until", "favourite",
    "false_alarm", "zones", "lines", "from", "to", "days", "hours", "date", "search", "kind", "settings", "opacity",
]  # fmt: skip
"""Keys that commands and queries know, and some that none does."""
SUBSCRIPTIONS = {"argus/camera/subscribe", "argus/camera/preview", "argus/events/subscribe"}  # fmt: skip
"""Push messages of their own once they succeed."""

leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=40),
    st.sampled_from(HOSTILE),
    st.sampled_from(["camera.garden", "front_door", "2026-11-23", "motion", "face"]),
)
values = st.recursive(
    st.one_of(leaves, st.sampled_from([ZONE, LINE])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.dictionaries(st.sampled_from([*WORDS, "points", "name"]), inner, max_size=5),
    ),
    max_leaves=12,
)
messages = st.dictionaries(
    st.one_of(st.sampled_from(WORDS), st.text(max_size=10)), values, max_size=5
)


async def fuzz(
    hass: HomeAssistant, test: Callable[[Callable[..., Any]], Callable[[], None]]
) -> None:
    """Run a property in a thread, whose examples are asked on the event loop."""

    def ask[T](work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, hass.loop).result(LONGEST)

    await asyncio.to_thread(test(ask))


@pytest.mark.timeout(300)
async def test_websocket(
    hass: HomeAssistant, calm: ArgusRuntime, hass_ws_client: WebSocketGenerator
) -> None:
    """Every command, whatever it is asked with, is answered once and by its own id."""
    await remember_both(calm)
    ask = Asker(await hass_ws_client())
    commands = sorted(c for c in hass.data["websocket_api"] if c.startswith("argus/"))
    codes = {"home_assistant_error", "invalid_format", "not_found", "busy", "unauthorized"}  # fmt: skip

    outcomes: set[bool] = set()

    def run(wait: Callable[..., Any]) -> Callable[[], None]:
        @FUZZ
        @given(st.sampled_from(sorted(set(commands) - SUBSCRIPTIONS)), messages)
        def tried(command: str, message: dict[str, Any]) -> None:
            content = {k: v for k, v in message.items() if k not in {"id", "type"}}
            answer = wait(ask(command.removeprefix("argus/"), **content))
            assert answer["type"] == "result", answer
            outcomes.add(answer["success"])
            if not answer["success"]:
                assert answer["error"]["code"] in codes, answer
                assert answer["error"]["message"]
                assert len(answer["error"]["message"]) < 1000
                assert not PYTHONS_OWN.search(answer["error"]["message"]), answer

        return tried

    await fuzz(hass, run)
    assert outcomes == {True, False}
    await hass.async_block_till_done()
    assert (await ask.result("status"))["is_running"]
    assert {camera.subentry.title for camera in calm.cameras.values()} == {
        "Front door",
        "Garden",
    }


@pytest.mark.timeout(300)
async def test_http(
    hass: HomeAssistant, calm: ArgusRuntime, hass_client: ClientSessionGenerator
) -> None:
    """Every address, whatever its parts and its query, gives something or says why not, and no error of the server."""
    door, _ = await remember_both(calm)
    client = await hass_client()
    found = sorted(
        {
            resource.canonical
            for resource in hass.http.app.router.resources()
            if resource.canonical.startswith(f"/api/{DOMAIN}")
        }
    )
    text = st.one_of(
        st.text(max_size=60),
        st.sampled_from(HOSTILE),
        st.sampled_from(["front_door", "2026-11-23", door.id, "7", "8-17", "true"]),
    )
    statuses: set[int] = set()
    queries = st.dictionaries(st.sampled_from(WORDS), text, max_size=4)

    def run(wait: Callable[..., Any]) -> Callable[[], None]:
        @FUZZ
        @given(st.sampled_from(found), text, queries)
        def tried(address: str, part: str, query: dict[str, str]) -> None:
            start, brace, rest = address.partition("{")
            path = start + (
                quote(part, safe="", errors="replace") + rest.partition("}")[2]
                if brace
                else ""
            )
            wanted = {k: v.encode(errors="replace").decode() for k, v in query.items()}
            response = wait(client.get(path, params=wanted))
            assert response.status in {200, 400, 404, 429}, (path, wanted)
            statuses.add(response.status)

        return tried

    await fuzz(hass, run)
    assert {200, 400, 404} <= statuses
    assert (await client.get("/api/argus/status")).status == 200


@pytest.mark.timeout(300)
async def test_actions(hass: HomeAssistant, calm: ArgusRuntime) -> None:
    """An action that cannot be done says so; nothing else comes out of it."""
    await remember_both(calm)
    done: set[str] = set()
    actions = hass.services.async_services_for_domain(DOMAIN)
    data = st.dictionaries(
        st.sampled_from([*WORDS, "entity_id", "device_id", "filename", "media_content_id", "duration", "people"]),
        values,
        max_size=4,
    )  # fmt: skip

    def run(wait: Callable[..., Any]) -> Callable[[], None]:
        @FUZZ
        @given(st.sampled_from(sorted(actions)), data)
        def tried(action: str, content: dict[str, Any]) -> None:
            answers = actions[action].supports_response is not SupportsResponse.NONE
            call = hass.services.async_call(
                DOMAIN, action, content, blocking=True, return_response=answers
            )
            with contextlib.suppress(HomeAssistantError, vol.Invalid):
                wait(call)
                done.add(action)

        return tried

    await fuzz(hass, run)
    assert done
    assert done < actions.keys()
    assert camera_named(calm, "Garden").subentry
