"""One alert as it is set up now: what it is for and what it does."""

from dataclasses import dataclass

from homeassistant.core import callback

from .conditions import Conditions
from .own_actions import OwnActions
from .own_texts import OwnTexts
from .sender import AlertSender
from .settings import AlertSettings


@dataclass(frozen=True, slots=True)
class AlertSetup:
    """The settings of an alert with what they were made into; set up anew, it has another."""

    settings: AlertSettings
    conditions: Conditions
    actions: OwnActions
    texts: OwnTexts
    sender: AlertSender

    @callback
    def async_close(self) -> None:
        """Let go of conditions, own actions and own texts; what is being done goes on."""
        self.conditions.async_close()
        self.actions.async_close()
        self.texts.async_close()
