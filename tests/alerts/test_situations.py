"""Situations of everyday life, and the pushes that each of them gives."""

from dataclasses import replace
from random import Random

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.model.decision import Verdict
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import Direction, ObjectKind
from homeassistant.core import HomeAssistant

from ..conftest import MOVING
from .household import (
    DRIVING,
    QUIET,
    SEEN,
    Household,
    MoveIn,
    Pushes,
    crossing,
    in_the_manual,
)
from .runtime import incidents_of

IN, OUT = Direction.IN, Direction.OUT
CAT = replace(
    DRIVING,
    objects=(replace(DRIVING.objects[0], kind=ObjectKind.ANIMAL, label="cat"),),
)


async def _decided(house: Household) -> dict[str, list[Verdict]]:
    """Return what was decided about the incident of each camera."""
    return {
        one.camera_name: [decision.verdict for decision in one.decisions]
        for one in await incidents_of(house.runtime)
    }


async def test_a_cat_in_a_quiet_garden(move_in: MoveIn) -> None:
    """It is told once: that it ends says nothing new."""
    house = await move_in()
    await house.see(MOVING)
    await house.calm_down()
    assert house.pushes == in_the_manual("a cat in a quiet garden")
    assert house.texts == ["Something moved at 01:00."]


async def test_a_delivery(move_in: MoveIn) -> None:
    """Motion rings; the face and the end are said quietly in the same notification."""
    house = await move_in()
    await house.see(MOVING)
    await house.see(SEEN, after=5)
    await house.go_on(MOVING, 60)
    await house.calm_down()
    assert house.pushes == in_the_manual("a delivery")
    assert house.texts == [
        "Something moved at 01:00.",
        "Somebody was seen at 01:00.",
        "Somebody was seen between 01:00 and 01:01.",
    ]


async def test_what_moves_turns_out_to_be_a_vehicle(move_in: MoveIn) -> None:
    """What kind of thing it is comes quietly, whatever the alert is for."""
    house = await move_in(types=["motion"])
    await house.see(MOVING)
    await house.see(DRIVING, after=5)
    await house.go_on(DRIVING, 40)
    assert house.pushes == Pushes(rings=1, updates=1)
    assert house.texts == ["Something moved at 01:00.", "A vehicle was seen at 01:00."]


async def test_a_stranger_after_ten_minutes_of_gardening(move_in: MoveIn) -> None:
    """Somebody new rings again: what they do is told by itself, as it goes on from the gardening."""
    house = await move_in()
    await house.see(MOVING)
    await house.go_on(MOVING, 600)
    assert house.pushes == Pushes(rings=1)
    await house.see(SEEN, after=5)
    # The gardening ends quietly with that.
    assert house.pushes == Pushes(rings=2, updates=1)
    assert house.texts == [
        "Something moved at 01:00.",
        "Something moved between 01:00 and 01:10.",
        "Somebody was seen at 01:10. This goes on from before.",
    ]
    await house.go_on(MOVING, 100)
    await house.calm_down()
    assert house.pushes == in_the_manual("ten minutes of gardening")


async def test_a_stranger_within_the_pause_is_told_quietly(move_in: MoveIn) -> None:
    house = await move_in(cooldown=900)
    await house.see(MOVING)
    await house.go_on(MOVING, 600)
    await house.see(SEEN, after=5)
    assert house.pushes == Pushes(rings=1, updates=1)


async def test_a_gardener_who_looks_up_now_and_then_is_nobody_new(
    move_in: MoveIn,
) -> None:
    """A face that comes and goes within the minute is the same."""
    house = await move_in(cooldown=300)
    await house.see(SEEN)
    for _ in range(12):
        await house.go_on(MOVING, 40)
        await house.see(SEEN, after=10)
    assert house.pushes == Pushes(rings=1)
    await house.go_on(MOVING, 80)
    await house.see(SEEN, after=10)
    assert house.pushes == Pushes(rings=2, updates=1)


