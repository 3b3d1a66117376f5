"""Errors as the user reads them."""

from homeassistant.exceptions import HomeAssistantError

from .const import DOMAIN
from .journal import JournalError


def journal_failed(err: JournalError) -> HomeAssistantError:
    """Return the error that says that nothing could be stored or read."""
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key="journal_failed",
        translation_placeholders={"reason": str(err)},
    )
