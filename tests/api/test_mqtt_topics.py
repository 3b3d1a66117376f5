"""The topics that things are told under."""

import pytest

from custom_components.argus.api.mqtt_topics import (
    MOST_OF_A_BASE,
    CameraName,
    is_usable_base,
    name_cameras,
)


@pytest.mark.parametrize(
    "base", ["home/argus", "argus", "a/b/c", "homeassistants", "maison/entrée 2"]
)
def test_bases(base: str) -> None:
    assert is_usable_base(base)


@pytest.mark.parametrize(
    "base",
    [
        "",
        "/home",
        "home/",
        "home//argus",
        "home/+",
        "home/#",
        "$SYS/argus",
        "homeassistant",
        "homeassistant/argus",
        "home\x00",
        "home\n",
        "a" * (MOST_OF_A_BASE + 1),
        "é" * (MOST_OF_A_BASE // 2 + 1),
    ],
)
def test_bases_that_cannot_be(base: str) -> None:
    assert not is_usable_base(base)


def test_names_are_unique_and_stay() -> None:
    names = name_cameras({"2": "Hall", "1": "Hall", "3": "Hall 2", "4": "門"}, {})
    assert names["1"] == CameraName("hall", "hall")
    assert names["2"] == CameraName("hall", "hall_2")
    assert names["3"] == CameraName("hall_2", "hall_2_2")
    assert len({name.given for name in names.values()}) == 4
    # The first one goes, the third is called like it now: nobody else changes.
    after = name_cameras({"2": "Hall", "3": "Hall"}, names)
    assert after == {
        "2": CameraName("hall", "hall_2"),
        "3": CameraName("hall", "hall"),
    }
