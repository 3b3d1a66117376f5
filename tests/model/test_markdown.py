"""Plain text stays plain where Home Assistant shows Markdown."""

import pytest

from custom_components.argus.model.markdown import escaped


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("*Bold* _door_ ~~x~~ `c`", r"\*Bold\* \_door\_ \~\~x\~\~ \`c\`"),
        ("[x](javascript:alert(1))", r"\[x\](javascript:alert(1))"),
        ("![x](http://a/b.png)", r"!\[x\](http\://a/b.png)"),
        ("<img src=x onerror=y>", r"\<img src=x onerror=y\>"),
        ("&lt;img&gt;", r"\&lt;img\&gt;"),
        ("www.example.org and a@example.org", r"www\.example.org and a\@example.org"),
        ("# Door\n- a\n+ b\n===", "\\# Door\n\\- a\n\\+ b\n\\==="),
        ("1. first\n2) second", "1\\. first\n2\\) second"),
        ("    code\n\tcode", "code\ncode"),
        (r"a\*b", r"a\\\*b"),
        ("a | b", r"a \| b"),
    ],
)
def test_marks(text: str, plain: str) -> None:
    assert escaped(text) == plain


@pytest.mark.parametrize(
    "text",
    ["", "Motion (Door) · 9:05 – 12.5%, 1 face", "Entrée : 3 visiteurs – 17 h 42"],
)
def test_other_texts_stay(text: str) -> None:
    assert escaped(text) == text
