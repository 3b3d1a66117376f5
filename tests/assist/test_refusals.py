"""What an agent asks that cannot be answered is refused in a few words."""

import json
from typing import Any

import pytest

from custom_components.argus.alerts.alert import Alert

from ..journals import broken_journal
from .agent import Chat


@pytest.mark.parametrize(
    ("tool", "args"),
    [
        ("what_happened", {"place": "x" * 101}),
        ("what_happened", {"since": "soon"}),
        ("what_happened", {"since": "9" * 1000}),
        ("what_happened", {"since": "0001-01-01 00:00"}),
        ("what_happened", {"since": "2026-11-29", "until": "2026-11-01"}),
        ("what_happened", {"since": "2020-01-01", "until": "2026-11-01"}),
        ("what_happened", {"kind": "burglar"}),
        ("what_happened", {"pictures": "yes"}),
        ("what_happened", {"place": ["Front door"]}),
        ("what_happened", {"query": "DROP TABLE"}),
        ("last_seen", {"kind": "motion"}),
        ("visitors", {"from": "2026-11-29", "to": "2026-11-28"}),
        ("visitors", {"from": "1800-01-01"}),
        ("visitors", {"from": "x" * 1000}),
        ("silence_alerts", {}),
        ("silence_alerts", {"minutes": -1}),
        ("silence_alerts", {"minutes": 10**9}),
        ("silence_alerts", {"minutes": 5, "alert": "x" * 101}),
    ],
)
async def test_what_cannot_be_answered(
    chat: Chat, night: Alert, tool: str, args: dict[str, Any]
) -> None:
    """Whatever a model makes up is refused in a few words."""
    talk = await chat(tool, **args)
    assert talk.failed == [True]
    assert len(json.dumps(talk.result)) < 500
    assert night.snoozed_until is None


async def test_a_journal_that_fails(chat: Chat) -> None:
    with broken_journal():
        talk = await chat("what_happened")
    assert talk.failed == [True]
    assert "disk gone" in talk.result["error_text"]
