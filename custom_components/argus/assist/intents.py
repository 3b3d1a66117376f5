"""Intents for the same questions, for assistants that understand sentences without a language model.

Home Assistant recognises them by custom sentences; `docs/custom_sentences/` has some to copy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, override

import voluptuous as vol

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import intent
from homeassistant.util import dt as dt_util

from ..journal import JournalError
from ..model import bounded
from ..model.errors import journal_failed
from ..model.limits import LONGEST_NAME
from ..model.wording import Wording, async_wording
from . import answers, speech
from .answers import KINDS, SEEABLE
from .scope import AssistScope, UnknownPlaceError, async_scope
from .silence import MOST_MINUTES, UnknownAlertError, async_silence
from .spoken_time import spoken_moment

_name: Final = bounded.text(LONGEST_NAME, 1)
_DAYS: Final = {"today": 0, "yesterday": 1}
_PLACE: Final[dict[vol.Marker, Any]] = {
    vol.Optional("name"): _name,
    vol.Optional("area"): _name,
}
_DAY: Final[dict[vol.Marker, Any]] = {vol.Optional("day"): vol.In(_DAYS)}


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, of which cameras, in which language."""

    scope: AssistScope
    wording: Wording
    place: str | None
    """Name of a camera or an area; None for all."""
    slots: Mapping[str, Any]
    """What was said, by the names of the intent's slots."""


class AskIntent(intent.IntentHandler):
    """A question that is answered in a sentence, of the same cameras as by the tools."""

    slots: dict[vol.Marker, Any] = _PLACE

    @property
    @override
    def slot_schema(self) -> dict[Any, Any]:
        """What may be said."""
        return dict(self.slots)

    @override
    async def async_handle(self, intent_obj: intent.Intent) -> intent.IntentResponse:
        """Answer.

        Raises:
            HomeAssistantError: the journal cannot be used, or too much is asked for at once.
        """
        slots = {
            key: slot["value"]
            for key, slot in self.async_validate_slots(intent_obj.slots).items()
        }
        wording = await async_wording(intent_obj.hass, intent_obj.language)
        scope = await async_scope(
            intent_obj.hass, intent_obj.context, intent_obj.assistant or ""
        )
        response = intent_obj.create_response()
        try:
            place = slots.get("name") or slots.get("area")
            spoken = (
                wording("ask_no_camera")
                if scope is None
                else await self._async_speak(Question(scope, wording, place, slots))
            )
        except UnknownPlaceError:
            spoken = wording("ask_no_camera")
        except UnknownAlertError:
            spoken = wording("ask_no_alert")
        except JournalError as err:
            raise journal_failed(err) from err
        response.async_set_speech(spoken)
        return response

    async def _async_speak(self, question: Question) -> str:
        raise NotImplementedError


class WhatHappenedIntent(AskIntent):
    """What happened on a day; in the last 24 hours if none is named."""

    intent_type = "ArgusWhatHappened"
    description = "Tells what cameras recorded"
    slots: dict[vol.Marker, Any] = (
        _PLACE | _DAY | {vol.Optional("kind"): vol.In(list(KINDS))}
    )

    @override
    async def _async_speak(self, question: Question) -> str:
        since = until = None
        if (day := question.slots.get("day")) is not None:
            local = dt_util.now().date() - timedelta(days=_DAYS[day])
            since = dt_util.as_utc(dt_util.start_of_local_day(local))
            end = dt_util.start_of_local_day(local + timedelta(days=1))
            until = dt_util.as_utc(end)
        happened = await answers.async_what_happened(
            question.scope, question.place, question.slots.get("kind"), since, until
        )
        return speech.speak_happened(question.scope, question.wording, happened)


class LastSeenIntent(AskIntent):
    """Where somebody, a vehicle or an animal was last seen."""

    intent_type = "ArgusLastSeen"
    description = "Tells when and where somebody was last seen"
    slots: dict[vol.Marker, Any] = _PLACE | {
        vol.Optional("kind"): vol.In(list(SEEABLE))
    }

    @override
    async def _async_speak(self, question: Question) -> str:
        kind = question.slots.get("kind", SEEABLE[0])
        found = await answers.async_last_seen(question.scope, question.place, kind)
        return speech.speak_sightings(question.wording, kind, found)


class VisitorsIntent(AskIntent):
    """How many visitors came on a day, today if none is named, and when."""

    intent_type = "ArgusVisitors"
    description = "Tells how many visitors came and when"
    slots: dict[vol.Marker, Any] = _PLACE | _DAY

    @override
    async def _async_speak(self, question: Question) -> str:
        back = timedelta(days=_DAYS[question.slots.get("day", "today")])
        day = dt_util.now().date() - back
        report = await answers.async_visitors(question.scope, question.place, day, day)
        return speech.speak_visitors(question.wording, report)


class AnybodyThereIntent(AskIntent):
    """Whether anybody is in view now."""

    intent_type = "ArgusAnybodyThere"
    description = "Tells whether a camera sees anybody now"

    @override
    async def _async_speak(self, question: Question) -> str:
        return speech.speak_views(
            question.wording, answers.views(question.scope, question.place)
        )


class CameraHealthIntent(AskIntent):
    """Whether a camera is out of order."""

    intent_type = "ArgusCameraHealth"
    description = "Tells whether a camera is out of order"

    @override
    async def _async_speak(self, question: Question) -> str:
        return speech.speak_health(
            question.wording, answers.views(question.scope, question.place)
        )


class SilenceAlertsIntent(AskIntent):
    """Silences alerts for a while."""

    intent_type = "ArgusSilenceAlerts"
    description = "Silences alerts for a while"
    slots: dict[vol.Marker, Any] = {
        vol.Required("minutes"): vol.All(
            vol.Coerce(int), vol.Range(min=0, max=MOST_MINUTES)
        ),
        vol.Optional("alert"): _name,
    }

    @override
    async def _async_speak(self, question: Question) -> str:
        alerts, until = await async_silence(
            question.scope, question.slots.get("alert"), question.slots["minutes"]
        )
        return speech.speak_silence(
            question.wording,
            [alert.name for alert in alerts],
            spoken_moment(question.wording, until) if until else None,
        )


@callback
def async_setup_intents(hass: HomeAssistant) -> None:
    """Register the intents."""
    for handler in (
        WhatHappenedIntent(),
        LastSeenIntent(),
        VisitorsIntent(),
        AnybodyThereIntent(),
        CameraHealthIntent(),
        SilenceAlertsIntent(),
    ):
        intent.async_register(hass, handler)