async def test_a_shop_door_with_100_visitors_an_hour(move_in: MoveIn) -> None:
    """The pause says how often it rings, and each notification is updated three times at most."""
    house = await move_in(types=["visitor_in"], cooldown=300)
    chance = Random(7)
    came = sorted(chance.uniform(0, 3600) for _ in range(100))
    passages = [(at, IN) for at in came]
    passages += [(at + chance.uniform(30, 300), OUT) for at in came]
    clock = 0.0
    for at, direction in sorted(passages):
        if at - clock > 60:
            clock += 50
            await house.see(QUIET, after=50)
        await house.see(crossing(direction), after=at - clock)
        clock = at
    await house.calm_down()
    assert house.pushes == in_the_manual("a shop door with 100 visitors an hour")


async def test_somebody_who_stands_there_for_an_hour(move_in: MoveIn) -> None:
    """The incident is cut when it is too long; that it goes on rings for nobody."""
    house = await move_in()
    await house.see(SEEN)
    await house.go_on(SEEN, 3700)
    await house.calm_down()
    incidents = await incidents_of(house.runtime)
    assert [one.continues is not None for one in incidents] == [True, True, False]
    # The first part ends quietly.
    assert house.pushes == in_the_manual("somebody who stands there for an hour")


async def test_a_part_that_goes_on_rings_for_somebody_new(move_in: MoveIn) -> None:
    """It is told as any other from then on."""
    house = await move_in()
    await house.see(SEEN)
    await house.go_on(SEEN, 1900)
    assert house.pushes.rings == 1
    await house.see(crossing(IN), after=20)
    assert house.pushes.rings == 2


async def test_six_hours_of_wind(move_in: MoveIn) -> None:
    """What only moves, again and again, is told once an hour."""
    house = await move_in()
    chance = Random(3)
    clock = 0.0
    while clock < 6 * 3600:
        gust, lull = chance.uniform(20, 60), chance.uniform(100, 230)
        await house.see(MOVING, after=lull)
        await house.go_on(MOVING, gust)
        await house.calm_down()
        clock += gust + 50 + lull
    assert house.pushes == in_the_manual("six hours of wind")


async def test_somebody_in_the_wind(move_in: MoveIn) -> None:
    """Wind keeps no face from being told."""
    house = await move_in()
    for _ in range(5):
        await house.see(MOVING)
        await house.calm_down()
        await house.see(QUIET, after=60)
    assert house.pushes.rings == 1
    await house.see(SEEN)
    assert house.pushes.rings == 2


async def test_motion_after_a_calm_time_rings(move_in: MoveIn) -> None:
    house = await move_in()
    for _ in range(3):
        await house.see(MOVING)
        await house.calm_down()
        await house.see(QUIET, after=300)
    assert house.pushes.rings == 3


async def test_one_path_over_two_cameras(move_in: MoveIn) -> None:
    """The second camera joins the notification of the first."""
    house = await move_in()
    await house.see(MOVING)
    await house.see(SEEN, "Garden", after=3)
    assert house.pushes == Pushes(rings=1, updates=1)
    assert house.texts[-1] == (
        "Front door: something moved at 01:00.\nGarden: somebody was seen at 01:00."
    )
    await house.go_on(MOVING, 100, "Garden")
    await house.calm_down()
    await house.calm_down("Garden")
    assert house.pushes == in_the_manual("a path over two cameras")


async def test_an_alert_for_one_of_two_cameras(
    hass: HomeAssistant, calm: ArgusRuntime, move_in: MoveIn
) -> None:
    """What it is not for joins nothing."""
    door, _garden = calm.cameras
    house = await move_in(cameras=[door])
    await house.see(MOVING)
    await house.see(SEEN, "Garden", after=3)
    assert house.pushes == Pushes(rings=1)


@pytest.mark.parametrize("first", ["Front door", "Garden"])
async def test_a_path_over_a_camera_that_the_profile_silences(
    move_in: MoveIn, first: str
) -> None:
    """It starts no notification, joins none, and changes none."""
    house = await move_in(cooldown=0)
    house.choose_profile("Garden", alerts=False)
    second = {"Front door": "Garden", "Garden": "Front door"}[first]
    await house.see(MOVING, first)
    await house.see(MOVING, second, after=3)
    await house.see(SEEN, "Garden", after=1)
    await house.see(MOVING, after=40)
    await house.see(SEEN, after=1)
    assert house.pushes.rings == 2
    await house.calm_down()
    await house.calm_down("Garden")
    assert house.texts
    assert all("Garden" not in text for text in house.texts)
    assert (await _decided(house))["Garden"] == [Verdict.PROFILE]


