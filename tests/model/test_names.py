"""Names are one line of visible characters."""

import pytest

from custom_components.argus.model.names import is_one_line, one_line, plain_lines


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


def test_ends() -> None:
    assert one_line(" \r\n a \t b\0") == "a b"
    assert one_line("\0\n") == ""


def test_lines() -> None:
    """A text keeps its lines and nothing else that is not seen."""
    assert plain_lines("a\r\nb\rc\u2028d\0e\x1b[1m\u202ef\t") == "a\nb\nc\nde[1mf\t"
