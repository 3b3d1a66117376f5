"""Whatever keeps an alert from telling of an incident keeps that out of what is told of other cameras, too."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.model.decision import Opinion, Verdict
from custom_components.argus.model.incident import Incident
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..conftest import MOVING
from .household import QUIET, SEEN, Household, MoveIn, Pushes
from .runtime import add_alert, incidents_of

SWITCH = "input_boolean.may_tell"


def condition(template: str) -> dict[str, Any]:
    """Return the settings of an alert with a condition of the user's own."""
    return {"conditions": [{"condition": "template", "value_template": template}]}


NOT_THE_GARDEN = condition("{{ incident.camera != 'Garden' }}")


async def decided(house: Household) -> dict[str, list[Verdict]]:
    """Return what was decided about the incidents of each camera, the oldest first."""
    verdicts: dict[str, list[Verdict]] = {}
    for one in reversed(await incidents_of(house.runtime)):
        verdicts.setdefault(one.camera_name, []).extend(
            decision.verdict for decision in one.decisions
        )
    return verdicts


@pytest.mark.parametrize("first", ["Front door", "Garden"])
async def test_a_camera_that_the_users_own_condition_keeps_out(
    move_in: MoveIn, first: str
) -> None:
    """It starts no notification, joins none and changes none, with its picture neither."""
    house = await move_in(cooldown=0, **NOT_THE_GARDEN)
    second = {"Front door": "Garden", "Garden": "Front door"}[first]
    await house.see(MOVING, first)
    await house.see(MOVING, second, after=3)
    await house.see(SEEN, "Garden", after=1)
    assert house.pushes == Pushes(rings=1)
    await house.see(MOVING, after=40)
    await house.see(SEEN, after=1)
    assert house.pushes == Pushes(rings=2)
    await house.calm_down()
    await house.calm_down("Garden")
    assert all("Garden" not in text for text in house.texts)
    assert await decided(house) == {
        "Front door": [Verdict.SENT, Verdict.SENT],
        "Garden": [Verdict.CONDITION],
    }


@pytest.mark.parametrize("first", ["Front door", "Garden"])
async def test_a_condition_that_cannot_be_tested_for_one_camera(
    hass: HomeAssistant, entry: MockConfigEntry, move_in: MoveIn, first: str
) -> None:
    """It keeps neither the other camera nor another alert from being told."""
    house = await move_in(**condition("{{ incident.camera != 'Garden' or 1 / 0 > 1 }}"))
    other = await add_alert(hass, entry, "Other", persistent=True, notify=[])
    second = {"Front door": "Garden", "Garden": "Front door"}[first]
    await house.see(MOVING, first)
    await house.see(MOVING, second, after=3)
    await house.see(SEEN, second, after=1)
    assert house.pushes.rings == 1
    assert all("Garden" not in text for text in house.texts)
    assert Verdict.CONDITION in (await decided(house))["Garden"]
    assert other.verdicts[Verdict.SENT]


@pytest.mark.parametrize(
    ("settings", "verdict"),
    [
        ({"schedule": SWITCH}, Verdict.SCHEDULE_OFF),
        (condition(f"{{{{ is_state('{SWITCH}', 'on') }}}}"), Verdict.CONDITION),
        ({"end": "01:00:02", "start": "00:00:00"}, Verdict.OTHER_HOUR),
    ],
)
async def test_what_no_longer_holds_when_another_camera_follows(
    hass: HomeAssistant, move_in: MoveIn, settings: dict[str, Any], verdict: Verdict
) -> None:
    """What was told goes on being told, but nothing comes to it until the rule holds again."""
    hass.states.async_set(SWITCH, "on")
    house = await move_in(**settings)
    await house.see(MOVING)
    hass.states.async_set(SWITCH, "off")
    await house.see(MOVING, "Garden", after=3)
    assert house.pushes == Pushes(rings=1)
    await house.see(SEEN, after=1)
    assert house.pushes == Pushes(rings=1, updates=1)
    await house.calm_down("Garden")
    assert all("Garden" not in text for text in house.texts)
    assert (await decided(house))["Garden"] == [verdict]


async def test_what_holds_again_lets_a_camera_join(
    hass: HomeAssistant, move_in: MoveIn
) -> None:
    """With what happens there from then on; that it ends is no reason."""
    hass.states.async_set(SWITCH, "on")
    house = await move_in(schedule=SWITCH)
    await house.see(MOVING)
    hass.states.async_set(SWITCH, "off")
    await house.see(MOVING, "Garden", after=3)
    hass.states.async_set(SWITCH, "on")
    await house.see(SEEN, "Garden", after=3)
    assert house.pushes == Pushes(rings=1, updates=1)
    assert "Garden: somebody was seen" in house.texts[-1]
    verdicts = (await decided(house))["Garden"]
    assert verdicts == [Verdict.SCHEDULE_OFF, Verdict.SENT]


