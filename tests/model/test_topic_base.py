"""What topics may begin with."""

import pytest

from custom_components.argus.model.topic_base import MOST_OF_A_BASE, is_usable_base


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
