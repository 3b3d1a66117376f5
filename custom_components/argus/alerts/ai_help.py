"""What an alert asks an AI: whether to tell anybody, and for words to what it told."""

from typing import Final

from ..ai.error import AiError
from ..ai.tasks import AiTasks
from ..incidents.recorder import IncidentRecorder
from ..journal import JournalError
from ..model.decision import Opinion, Verdict
from .incident_state import IncidentState
from .rule import Refusal
from .settings import AlertSettings

CERTAIN: Final = 100
"""Percent."""


class AiHelp:
    """What the AIs that the user chose do for one alert; set up anew, it has a new one."""

    def __init__(
        self, ai: AiTasks, recorder: IncidentRecorder, settings: AlertSettings
    ) -> None:
        """Prepare; nothing is asked."""
        self._ai = ai
        self._recorder = recorder
        self._settings = settings

    async def async_refusal(self, state: IncidentState) -> Refusal | None:
        """Return that an AI said no, or None if it said yes, was not asked, or did not answer in time.

        It is asked once about what is to be seen; the answer holds until somebody else comes.
        """
        settings, incident = self._settings, state.incident
        if settings.ai_judge is None or not settings.ai_question or incident.is_loss:
            return None
        if state.opinion is None:
            state.opinion = await self._ai.async_judge(
                (incident,),
                settings.ai_judge,
                settings.ai_question,
                settings.ai_patience,
                blur=settings.ai_blur,
            )
        opinion = state.opinion
        if opinion.yes is None or opinion.yes * CERTAIN >= settings.ai_threshold:
            return None
        return Refusal(Verdict.SECOND_OPINION, _told(opinion), opinion)

    def wants_words(self, state: IncidentState) -> bool:
        """Return whether an incident of which somebody was told is to be described now."""
        return (
            self._settings.ai_describer is not None
            and not state.are_words_asked
            and not state.incident.is_loss
            and state.incident.snapshot is not None
            and state.incident.description is None
        )

    async def async_describe(self, state: IncidentState) -> str | None:
        """Have an incident described, which tells everybody who follows it; return why not if that fails."""
        settings = self._settings
        if settings.ai_describer is None:
            return None
        try:
            description = await self._ai.async_describe(
                (state.incident,),
                settings.ai_describer,
                settings.ai_prompt,
                blur=settings.ai_blur,
            )
            await self._recorder.async_set_description(state.incident.id, description)
        except (AiError, JournalError) as err:
            return str(err)
        return None


def _told(opinion: Opinion) -> str:
    return f"“{opinion.question}” → {(opinion.yes or 0) * CERTAIN:.0f} %"
