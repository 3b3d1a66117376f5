"""Tests of the words that an AI adds to what an alert tells, and of its opinion before that."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.ai import tasks
from custom_components.argus.alerts.ai_help import AiHelp
from custom_components.argus.alerts.alert import Alert
from custom_components.argus.alerts.incident_state import IncidentState
from custom_components.argus.alerts.settings import AlertSettings
from custom_components.argus.const import CONF_AI_PER_DAY
from custom_components.argus.journal import incidents
from custom_components.argus.model.decision import Decision, Opinion, Verdict
from custom_components.argus.model.incident import Incident, IncidentChange, Phase
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from ..ai.entities import AI, EVALUATE, ObedientAI, bring_ai
from ..conftest import MOVING, Show, camera_named
from ..journals import remember
from .household import SEEN, Household, MoveIn, Pushes
from .runtime import (
    MAILBOX,
    add_alert,
    decided,
    decisions_of,
    incidents_of,
    mailbox,
    settle,
)

QUESTION = "Is this a stranger?"
WORDS = "A person in a red jacket puts down a parcel."
needs_evaluation = pytest.mark.skipif(
    EVALUATE is None, reason="ai_task.evaluate is new in Home Assistant 2026.11"
)


@pytest.fixture
async def ai(hass: HomeAssistant, calm: ArgusRuntime) -> ObedientAI:
    """Let there be an AI beside a running Argus."""
    return await bring_ai(hass)


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an AI think for as long as the test's clock jumps; that it may not is tested with the task."""
    monkeypatch.setattr(tasks, "DESCRIBED_WITHIN", 10_000.0)


async def soon(condition: Callable[[], object]) -> None:
    """Wait for a condition, also while the test's clock stands still; fail if it does not come."""
    for _ in range(200):
        if condition():
            return
        await settle()
    assert condition()


async def described(house: Household) -> None:
    """Wait until the AI has answered, and what it said is told."""
    await soon(lambda: not house._alert._decider._help._describing)
    await house.settle()


async def newest(runtime: ArgusRuntime) -> Incident:
    return (await incidents_of(runtime))[0]


async def test_the_notification_goes_out_at_once_and_the_words_update_it(
    move_in: MoveIn, ai: ObedientAI
) -> None:
    """Nobody waits for an AI; what it says comes without a sound, as the AI's, and stays with the incident."""
    ai.lets_go = asyncio.Event()
    house = await move_in(ai_describer=AI, ai_prompt="Who is it?")
    await house.see(MOVING)
    await soon(lambda: ai.asked)
    assert house.pushes == Pushes(rings=1)
    ai.lets_go.set()
    await described(house)
    assert house.pushes == Pushes(rings=1, updates=1)
    assert house.texts == [
        "Something moved at 01:00.",
        f"Something moved at 01:00.\nAI: {WORDS}",
    ]
    assert ai.asked[0].instructions.startswith("Who is it?")
    await house.calm_down()
    # The end says nothing new: it is within the same minute.
    assert house.pushes == Pushes(rings=1, updates=1)
    assert len(ai.asked) == 1
    incident = await newest(house.runtime)
    assert incident.description is not None
    assert (incident.description.text, incident.description.entity_id) == (WORDS, AI)


async def test_the_end_waits_for_the_words_so_that_both_are_one_update(
    move_in: MoveIn, ai: ObedientAI
) -> None:
    ai.lets_go = asyncio.Event()
    house = await move_in(ai_describer=AI)
    await house.see(MOVING)
    await house.go_on(MOVING, 100)
    await house.calm_down()
    assert house.pushes == Pushes(rings=1)
    ai.lets_go.set()
    await described(house)
    assert house.pushes == Pushes(rings=1, updates=1)
    assert house.texts[-1] == (f"Something moved between 01:00 and 01:01.\nAI: {WORDS}")


async def test_an_end_that_waited_in_vain_is_told(
    move_in: MoveIn, ai: ObedientAI
) -> None:
    """An AI that fails is told with the incident, and keeps nothing else from being told."""
    ai.lets_go, ai.failure = asyncio.Event(), HomeAssistantError("no credit left")
    house = await move_in(ai_describer=AI)
    await house.see(MOVING)
    await house.go_on(MOVING, 100)
    await house.calm_down()
    assert house.pushes == Pushes(rings=1)
    ai.lets_go.set()
    await described(house)
    assert house.pushes == Pushes(rings=1, updates=1)
    assert house.texts[-1] == "Something moved between 01:00 and 01:01."
    sent, failed = await decisions_of(house.runtime)
    assert sent.verdict is Verdict.SENT
    assert failed.verdict is Verdict.NOT_DESCRIBED
    assert failed.detail == "no credit left"
    assert failed.deliveries[0].target == AI
    # What the alert decided about telling is what its sensors show.
    assert house._alert.last_decision is not None
    assert house._alert.last_decision.verdict is Verdict.SENT