async def test_a_profile_that_silences_what_was_told(move_in: MoveIn) -> None:
    """What was told stays told, but what the camera sees after that does not come in by another camera."""
    house = await move_in(cooldown=0)
    await house.see(MOVING)
    await house.see(MOVING, "Garden", after=3)
    house.choose_profile("Garden", alerts=False)
    pushes = house.pushes
    await house.see(SEEN, "Garden", after=40)
    assert house.pushes == pushes
    await house.see(SEEN, after=1)
    assert house.pushes == replace(pushes, rings=pushes.rings + 1)
    assert "Garden: something moved" in house.texts[-1]


async def test_a_profile_that_lets_a_camera_be_told_again(move_in: MoveIn) -> None:
    """It joins with what goes on there from then on."""
    house = await move_in()
    house.choose_profile("Garden", alerts=False)
    await house.see(MOVING)
    await house.see(MOVING, "Garden", after=3)
    assert house.pushes == Pushes(rings=1)
    house.choose_profile("Garden", alerts=True)
    await house.see(SEEN, "Garden", after=3)
    assert house.pushes == Pushes(rings=1, updates=1)
    assert "Garden: somebody was seen" in house.texts[-1]


async def test_a_lost_camera_that_is_silenced_meanwhile(move_in: MoveIn) -> None:
    """That it sees nothing is taken back all the same when it is back."""
    house = await move_in(types=["camera_lost"])
    await house.see(QUIET)
    await house.lose()
    await house.wait(61)
    await house.wait(300)
    house.choose_profile(alerts=False)
    await house.see(QUIET, after=600)
    assert house.pushes == Pushes(rings=1, clears=1)


async def test_an_alert_for_vehicles_beside_a_cat(move_in: MoveIn) -> None:
    """What is of another kind joins nothing, and is told apart as if it had come alone."""
    house = await move_in(kinds=["vehicle"], in_doubt="silent")
    await house.see(DRIVING)
    await house.see(CAT, "Garden", after=3)
    await house.go_on(CAT, 20, "Garden")
    await house.calm_down("Garden")
    await house.calm_down()
    assert house.pushes == Pushes(rings=1)
    assert all("animal" not in text for text in house.texts)
    assert await _decided(house) == {
        "Front door": [Verdict.SENT],
        "Garden": [Verdict.OTHER_KIND],
    }


async def test_what_moves_beside_a_vehicle_and_is_never_recognised(
    move_in: MoveIn,
) -> None:
    """Whoever wants silence in doubt hears nothing of it at a second camera either."""
    house = await move_in(kinds=["vehicle"], in_doubt="silent")
    await house.see(DRIVING)
    await house.see(MOVING, "Garden", after=3)
    await house.go_on(MOVING, 20, "Garden")
    await house.calm_down("Garden")
    assert house.pushes == Pushes(rings=1)
    assert (await _decided(house))["Garden"] == [Verdict.NOT_CONFIRMED]


@pytest.mark.parametrize("in_doubt", ["silent", "tell"])
async def test_what_is_recognised_a_moment_later_joins_then(
    move_in: MoveIn, in_doubt: str
) -> None:
    """The alert also rests for that camera from then on."""
    house = await move_in(kinds=["vehicle"], in_doubt=in_doubt)
    await house.see(DRIVING)
    await house.see(MOVING, "Garden", after=3)
    assert house.pushes == Pushes(rings=1)
    await house.see(DRIVING, "Garden", after=1)
    assert house.pushes == Pushes(rings=1, updates=1)
    assert house.texts[-1] == (
        "Front door: a vehicle was seen at 01:00.\nGarden: a vehicle was seen at 01:00."
    )
    await house.calm_down("Garden")
    await house.see(DRIVING, "Garden", after=60)
    assert house.pushes.rings == 1


async def test_what_nobody_recognises_is_told_when_its_time_is_up(
    move_in: MoveIn,
) -> None:
    """Not only when something changes: what only stands there changes nothing for a long time."""
    house = await move_in(kinds=["person"], in_doubt="tell")
    await house.see(MOVING)
    await house.wait(3)
    assert house.pushes == Pushes()
    await house.wait(1.1)
    assert house.pushes == Pushes(rings=1)


