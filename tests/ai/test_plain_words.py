"""Tests of what is left of an AI's answer."""

from typing import Any

import pytest

from custom_components.argus.ai.plain_words import (
    LONGEST_ANSWER,
    LONGEST_WORDS,
    plain_words,
)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("A cat sleeps.", "A cat sleeps."),
        ("Un chat dort près d'un arbre – 2 €.", "Un chat dort près d'un arbre – 2 €."),
        ("  One.\n\nTwo.\r\n\tThree.  ", "One. Two. Three."),
        ("# Alert\n* **Fire** in `hall`", "Alert Fire in hall"),
        ("See [this](https://evil.example/x?y=1) now", "See this now"),
        ("![x](https://evil.example/p.png)Look", "xLook"),
        ("[a][b] [c](javascript:alert(1))", "a c (…"),
        ("Go to https://evil.example/a?b=c now", "Go to … now"),
        ("www.evil.example or HTTPS://EVIL", "… or …"),
        ("javascript:alert(1) data:text/html,x", "… …"),
        ("<b>Bold</b><script>alert(1)</script>", "Bold alert(1)"),
        ("<img src=x onerror=alert(1)>", ""),
        ("What is in the file: a box.", "What is in the file: a box."),
        ("a\x00b\x1b[31mc\u202ed\u2028e", "a b 31mc d e"),
        ("", ""),
        (None, ""),
        ({"text": "x"}, ""),
        (7, ""),
    ],
)
def test_only_plain_text_is_left(answer: Any, words: str) -> None:
    """No link, no markup, no line, no control character, whatever an AI was talked into."""
    assert plain_words(answer) == words


def test_the_length_is_bounded() -> None:
    """A word is not cut in the middle unless it is one that never ends."""
    words = plain_words("word " * 10_000)
    assert len(words) <= LONGEST_WORDS
    assert words.endswith("word…")
    assert len(plain_words("x" * 10 * LONGEST_ANSWER)) == LONGEST_WORDS


@pytest.mark.parametrize("sign", ["<", "[", "![", "](", "`", "a://", "<a ", "[["])
def test_hostile_answers_take_no_time(sign: str) -> None:
    """No pattern looks at the same text again and again."""
    assert len(plain_words(sign * 1_000_000)) <= LONGEST_WORDS
