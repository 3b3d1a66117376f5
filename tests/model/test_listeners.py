"""Tests of telling those who listen."""

import pytest

from custom_components.argus.model.listeners import Listeners


def test_one_that_fails_keeps_nobody_else_from_hearing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is logged, and told the next time as well."""
    heard: list[str] = []

    def fail(what: str) -> None:
        raise ZeroDivisionError(what)

    listeners = Listeners[str]()
    listeners.async_add(fail)
    listeners.async_add(heard.append)
    listeners.async_tell("one")
    listeners.async_tell("two")
    assert heard == ["one", "two"]
    assert caplog.text.count("ZeroDivisionError: ") == 2


def test_who_goes_while_all_are_told_is_missed_by_nobody() -> None:
    """One that ends itself does not push another one out of the row."""
    heard: list[str] = []

    def once(what: str, _number: int) -> None:
        heard.append(f"once {what}")
        end()

    listeners = Listeners[str, int]()
    end = listeners.async_add(once)
    listeners.async_add(lambda what, number: heard.append(f"{what} {number}"))
    listeners.async_tell("one", 1)
    listeners.async_tell("two", 2)
    assert heard == ["once one", "one 1", "two 2"]