async def test_words_count_among_three_updates_at_most(
    move_in: MoveIn, ai: ObedientAI
) -> None:
    """However late they come, they are told, and no more than three updates there are."""
    ai.lets_go = asyncio.Event()
    house = await move_in(ai_describer=AI)
    await house.see(MOVING)
    await house.see(MOVING, "Garden", after=2)
    await house.see(SEEN, after=5)
    ai.lets_go.set()
    await described(house)
    await house.go_on(MOVING, 60)
    await house.go_on(MOVING, 60, "Garden")
    await house.calm_down()
    await house.calm_down("Garden")
    await described(house)
    assert house.pushes == Pushes(rings=1, updates=3)
    assert WORDS in house.texts[-1]


async def test_the_limit_of_the_day_is_said_with_the_incident(
    hass: HomeAssistant, entry: MockConfigEntry, move_in: MoveIn, ai: ObedientAI
) -> None:
    house = await move_in(ai_describer=AI)
    hass.config_entries.async_update_entry(entry, options={CONF_AI_PER_DAY: 0})
    await hass.async_block_till_done()
    await house.see(MOVING)
    await described(house)
    assert house.pushes == Pushes(rings=1)
    assert [(one.verdict, one.detail) for one in await decisions_of(house.runtime)] == [
        (Verdict.SENT, ""),
        (Verdict.NOT_DESCRIBED, "spent"),
    ]
    assert ai.asked == []


async def test_an_alert_without_an_ai_has_no_words_of_one(
    hass: HomeAssistant, move_in: MoveIn, ai: ObedientAI
) -> None:
    """What somebody else had described changes no notification, and begins none for what is long over."""
    house = await move_in()
    await house.see(MOVING)
    await house.calm_down()
    incident = await newest(house.runtime)
    await hass.services.async_call(
        "argus",
        "describe_incident",
        {"event": incident.id, "ai_task": AI},
        blocking=True,
    )
    await house.settle()
    assert house.pushes == Pushes(rings=1)
    assert ai.asked


async def test_hostile_words_stay_words(move_in: MoveIn, ai: ObedientAI) -> None:
    """Whatever an AI was talked into, a phone shows plain text."""
    ai.answer = "Call\n\n[bank](https://evil.example) <a href=x>now</a>\x1b[2J" * 100
    house = await move_in(ai_describer=AI)
    await house.see(MOVING)
    await described(house)
    text = house.texts[-1]
    assert text.count("\n") == 1
    assert len(text) < 600
    assert not set("<>[]\x1b") & set(text)
    assert "evil" not in text


async def test_an_ai_keeps_no_other_alert_waiting(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, ai: ObedientAI
) -> None:
    """While it thinks about one alert, others are sent."""
    ai.lets_go = asyncio.Event()
    mails = mailbox(hass)
    asks = await add_alert(
        hass,
        entry,
        "Asks",
        ai_judge=AI,
        ai_question=QUESTION,
        ai_describer=AI,
        ai_patience=60,
    )
    plain = await add_alert(hass, entry, "Plain")
    await Show(hass, camera_named(calm, "Front door"))(MOVING)
    await Show(hass, camera_named(calm, "Garden"))(MOVING)
    await soon(lambda: plain.verdicts[Verdict.SENT] >= 1)
    assert any(mail.data["title"].startswith("Plain") for mail in mails)
    ai.lets_go.set()
    await soon(lambda: asks.verdicts[Verdict.SENT] >= 1)


