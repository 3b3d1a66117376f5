"""Error texts keep what went wrong, and lose every address."""

from time import perf_counter

import pytest

from custom_components.argus.model.redaction import (
    LONGEST,
    redacted,
    redacted_error,
    redacted_traceback,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "Cannot connect to http://10.0.0.9/snap.cgi?user=admin&pwd=hunter2, giving up",
            "Cannot connect to http://…, giving up",
        ),
        (
            "404, message='Not Found', url='http://admin:hunter2@cam/a?b=c'",
            "404, message='Not Found', url='http://…'",
        ),
        (
            "retries exceeded with url: /cgi?usr=admin&pwd=hunter2 (refused)",
            "retries exceeded with url: … (refused)",
        ),
        ("rtsp://admin:hunter2 @!?@10.0.0.1/live: 401", "rtsp://…: 401"),
        ("rtsp://cam/live failed: 401", "rtsp://… failed: 401"),
        ("admin:hunter2@cam is gone", "… is gone"),
        ("two: (https://a.b/c) and rtsp://d/e.", "two: (https://…) and rtsp://…."),
        ("dsn host=db password='hunter 2' user=x", "dsn host=db password=… user=x"),
        ("Driver=x;PWD=hunter2;Port=1", "…"),
        ('invalid "token" = "hunter2"', 'invalid "token" = …'),
        ("first rtsp://a:hunter2@b\nsecond line", "first rtsp://…\nsecond line"),
    ],
)
def test_addresses_go_whole(text: str, shown: str) -> None:
    assert redacted(text) == shown
    assert "hunter2" not in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        'connection to "db", port 1 failed: password authentication failed for user "argus"',
        "Access denied for user 'argus'@'localhost' (using password: YES)",
        "no such table: incident",
        "not done within 30 s",
        "at 12:30:15 someone@example.org was away",
        "why? nobody = knows & nothing; helps",
    ],
)
def test_other_words_stay(text: str) -> None:
    """Above all, no letters are masked because a password has them, too."""
    assert redacted(text) == text


@pytest.mark.parametrize(
    "nonsense",
    ["a", ":", "a://", "?a", "@:", "http://a@b ", "'\"", "password=", "x" * 999 + "\n"],
)
def test_any_length(nonsense: str) -> None:
    """What a camera answers holds nobody up."""
    began = perf_counter()
    assert len(redacted(nonsense * 100_000)) <= LONGEST * 2
    assert perf_counter() - began < 5


def test_errors() -> None:
    assert redacted_error(ValueError("rtsp://a/b is bad")) == "rtsp://… is bad"
    assert redacted_error(ValueError()) == "ValueError"


def test_tracebacks() -> None:
    """Of an error that led to another one, too."""
    with pytest.raises(RuntimeError) as raised:
        _fail()
    told = redacted_traceback(raised.value)
    assert "OSError: cannot open rtsp://…" in told
    assert "hunter2" not in told
    assert told.endswith("RuntimeError: no picture")
    assert "in _fail" in told


def _fail() -> None:
    try:
        _open("rtsp://a:hunter2@b")
    except OSError as err:
        raise RuntimeError("no picture") from err


def _open(address: str) -> None:
    raise OSError(f"cannot open {address}")
