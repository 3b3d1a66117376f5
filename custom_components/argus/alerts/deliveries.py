"""What an alert does, each thing on its own: one that fails or hangs never stops another."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
import json
import logging
from typing import Any, Final

import voluptuous as vol

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from ..model.decision import Delivery
from ..model.redaction import redacted, redacted_error, redacted_traceback
from .light_alarm import LightAlarm
from .message import async_clear, async_send, is_updatable
from .message_text import MessageText
from .persistent import async_show, async_take_back
from .settings import AlertSettings
from .siren import async_sound_sirens
from .sound import async_play, async_played, async_speak

_LOGGER = logging.getLogger(__name__)

PATIENCE: Final = 30.0
"""Seconds after which a thing that is not done counts as failed."""
FIRST_SECONDS: Final = 2.0
"""Seconds in which a thing that lasts shows that it cannot be done."""
MOST_OF_AN_ERROR: Final = 300
"""Characters."""

type Sequence = Callable[[dict[str, Any], Context], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Errand:
    """One thing to do."""

    channel: str
    target: str
    run: Callable[[], Coroutine[Any, Any, None]]
    lasts: bool = False
    """Whether it may go on for long; then it is done as soon as it goes well for a moment."""


def first_errands(
    hass: HomeAssistant,
    settings: AlertSettings,
    alert_id: str,
    light_alarm: LightAlarm,
    telling: MessageText,
    variables: dict[str, Any],
    sequence: Sequence | None,
    context: Context,
) -> Iterator[Errand]:
    """Yield everything an alert does when it is sent.

    Args:
        hass: Home Assistant.
        settings: of the alert.
        alert_id: id of its subentry.
        light_alarm: flashes lights.
        telling: the incident in words.
        variables: what the user's own actions may use.
        sequence: carries out the user's own actions; None if there are none.
        context: whom all of it is put down to.

    """
    yield from (
        Errand(
            "notify",
            entity,
            partial(async_send, hass, entity, telling.message, context),
        )
        for entity in settings.notify
    )
    if settings.persistent:
        yield _persistent(hass, alert_id, telling)
    if (lights := settings.light_alarm) is not None:
        yield Errand(
            "light_alarm",
            ", ".join(lights.lights),
            partial(light_alarm.async_trigger, lights, context),
            lasts=True,
        )
    if settings.sirens:
        yield Errand(
            "siren",
            ", ".join(settings.sirens),
            partial(
                async_sound_sirens,
                hass,
                settings.sirens,
                settings.siren_seconds,
                context,
            ),
            lasts=True,
        )
    if settings.speakers and (settings.sound is not None or settings.tts is not None):
        yield Errand(
            "speakers",
            ", ".join(settings.speakers),
            partial(_async_sound, hass, settings, telling.spoken, context),
        )
    if settings.mqtt_topic:
        yield Errand(
            "mqtt",
            settings.mqtt_topic,
            partial(_async_publish, hass, settings.mqtt_topic, variables, context),
        )
    if sequence is not None:
        yield Errand("actions", "", partial(sequence, variables, context), lasts=True)


def later_errands(
    hass: HomeAssistant, settings: AlertSettings, alert_id: str, telling: MessageText
) -> Iterator[Errand]:
    """Yield what is done when a told incident goes on: notifications that can change do."""
    yield from (
        Errand("notify", entity, partial(async_send, hass, entity, telling.message))
        for entity in settings.notify
        if is_updatable(hass, entity)
    )
    if settings.persistent:
        yield _persistent(hass, alert_id, telling)


def clearing_errands(
    hass: HomeAssistant, settings: AlertSettings, tag: str, shown_for: str | None
) -> Iterator[Errand]:
    """Yield what takes a notification back, where that can be done.

    Args:
        hass: Home Assistant.
        settings: of the alert.
        tag: names the notification.
        shown_for: id of the alert whose notification Home Assistant itself shows; None if it shows another or none.

    """
    yield from (
        Errand("notify", entity, partial(async_clear, hass, entity, tag))
        for entity in settings.notify
        if is_updatable(hass, entity)
    )
    if shown_for is not None:

        async def async_remove() -> None:
            async_take_back(hass, shown_for)

        yield Errand("persistent", "", async_remove)


async def async_carry_out(
    hass: HomeAssistant, errands: Iterable[Errand], name: str
) -> tuple[Delivery, ...]:
    """Do all things at once; return what became of each. Nothing is raised."""
    return tuple(
        await asyncio.gather(
            *(_async_carry_out(hass, errand, name) for errand in errands)
        )
    )


async def _async_carry_out(hass: HomeAssistant, errand: Errand, name: str) -> Delivery:
    running = hass.async_create_background_task(
        _async_guarded(errand, name), f"argus alert {name}: {errand.channel}"
    )
    # Shielded by its own errand: what lasts goes on when nobody waits for it any more.
    try:
        await asyncio.wait(
            {running}, timeout=FIRST_SECONDS if errand.lasts else PATIENCE
        )
    except asyncio.CancelledError:
        if not errand.lasts:
            running.cancel()
        raise
    error: str | None = None
    if running.done():
        error = running.result()
    elif not errand.lasts:
        running.cancel()
        error = f"not done within {PATIENCE:.0f} s"
        _LOGGER.warning(
            "Alert %s: %s %s: %s", name, errand.channel, errand.target, error
        )
    return Delivery(errand.channel, errand.target, error and error[:MOST_OF_AN_ERROR])


async def _async_guarded(errand: Errand, name: str) -> str | None:
    """Return why a thing could not be done, or None if it could."""
    try:
        await errand.run()
    except (HomeAssistantError, vol.Invalid) as err:
        why = redacted_error(err)
        _LOGGER.warning("Alert %s: %s %s: %s", name, errand.channel, errand.target, why)
        return why
    except Exception as err:  # noqa: BLE001 - logged without addresses
        _LOGGER.error(
            "Alert %s: %s %s\n%s",
            name,
            errand.channel,
            errand.target,
            redacted_traceback(err),
        )
        return redacted(f"{type(err).__name__}: {err}")
    return None


def _persistent(hass: HomeAssistant, alert_id: str, telling: MessageText) -> Errand:
    async def async_notify() -> None:
        async_show(
            hass, alert_id, telling.message, telling.link, telling.persistent_picture
        )

    return Errand("persistent", "", async_notify)


async def _async_sound(
    hass: HomeAssistant, settings: AlertSettings, spoken: str, context: Context
) -> None:
    failed: HomeAssistantError | None = None
    if settings.sound is not None:
        try:
            await async_play(hass, settings.speakers, settings.sound, context)
        except HomeAssistantError as err:
            # What happened can still be said.
            failed = err
    if settings.tts is not None:
        if settings.sound is not None and failed is None:
            await async_played(hass, settings.speakers)
        await async_speak(hass, settings.speakers, settings.tts, spoken, context)
    if failed is not None:
        raise failed


async def _async_publish(
    hass: HomeAssistant, topic: str, variables: Mapping[str, Any], context: Context
) -> None:
    await hass.services.async_call(
        "mqtt",
        "publish",
        {"topic": topic, "payload": json.dumps(variables, ensure_ascii=False)},
        blocking=True,
        context=context,
    )
