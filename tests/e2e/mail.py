"""A mail server on this machine, and Home Assistant set up to send through it."""

import asyncio
from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Final

from aiosmtpd.smtp import SMTP, Envelope, Session
import pytest

from demo.home import Home

SENDER: Final = "argus@example.org"


class Mailbox:
    """Takes every letter, whomever it is for."""

    def __init__(self) -> None:
        """Be empty."""
        self.port = 0
        self._letters: asyncio.Queue[EmailMessage] = asyncio.Queue()

    async def handle_DATA(
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a letter as the server got it."""
        content = envelope.content
        assert isinstance(content, bytes)
        letter = message_from_bytes(content, policy=policy.default)
        self._letters.put_nowait(letter)
        return "250 OK"

    async def letter(self, timeout: float = 60) -> EmailMessage:
        """Return the next letter; wait for it if there is none yet.

        Raises:
            TimeoutError: none comes.
        """
        return await asyncio.wait_for(self._letters.get(), timeout)

    @property
    def waiting(self) -> int:
        """How many letters have come and were not looked at."""
        return self._letters.qsize()


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    """Run a mail server on loopback for one test."""
    mailbox = Mailbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(mailbox, enable_SMTPUTF8=True, hostname="localhost", loop=loop),
        "127.0.0.1",
        0,
    )
    mailbox.port = server.sockets[0].getsockname()[1]
    yield mailbox
    server.close()


async def add_mail(
    home: Home, mailbox: Mailbox, recipient: str = "shop@example.org"
) -> str:
    """Let Home Assistant send mail as a user sets it up; return the notify entity of a recipient."""
    entry = await home.add_integration(
        "smtp",
        {
            "sender": SENDER,
            "sender_name": "Argus",
            "server": "127.0.0.1",
            "port": mailbox.port,
            "encryption": "none",
            "verify_ssl": True,
            "options": {},
        },
    )
    path = "/api/config/config_entries/subentries/flow"
    form = await home.call("POST", path, {"handler": [entry["entry_id"], "recipient"]})
    await home.call("POST", f"{path}/{form['flow_id']}", {"recipient": recipient})

    async def entity() -> str | None:
        unique_id = f"{entry['entry_id']}_{recipient}"
        found = (await home.entities("smtp")).get(unique_id)
        if found is None or await home.state(found["entity_id"]) is None:
            return None
        return str(found["entity_id"])

    return str(await home.until(entity, 30, f"mail to {recipient}"))