async def test_what_nobody_recognises_at_a_second_camera_joins_when_its_time_is_up(
    move_in: MoveIn,
) -> None:
    house = await move_in(kinds=["vehicle"], in_doubt="tell")
    await house.see(DRIVING)
    await house.see(MOVING, "Garden", after=2)
    await house.wait(3)
    assert house.pushes == Pushes(rings=1)
    await house.wait(1.1)
    assert house.pushes == Pushes(rings=1, updates=1)


async def test_what_is_known_within_its_time_is_not_told_when_that_is_up(
    move_in: MoveIn,
) -> None:
    house = await move_in(kinds=["person"], in_doubt="tell")
    await house.see(MOVING)
    await house.see(CAT, after=1)
    await house.wait(5)
    assert house.pushes == Pushes()


async def test_doubt_ends_with_the_alert(
    hass: HomeAssistant, entry: MockConfigEntry, move_in: MoveIn
) -> None:
    """It may be removed meanwhile."""
    house = await move_in(kinds=["person"], in_doubt="tell")
    await house.see(MOVING)
    (alert_id,) = house.runtime.alerts.alerts
    hass.config_entries.async_remove_subentry(entry, alert_id)
    await house.settle()
    assert not house.runtime.alerts.alerts
    await house.wait(5)
    assert house.pushes == Pushes()


async def test_what_was_told_in_doubt_stays_told(move_in: MoveIn) -> None:
    """That it turns out to be of another kind is said in the same notification."""
    house = await move_in(kinds=["vehicle"], in_doubt="tell")
    await house.see(MOVING)
    assert house.pushes == Pushes()
    stronger = replace(MOVING.motion, intensity=2 * MOVING.motion.intensity)
    await house.see(replace(MOVING, motion=stronger), after=10)
    assert house.pushes == Pushes(rings=1)
    await house.see(CAT, after=1)
    assert house.pushes == Pushes(rings=1, updates=1)
    assert house.texts[-1] == "An animal was seen at 01:00."


async def test_a_restart_in_the_middle(
    hass: HomeAssistant, entry: MockConfigEntry, move_in: MoveIn
) -> None:
    """It goes on after the restart, and rings for nothing that it rang for."""
    house = await move_in()
    await house.see(MOVING)
    await house.go_on(MOVING, 100)
    assert await hass.config_entries.async_reload(entry.entry_id)
    runtime: ArgusRuntime = entry.runtime_data
    (alert,) = runtime.alerts.alerts.values()
    house.move_in(runtime, alert)
    await house.see(MOVING, after=20)
    await house.go_on(MOVING, 100)
    assert house.pushes == in_the_manual("Home Assistant restarts in the middle")
    await house.go_on(MOVING, 200)
    await house.see(SEEN, after=5)
    assert house.pushes.rings == 2


async def test_a_camera_that_is_unplugged(move_in: MoveIn) -> None:
    """It is told after five minutes although nothing was seen, and taken back when the camera is back."""
    house = await move_in(types=["camera_lost"])
    await house.see(QUIET)
    await house.lose()
    await house.wait(61)
    await house.wait(230)
    assert house.pushes == Pushes()
    await house.wait(20)
    assert house.pushes == Pushes(rings=1)
    assert house.texts == ["There has been no usable picture since 01:00."]
    await house.see(QUIET, after=600)
    assert house.pushes == in_the_manual("a camera that is unplugged")


async def test_a_camera_that_starts_anew(move_in: MoveIn) -> None:
    """Back within the time, it was not lost."""
    house = await move_in(types=["camera_lost"])
    await house.see(QUIET)
    await house.lose()
    await house.wait(61)
    await house.see(QUIET, after=60)
    await house.wait(600)
    assert house.pushes == Pushes()


async def test_a_network_that_is_down(move_in: MoveIn) -> None:
    """Two cameras that are lost at once are told as one."""
    house = await move_in(types=["camera_lost"])
    for camera in ("Front door", "Garden"):
        await house.see(QUIET, camera)
    for camera in ("Front door", "Garden"):
        await house.lose(camera)
    await house.wait(61)
    await house.wait(300)
    assert house.pushes.rings == 1
    await house.see(QUIET, "Front door", after=10)
    assert house.pushes.clears == 0
    await house.see(QUIET, "Garden", after=10)
    assert house.pushes.clears == 1