async def test_before_2026_11_the_alert_is_sent_and_says_what_it_needs(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """Without anybody who could judge, nobody is kept in the dark."""
    mails = mailbox(hass)
    alert = await add_alert(hass, entry, ai_judge="ai_task.gone", ai_question=QUESTION)
    await Show(hass, camera_named(calm, "Front door"))(MOVING)
    await decided(alert, Verdict.SENT)
    assert len(mails) == 1
    assert [mail.data["entity_id"] for mail in mails] == [MAILBOX]
    (decision,) = await decisions_of(calm)
    assert decision.opinion is not None
    assert (decision.opinion.yes, decision.opinion.error) == (None, "missing")


async def judged(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    verdict: Verdict,
    **settings: Any,
) -> tuple[Alert, Decision]:
    """Let an alert ask whether something that moves is a stranger."""
    alert = await add_alert(
        hass, entry, **{"ai_judge": AI, "ai_question": QUESTION, **settings}
    )
    await Show(hass, camera_named(calm, "Front door"))(MOVING)
    await decided(alert, verdict)
    return alert, (await decisions_of(calm))[-1]


@needs_evaluation
async def test_an_ai_that_says_no(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, ai: ObedientAI
) -> None:
    """Nobody is told, and question, answer, entity and time are kept with the decision."""
    ai.yes = 0.04
    mails = mailbox(hass)
    alert, decision = await judged(hass, calm, entry, Verdict.SECOND_OPINION)
    assert mails == []
    assert decision.detail == f"“{QUESTION}” → 4 %"
    opinion = decision.opinion
    assert opinion is not None
    assert (opinion.question, opinion.entity_id, opinion.yes) == (QUESTION, AI, 0.04)
    # It holds for what goes on, and costs nothing more.
    show = Show(hass, camera_named(calm, "Front door"))
    for _ in range(3):
        await show(MOVING, after=1)
    assert len(ai.asked) == 1
    # Somebody who comes is somebody else.
    ai.yes = 0.96
    await show(SEEN, after=1)
    await decided(alert, Verdict.SECOND_OPINION, Verdict.SENT)
    assert len(ai.asked) == 2
    assert len(mails) == 1


@needs_evaluation
async def test_an_ai_that_says_yes(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, ai: ObedientAI
) -> None:
    ai.yes = 0.8
    mails = mailbox(hass)
    _, decision = await judged(hass, calm, entry, Verdict.SENT, ai_threshold=80)
    assert len(mails) == 1
    assert decision.opinion is not None
    assert decision.opinion.yes == 0.8


@needs_evaluation
async def test_an_ai_that_does_not_answer_keeps_nobody_in_the_dark(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, ai: ObedientAI
) -> None:
    """After the seconds that it has, the alert is sent, and says that it was not answered."""
    ai.lets_go = asyncio.Event()
    mails = mailbox(hass)
    _, decision = await judged(hass, calm, entry, Verdict.SENT, ai_patience=1)
    assert len(mails) == 1
    assert decision.opinion is not None
    assert (decision.opinion.yes, decision.opinion.error) == (None, "late")


@needs_evaluation
async def test_it_is_asked_after_everything_else(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, ai: ObedientAI
) -> None:
    """What any other condition refuses costs nothing."""
    mailbox(hass)
    hass.states.async_set("schedule.shop", "off")
    await judged(hass, calm, entry, Verdict.SCHEDULE_OFF, schedule="schedule.shop")
    assert ai.asked == []


@pytest.mark.parametrize("when", ["before", "meanwhile", "never"])
async def test_a_picture_that_comes_late_is_waited_for(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, when: str
) -> None:
    """An AI that has nothing to see yet would say nothing, and everything would be told; within its time it is shown."""
    pictured = await remember(calm, camera_named(calm, "Front door"))
    bare = replace(pictured, snapshot=None, end=None)
    if when != "before":
        await calm.journal.async_run(partial(incidents.remove, incidents=[pictured.id]))
    judge = Judge()
    help_ = AiHelp(
        hass,
        entry,
        judge,  # type: ignore[arg-type]
        calm.incidents,
        lambda: AlertSettings(ai_judge=AI, ai_question=QUESTION, ai_patience=0.5),
        on_no_words=lambda _state, _error: None,
    )
    asking = asyncio.create_task(help_.async_refusal(IncidentState(bare)))
    if when == "meanwhile":
        await asyncio.sleep(0.1)
        calm.incidents._changes.async_tell(IncidentChange(Phase.UPDATED, pictured))
    refused = await asking
    assert refused is not None
    assert refused.verdict is Verdict.SECOND_OPINION
    expected = None if when == "never" else pictured.snapshot
    assert [one.snapshot for one in judge.shown] == [expected]
    # Picture and answer have one time together.
    assert (judge.patience <= 0.05) is (when == "never")


class Judge:
    """Says no, and remembers what it was shown."""

    def __init__(self) -> None:
        """Was asked nothing yet."""
        self.shown: list[Incident] = []
        self.patience = 0.0

    async def async_judge(
        self,
        shown: tuple[Incident, ...],
        entity_id: str,
        question: str,
        patience: float,
        *,
        blur: bool,
    ) -> Opinion:
        """Say no."""
        self.shown += shown
        self.patience = patience
        return Opinion(question, entity_id, 0.1, 0.04, None)
