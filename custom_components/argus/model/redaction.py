"""Redacts addresses, which may hold passwords, from errors of cameras, databases and services."""

import re
import traceback
from typing import Final

ELLIPSIS: Final = "…"
LONGEST: Final = 50_000
"""Characters of a text that are looked at; what a camera answers may have any length."""
LONGEST_LINE: Final = 1_000
"""Characters of one of its lines."""

_URL: Final = re.compile(
    r"""
    (?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]*)://     # the kind of address, which tells nothing
    (?:.*@\S*?|\S+?)                                    # up to the last @: passwords may have spaces
    ([)\]}>'",.:;]*)(?=\s|$)                            # what follows the address in the sentence
    """,
    re.VERBOSE,
)
_WORD: Final = re.compile(r"\S+")
_QUERY: Final = re.compile(r"[?&;][\w.%\[\]-]{1,100}=")
_SECRET: Final = re.compile(
    r"""
    (\b\w{0,50}(?:password|passwd|pwd|token|secret|api_?key|auth_?sig)["']?\s?=\s?)
    (?:"[^"]*"|'[^']*'|\S+)
    """,
    re.VERBOSE | re.IGNORECASE,
)


def redacted(text: str) -> str:
    """Return an error's text without addresses: of each URL only its kind is left, such as `rtsp://…`.

    Whole addresses go, never parts of words: a mask over every place where a password's letters appear would tell the
    password. Addresses without their kind (`/snapshot.cgi?pwd=…`, `user:password@host`) and values of keys that name a
    secret (`password=…`) go as well.
    """
    lines = text[:LONGEST].split("\n")
    return "\n".join(_redact_line(line[:LONGEST_LINE]) for line in lines)


def redacted_error(err: BaseException) -> str:
    """Return what an error says, without addresses; its class if it says nothing."""
    return redacted(str(err)) or type(err).__name__


def redacted_traceback(err: BaseException) -> str:
    """Return an error for the log with where it came from and what led to it, without addresses."""
    return redacted("".join(traceback.format_exception(err)).rstrip())


def _redact_line(line: str) -> str:
    line = _URL.sub(rf"\1://{ELLIPSIS}\2", line)
    # Before words are looked at, or one in quotes with a space would be halved.
    line = _SECRET.sub(rf"\1{ELLIPSIS}", line)
    return _WORD.sub(_redact_word, line)


def _redact_word(word: re.Match[str]) -> str:
    """Return a word, or an ellipsis if it has a query or names a user with a password."""
    before, at, _host = word[0].rpartition("@")
    return ELLIPSIS if (at and ":" in before) or _QUERY.search(word[0]) else word[0]