async def test_that_it_ends_is_no_reason_to_join(
    hass: HomeAssistant, move_in: MoveIn
) -> None:
    hass.states.async_set(SWITCH, "on")
    house = await move_in(schedule=SWITCH)
    await house.see(MOVING)
    hass.states.async_set(SWITCH, "off")
    await house.see(MOVING, "Garden", after=3)
    hass.states.async_set(SWITCH, "on")
    await house.calm_down("Garden")
    await house.calm_down()
    assert all("Garden" not in text for text in house.texts)


async def test_what_was_told_stays_told_when_a_condition_no_longer_holds(
    hass: HomeAssistant, move_in: MoveIn
) -> None:
    """Conditions say who is told and who joins, not what becomes of what was told."""
    hass.states.async_set(SWITCH, "on")
    house = await move_in(schedule=SWITCH)
    await house.see(MOVING)
    await house.see(MOVING, "Garden", after=3)
    assert house.pushes == Pushes(rings=1, updates=1)
    hass.states.async_set(SWITCH, "off")
    await house.see(SEEN, "Garden", after=3)
    assert house.pushes == Pushes(rings=1, updates=2)
    assert "Front door: something moved" in house.texts[-1]
    assert "Garden: somebody was seen" in house.texts[-1]


async def test_silenced_between_two_cameras(move_in: MoveIn) -> None:
    """Whoever presses the button is not told of the next camera either."""
    house = await move_in()
    await house.see(MOVING)
    await house._alert.async_snooze(dt_util.utcnow() + timedelta(hours=1))
    await house.see(MOVING, "Garden", after=3)
    await house.calm_down("Garden")
    assert house.pushes == Pushes(rings=1)
    assert (await decided(house))["Garden"] == [Verdict.SNOOZED]


async def test_the_pause_of_a_camera_keeps_it_out_of_nothing(move_in: MoveIn) -> None:
    """A pause is about ringing: what rests comes along with what rings for another camera."""
    house = await move_in()
    await house.see(MOVING, "Garden")
    await house.calm_down("Garden")
    await house.see(MOVING, "Garden", after=60)
    assert house.pushes.rings == 1
    await house.see(SEEN, after=3)
    assert house.pushes.rings == 2
    assert "Garden: something moved" in house.texts[-1]


async def test_a_camera_that_was_lost_briefly_beside_one_that_stays_lost(
    move_in: MoveIn,
) -> None:
    """Back in time, it is not told as lost because another one is."""
    house = await move_in(types=["camera_lost"])
    for camera in ("Front door", "Garden"):
        await house.see(QUIET, camera)
    for camera in ("Front door", "Garden"):
        await house.lose(camera)
    await house.wait(61)
    await house.see(QUIET, "Garden", after=60)
    await house.wait(300)
    assert house.pushes == Pushes(rings=1)
    assert all("Garden" not in text for text in house.texts)
    assert (await decided(house))["Garden"] == [Verdict.LOST_BRIEFLY]


async def test_cameras_that_are_lost_within_seconds_are_told_together(
    move_in: MoveIn,
) -> None:
    """None of them is missing because it was lost a moment later than the first."""
    house = await move_in(types=["camera_lost"])
    for camera in ("Front door", "Garden"):
        await house.see(QUIET, camera)
    await house.lose("Front door")
    await house.wait(3)
    await house.lose("Garden")
    await house.wait(61)
    await house.wait(237)
    assert house.pushes == Pushes(rings=1)
    assert "Garden" in house.texts[-1]


@pytest.mark.parametrize("first", ["Front door", "Garden"])
async def test_a_camera_of_which_an_ai_says_no(
    move_in: MoveIn, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    """It was asked once about each camera, and its answer holds whichever comes first."""
    house = await move_in(ai_judge="ai_task.local", ai_question="Is it a person?")
    asked: list[str] = []

    async def judge(incidents: tuple[Incident, ...], *_: Any, **__: Any) -> Opinion:
        asked.append(incidents[0].camera_name)
        yes = 0.04 if incidents[0].camera_name == "Garden" else 0.96
        return Opinion("Is it a person?", "ai_task.local", 0.1, yes)

    monkeypatch.setattr(house._alert._decider._help._ai, "async_judge", judge)
    second = {"Front door": "Garden", "Garden": "Front door"}[first]
    await house.see(MOVING, first)
    await house.see(MOVING, second, after=3)
    await house.go_on(MOVING, 20, "Garden")
    await house.calm_down()
    await house.calm_down("Garden")
    assert house.pushes.rings == 1
    assert all("Garden" not in text for text in house.texts)
    assert await decided(house) == {
        "Front door": [Verdict.SENT],
        "Garden": [Verdict.SECOND_OPINION],
    }
    assert sorted(asked) == ["Front door", "Garden"]
