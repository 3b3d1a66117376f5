"""Tests of the action that has an AI describe incidents."""

from typing import Any

import pytest
import voluptuous as vol

from custom_components.argus.ai.error import AiError
from custom_components.argus.const import DOMAIN
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from ..ai.entities import AI, ObedientAI, bring_ai
from ..journals import UNKNOWN_ID, remember_both


@pytest.fixture
async def ai(hass: HomeAssistant, calm: ArgusRuntime) -> ObedientAI:
    """Let there be an AI beside a running Argus."""
    return await bring_ai(hass)


async def describe(
    hass: HomeAssistant, context: Context | None = None, **data: Any
) -> dict[str, Any]:
    """Call the action; return the words by the ids of the incidents."""
    answer: Any = await hass.services.async_call(
        DOMAIN,
        "describe_incident",
        {"ai_task": AI, **data},
        blocking=True,
        return_response=True,
        context=context,
    )
    words: dict[str, Any] = answer["descriptions"]
    return words


async def test_incidents_are_described_and_remember_it(
    hass: HomeAssistant, calm: ArgusRuntime, ai: ObedientAI, hass_admin_user: User
) -> None:
    """By id or the last of a camera; an administrator, or an automation, with a prompt or Argus's own."""
    door, garden = await remember_both(calm)
    ai.answer = "A fox."
    told = await describe(hass, event=[door.id, garden.id], prompt="What animal?")
    assert told == {door.id: "A fox.", garden.id: "A fox."}
    assert all(one.instructions.startswith("What animal?") for one in ai.asked)
    ai.answer = "A cat."
    context = Context(user_id=hass_admin_user.id)
    told = await describe(hass, context, entity_id="camera.garden", blur_faces=False)
    assert told == {garden.id: "A cat."}
    for incident, words in ((door, "A fox."), (garden, "A cat.")):
        kept = await calm.incidents.async_get(incident.id)
        assert kept is not None
        assert kept.description is not None
        assert (kept.description.text, kept.description.entity_id) == (words, AI)


async def test_what_goes_wrong_is_said(
    hass: HomeAssistant, calm: ArgusRuntime, ai: ObedientAI
) -> None:
    door, _ = await remember_both(calm)
    ai.failure = HomeAssistantError("no credit left")
    with pytest.raises(AiError) as raised:
        await describe(hass, event=door.id)
    assert raised.value.translation_key == "ai_failed"
    assert raised.value.translation_placeholders == {
        "entity": AI,
        "reason": "no credit left",
    }
    for data in ({"event": UNKNOWN_ID}, {}):
        with pytest.raises(ServiceValidationError):
            await describe(hass, **data)
    for wrong in (
        {"ai_task": "light.hall"},
        {"ai_task": ["ai_task.a", "x" * 10**6]},
        {"prompt": "x" * 2001},
        {"blur_faces": "perhaps"},
    ):
        with pytest.raises(vol.Invalid):
            await describe(hass, **{"event": door.id, **wrong})
    kept = await calm.incidents.async_get(door.id)
    assert kept is not None
    assert kept.description is None
