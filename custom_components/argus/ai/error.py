"""Error for what keeps an AI from answering."""

from enum import StrEnum
from typing import Final, override

from homeassistant.exceptions import HomeAssistantError

from ..const import DOMAIN


class Trouble(StrEnum):
    """Why an AI did not answer."""

    MISSING = "missing"
    """There is no such AI task entity, or it is not loaded."""
    UNABLE = "unable"
    """It does not do what it is asked for."""
    NO_PICTURES = "no_pictures"
    """It takes no pictures."""
    TOO_OLD = "too_old"
    """This Home Assistant cannot ask an AI for a second opinion yet."""
    NO_PICTURE = "no_picture"
    """There is no picture of the incident."""
    LATE = "late"
    """It did not answer in time."""
    FAILED = "failed"
    """It, or whoever it asks, says why."""
    SILENT = "silent"
    """It answered nothing that can be used."""
    SPENT = "spent"
    """AIs were asked as often today as they may be."""


AI_TROUBLES: Final = {
    Trouble.MISSING: "ai_missing",
    Trouble.UNABLE: "ai_unable",
    Trouble.NO_PICTURES: "ai_no_pictures",
    Trouble.TOO_OLD: "ai_too_old",
    Trouble.NO_PICTURE: "ai_no_picture",
    Trouble.LATE: "ai_late",
    Trouble.FAILED: "ai_failed",
    Trouble.SILENT: "ai_silent",
    Trouble.SPENT: "ai_spent",
}
"""Translation keys."""


class AiError(HomeAssistantError):
    """An AI did not answer."""

    def __init__(self, trouble: Trouble, entity_id: str, reason: str = "") -> None:
        """Say why in the language of whoever reads it.

        Args:
            trouble: what is wrong.
            entity_id: the AI task entity that was asked.
            reason: what it says itself, without addresses.

        """
        super().__init__(
            translation_domain=DOMAIN,
            translation_key=AI_TROUBLES[trouble],
            translation_placeholders={"entity": entity_id, "reason": reason},
        )
        self.trouble = trouble
        self._reason = reason

    @property
    def code(self) -> str:
        """What is kept with an incident: a word that whoever shows it translates, or what the AI says itself."""
        if self.trouble is Trouble.FAILED and self._reason:
            return self._reason
        return str(self.trouble)

    @override
    def __str__(self) -> str:
        return self.code
