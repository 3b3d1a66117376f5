"""Translated errors for the user."""

from homeassistant.exceptions import HomeAssistantError

from ..const import DOMAIN
from .decision import Decision
from .journal_error import JournalError


def journal_failed(err: JournalError) -> HomeAssistantError:
    """Return the error that says that nothing could be stored or read."""
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key="journal_failed",
        translation_placeholders={"reason": str(err)},
    )


def alert_failed(decision: Decision) -> HomeAssistantError | None:
    """Return the error that says what of an alert could not be carried out, or None if all was."""
    failed = [
        delivery for delivery in decision.deliveries if delivery.error is not None
    ]
    if decision.deliveries and not failed:
        return None
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key="alert_failed",
        translation_placeholders={
            "alert": decision.alert_name,
            "reason": "; ".join(
                f"{delivery.target or delivery.channel}: {delivery.error}"
                for delivery in failed
            )
            or "–",
        },
    )
