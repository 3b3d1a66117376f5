"""Names are one line of visible characters."""

import pytest

from custom_components.argus.model.names import (
    is_one_line,
    is_shown,
    one_line,
    plain_lines,
    seen,
)


@pytest.mark.parametrize(
    "unseen", ["\r", "\n", "\0", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\ud800"]
)
def test_what_nobody_sees(unseen: str) -> None:
    name = f"Front{unseen}door"
    assert not is_one_line(name)
    assert one_line(name) == "Front door"
    assert is_one_line(one_line(name))


@pytest.mark.parametrize(
    "name", ["Porte d'entrée", "👩‍💻", "می‌خواهم", "玄関", "<b>*x*"]
)
def test_what_people_write(name: str) -> None:
    """Joiners within letters and emoji stay, and what only other formats take for something."""
    assert is_one_line(name)
    assert one_line(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "Porte",
        "باب",
        "الباب \u200e(1)",
        "דלת",
        "דלת (1)\u200f",
        "ประตู\u200bหน้า",
        "दरवाज़ा",
        "می\u200cخواهم",
        "👩\u200d💻",
        "❤\ufe0f",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "1\ufe0f\u20e3",
        "7",
        "?",
        "⠓",
        "玄関",
        "현관",
        "\u200bx",
    ],
)
def test_what_is_seen(name: str) -> None:
    """Marks, joiners and selectors belong to how people write; something of it is seen all the same."""
    assert is_shown(name)
    assert is_one_line(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "\u00a0",
        "\u3000",
        "\u200b",
        "\u200e\u200f",
        "\u061c",
        "\u2800",
        "\u00ad",
        "\u034f",
        "\u180e",
        "\u115f\u1160",
        "\u3164",
        "\uffa0",
        "\u2060\ufeff",
        "\ufe0f",
        "\u200d",
        "\u0301",
        "\u17b4",
        "\ufff9",
        "\ue000",
        "\ud800",
        "\U000e0041",
        "\U000e0100",
        "\U0001d159",
        "\U0001d173",
    ],
)
def test_what_nobody_can_see(name: str) -> None:
    assert not is_shown(name)
    assert not is_shown(f" {name}\u200b ")


def test_what_looks_the_same() -> None:
    """Names that only a computer tells apart are one; those that people tell apart are not."""
    for same in (
        "Door",
        "Door\u200b",
        "\u200eDoor",
        "Do\u00ador",
        " Door ",
        "Door\u200d",
    ):
        assert seen(same) == "Door"
    assert seen("Caf\u00e9") == seen("Cafe\u0301")
    assert seen("Back\u00a0 door") == "Back door"
    english, scottish = (
        "🏴" + "".join(chr(0xE0000 + ord(letter)) for letter in f"{region}\x7f")
        for region in ("gbeng", "gbsct")
    )
    different = ("Door", "Door 2", "👩\u200d💻", "👩💻", english, scottish)
    assert len({seen(name) for name in different}) == len(different)


def test_ends() -> None:
    assert one_line(" \r\n a \t b\0") == "a b"
    assert one_line("\0\n") == ""


def test_lines() -> None:
    """A text keeps its lines and nothing else that is not seen."""
    assert plain_lines("a\r\nb\rc\u2028d\0e\x1b[1m\u202ef\t") == "a\nb\nc\nde[1mf\t"
