"""Tests of what the form of an alert says of the AI that is picked."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.ai.error import Trouble
from custom_components.argus.flows import alert_check, alert_flow
from custom_components.argus.flows.alert_form import SECTION_AI
from homeassistant.components.ai_task import AITaskEntityFeature
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from ..ai.entities import AI, EVALUATE, WRITER, ObedientAI, bring_ai
from ..alert_forms import begin, furnish
from ..forms import said, submit

pytestmark = pytest.mark.usefixtures("calm")

ASKS = {"ai_judge": AI, "ai_question": "Is this a stranger?"}
WRITES = {"ai_describer": AI}


@pytest.mark.parametrize(
    ("features", "entered", "error"),
    [
        (WRITER, WRITES, None),
        (AITaskEntityFeature.GENERATE_DATA, WRITES, "ai_no_pictures"),
        (AITaskEntityFeature.SUPPORT_ATTACHMENTS, WRITES, "ai_no_words"),
        (WRITER, ASKS, "ai_too_old" if EVALUATE is None else "ai_no_judge"),
        (WRITER | (EVALUATE or 0), ASKS, "ai_too_old" if EVALUATE is None else None),
    ],
)
async def test_an_ai_is_picked_that_can_do_it(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    features: AITaskEntityFeature,
    entered: dict[str, str],
    error: str | None,
) -> None:
    """Whoever picks one that cannot is told, and on which Home Assistant it would."""
    furnish(hass)
    await bring_ai(hass, ObedientAI(features))
    form = await begin(hass, entry, "blank")
    result = await submit(hass, form, alert_name="Test", persistent=True, **entered)
    if error is None:
        assert result["type"] is FlowResultType.CREATE_ENTRY
    else:
        assert said(result, {SECTION_AI: error})["reason"] == "Obedient"


async def test_the_form_says_what_is_missing_and_what_is_asked(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Without an AI how to get one, on an older Home Assistant which one it takes, and always Argus's own prompt."""
    form = await begin(hass, entry, "blank")
    hints = form["description_placeholders"]
    assert hints is not None
    assert "surveillance camera" in hints["ai_prompt"]
    assert "add an integration that offers AI tasks" in hints["hint_ai_describer"]
    judge = "2026.11" if EVALUATE is None else "add an integration"
    assert judge in hints["hint_ai_judge"]
    await bring_ai(hass)
    hints = (await begin(hass, entry, "blank"))["description_placeholders"]
    assert hints is not None
    assert hints["hint_ai_describer"] == ""
    assert hints["hint_ai_judge"] == (
        " This needs Home Assistant 2026.11." if EVALUATE is None else ""
    )


async def test_on_a_newer_home_assistant(
    hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There an AI that cannot judge is refused for that, and nothing is said of what is too old."""
    monkeypatch.setattr(alert_flow, "CAN_JUDGE", True)
    monkeypatch.setattr(
        alert_check, "find_trouble", lambda _hass, _ai, _feature: Trouble.UNABLE
    )
    furnish(hass)
    await bring_ai(hass)
    form = await begin(hass, entry, "blank")
    hints = form["description_placeholders"]
    assert hints is not None
    assert hints["hint_ai_judge"] == ""
    result = await submit(hass, form, alert_name="Test", persistent=True, **ASKS)
    assert said(result, {SECTION_AI: "ai_no_judge"})["reason"] == "Obedient"
