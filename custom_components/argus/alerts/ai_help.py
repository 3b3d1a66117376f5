"""What an alert asks an AI: whether to tell anybody, and for words to what it told."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..ai.error import AiError
from ..ai.tasks import AiTasks
from ..incidents.recorder import IncidentRecorder
from ..journal import JournalError
from ..model.decision import Opinion, Verdict
from ..model.detached_context import async_detached_task
from ..model.incident import Incident, IncidentChange
from .incident_state import IncidentState
from .rule import Refusal
from .settings import AlertSettings

CERTAIN: Final = 100
"""Percent."""


class AiHelp:
    """What the AIs that the user chose do for one alert."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        ai: AiTasks,
        recorder: IncidentRecorder,
        settings: Callable[[], AlertSettings],
        *,
        on_no_words: Callable[[IncidentState, str], None],
    ) -> None:
        """Prepare; nothing is asked.

        Args:
            hass: Home Assistant.
            entry: the config entry that tasks belong to.
            ai: asks the AIs of the house.
            recorder: keeps what they say, and tells of pictures that come late.
            settings: tells how the alert is set up now.
            on_no_words: called with an incident that goes without words, and why.

        """
        self._hass = hass
        self._entry = entry
        self._ai = ai
        self._recorder = recorder
        self._read_settings = settings
        self._on_no_words = on_no_words
        self._describing: set[asyncio.Task[None]] = set()

    async def async_close(self) -> None:
        """Wait for no words any more."""
        for task in self._describing:
            task.cancel()
        await asyncio.gather(*self._describing, return_exceptions=True)

    async def async_refusal(self, state: IncidentState) -> Refusal | None:
        """Return that an AI said no, or None if it said yes, was not asked, or did not answer in time.

        It is asked once about what is to be seen, as soon as there is a picture; the answer holds until somebody else
        comes.
        """
        settings, incident = self._read_settings(), state.incident
        if settings.ai_judge is None or not settings.ai_question or incident.is_loss:
            return None
        if state.opinion is None:
            loop = self._hass.loop
            late = loop.time() + settings.ai_patience
            pictured = await self._async_pictured(incident, settings.ai_patience)
            state.opinion = await self._ai.async_judge(
                (pictured,),
                settings.ai_judge,
                settings.ai_question,
                late - loop.time(),
                blur=settings.ai_blur,
            )
        opinion = state.opinion
        if opinion.yes is None or opinion.yes * CERTAIN >= settings.ai_threshold:
            return None
        return Refusal(Verdict.SECOND_OPINION, _told(opinion), opinion)

    async def _async_pictured(self, incident: Incident, patience: float) -> Incident:
        """Return an incident with its picture, or as it is if none comes within some seconds."""
        if incident.snapshot is not None or incident.end is not None:
            return incident
        came: asyncio.Future[Incident] = self._hass.loop.create_future()

        @callback
        def take(change: IncidentChange) -> None:
            now = change.incident
            if now.id == incident.id and now.snapshot is not None and not came.done():
                came.set_result(now)

        stop = self._recorder.async_subscribe(take)
        try:
            async with asyncio.timeout(patience):
                # It may have come while this alert was busy.
                stored = await self._recorder.async_get(incident.id)
                if stored is not None and stored.snapshot is not None:
                    return stored
                return await came
        except TimeoutError, JournalError:
            return incident
        finally:
            stop()

    @callback
    def order_words(self, state: IncidentState) -> None:
        """Have an AI describe an incident of which somebody was told, if the user wants it, beside everything else."""
        if not self._wants_words(state):
            return
        state.are_words_asked = state.are_words_coming = True
        task = async_detached_task().run(
            self._entry.async_create_background_task,
            self._hass,
            self._async_describe(state),
            "argus alert is described",
            eager_start=False,
        )
        self._describing.add(task)
        task.add_done_callback(self._describing.discard)

    def _wants_words(self, state: IncidentState) -> bool:
        """Return whether an incident of which somebody was told is to be described now."""
        return (
            self._read_settings().ai_describer is not None
            and not state.are_words_asked
            and not state.incident.is_loss
            and state.incident.snapshot is not None
            and state.incident.description is None
        )

    async def _async_describe(self, state: IncidentState) -> None:
        """Have an incident described, which tells everybody who follows it."""
        settings = self._read_settings()
        if settings.ai_describer is None:
            return
        error = None
        try:
            description = await self._ai.async_describe(
                (state.incident,),
                settings.ai_describer,
                settings.ai_prompt,
                blur=settings.ai_blur,
            )
            await self._recorder.edits.async_set_description(
                state.incident.id, description
            )
        except (AiError, JournalError) as err:
            error = str(err)
        finally:
            state.are_words_coming = False
        if error is not None:
            self._on_no_words(state, error)


def _told(opinion: Opinion) -> str:
    return f"“{opinion.question}” → {(opinion.yes or 0) * CERTAIN:.0f} %"
