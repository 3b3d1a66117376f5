"""Publishes the state of the cameras through Home Assistant's MQTT integration when the user wants it.

Whatever may change what is told only asks for a round of messages, so that detection never waits for a broker and many
changes at once are one message.
"""

import asyncio
from datetime import datetime, timedelta
import logging
from typing import Any, Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.const import CONF_PROTOCOL
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_track_time_interval

from ..const import SIGNAL_CAMERA, SUBENTRY_CAMERA
from ..coordinator import ArgusCoordinator
from ..issues.options import async_mqtt_is_missing, async_mqtt_is_there
from ..model.debounced_job import DebouncedJob
from ..model.house_settings import ArgusSettings
from ..model.loaded import async_run_while_loaded
from ..model.redaction import redacted_error
from ..runtime import ArgusConfigEntry
from ..state_file import StateFile
from .mqtt_topics import (
    OFFLINE,
    STORED,
    PublishedTopics,
    is_availability,
    name_cameras,
    stopped_status,
    topic_messages,
)
from .status import camera_as_json

_LOGGER = logging.getLogger(__name__)

MQTT: Final = "mqtt"
PAUSE: Final = 0.5
"""Seconds between two rounds of messages."""
REPEAT: Final = timedelta(seconds=60)
KEPT: Final = 180
"""Seconds that a broker keeps what is not told again: who crashes cannot say goodbye, and the last will of Home
Assistant's connection is Home Assistant's own."""
FAREWELL: Final = 2
"""Seconds that Home Assistant waits for a broker when Argus stops or is removed."""


async def async_bridge_mqtt(hass: HomeAssistant, entry: ArgusConfigEntry) -> None:
    """Publish what the cameras of an entry see for as long as it is loaded, if and when the user wants it."""
    await async_run_while_loaded(
        hass, entry, "The bridge to MQTT", MqttBridge(hass, entry)
    )


async def async_forget_mqtt(hass: HomeAssistant) -> None:
    """Clear what brokers still hold when Argus is removed."""
    file = _topics_file(hass)
    memory = PublishedTopics.from_json(await file.async_load())
    if _is_connected(hass):
        try:
            async with asyncio.timeout(FAREWELL):
                for topic in sorted(memory.topics):
                    await _async_publish(hass, topic, "")
        except (HomeAssistantError, TimeoutError) as err:
            _LOGGER.debug("Topics were left behind: %s", redacted_error(err))
    await file.async_remove()


class MqttBridge:
    """Keeps the topics of a broker in step with the cameras."""

    def __init__(self, hass: HomeAssistant, entry: ArgusConfigEntry) -> None:
        """Prepare; nothing is published yet."""
        self._hass = hass
        self._entry = entry
        self._runtime = entry.runtime_data
        self._settings = ArgusSettings.from_options(entry.options)
        self._file = _topics_file(hass)
        self._published = PublishedTopics({})
        self._base = self._settings.mqtt_base
        """What the topics began with when they were told last."""
        self._statuses: dict[str, dict[str, Any]] = {}
        """What was told last, by the camera's name in topics."""
        self._sent: dict[str, str] = {}
        """Payloads that the broker surely holds, by topic."""
        self._rounds = DebouncedJob(
            hass, entry, self._async_publish_safely, PAUSE, "argus mqtt"
        )
        self._heard: dict[ArgusCoordinator, CALLBACK_TYPE] = {}
        self._untrack: list[CALLBACK_TYPE] = []
        self._follows_connection = False
        self._closed = False

    async def async_open(self) -> None:
        """Begin to follow the option, the cameras and the MQTT integration."""
        hass, entry = self._hass, self._entry
        self._published = PublishedTopics.from_json(await self._file.async_load())
        self._untrack += [
            entry.add_update_listener(self._async_entry_updated),
            async_dispatcher_connect(
                hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._integration_changed
            ),
            async_dispatcher_connect(
                hass, SIGNAL_CAMERA.format(entry.entry_id), self._camera_changed
            ),
            self._runtime.overview.async_add_listener(self._overview_changed),
            async_track_time_interval(
                hass, self._repeat_messages, REPEAT, cancel_on_shutdown=True
            ),
        ]
        self._check_broker()

    async def async_close(self) -> None:
        """Say goodbye, and follow nothing any more."""
        if self._closed:
            return
        self._closed = True
        for untrack in (*self._untrack, *self._heard.values()):
            untrack()
        self._untrack.clear()
        self._heard.clear()
        async_mqtt_is_there(self._hass)
        await self._rounds.async_close()
        if not self._statuses or not _is_connected(self._hass):
            return
        farewell = topic_messages(
            self._base,
            {name: stopped_status(status) for name, status in self._statuses.items()},
            online=False,
        )
        try:
            async with asyncio.timeout(FAREWELL):
                # All at once: each waits for the broker, and together they wait no longer than one does.
                await asyncio.gather(
                    *(
                        _async_publish(self._hass, topic, payload)
                        for topic, payload in farewell.items()
                        if self._sent.get(topic) != payload
                    )
                )
        except (HomeAssistantError, TimeoutError) as err:
            _LOGGER.debug(
                "The broker did not hear that Argus stops: %s", redacted_error(err)
            )

    # What may change what is told

    async def _async_entry_updated(
        self, hass: HomeAssistant, entry: ArgusConfigEntry
    ) -> None:
        self._settings = ArgusSettings.from_options(entry.options)
        self._check_broker()

    @callback
    def _integration_changed(
        self, _change: ConfigEntryChange, entry: ConfigEntry
    ) -> None:
        if entry.domain == MQTT:
            self._check_broker()

    @callback
    def _camera_changed(self, _camera: ArgusCoordinator) -> None:
        self._check_broker()

    @callback
    def _overview_changed(self) -> None:
        self._listen_to_cameras()

    @callback
    def _connection_changed(self, connected: bool) -> None:
        if connected:
            # It may be another broker, or one that forgot.
            self._sent.clear()
            self._publish_soon()

    @callback
    def _repeat_messages(self, _now: datetime) -> None:
        """Publish everything again, for brokers that lost what they retained."""
        self._sent.clear()
        self._publish_soon()

    @callback
    def _check_broker(self) -> None:
        """See whether there is anything to tell, and anybody to tell it to."""
        entries = self._hass.config_entries
        if self._settings.mqtt and not entries.async_has_entries(
            MQTT, include_ignore=False, include_disabled=False
        ):
            async_mqtt_is_missing(self._hass)
        else:
            async_mqtt_is_there(self._hass)
        if not self._follows_connection and entries.async_loaded_entries(MQTT):
            # Not before: what it needs is only installed where it is used.
            from homeassistant.components.mqtt import async_subscribe_connection_status

            self._follows_connection = True
            self._untrack.append(
                async_subscribe_connection_status(self._hass, self._connection_changed)
            )
        self._listen_to_cameras()

    @callback
    def _listen_to_cameras(self) -> None:
        wanted = set(self._runtime.cameras.values()) if self._settings.mqtt else set()
        for camera in self._heard.keys() - wanted:
            self._heard.pop(camera)()
        for camera in wanted - self._heard.keys():
            self._heard[camera] = camera.async_add_listener(self._publish_soon)
        self._publish_soon()

    @callback
    def _publish_soon(self) -> None:
        """Ask for a debounced run if anything is, or was, published."""
        if self._settings.mqtt or self._published.topics:
            self._rounds.async_want()

    # Telling it

    async def _async_publish_safely(self) -> None:
        """Publish what changed; a broker that is away is told when it is back."""
        try:
            await self._async_publish_changes()
        except HomeAssistantError as err:
            # Everything is told again when the broker is back.
            _LOGGER.debug("The broker was not told everything: %s", redacted_error(err))

    async def _async_publish_changes(self) -> None:
        """Tell what is not told yet, and clear what is not told any more.

        Raises:
            HomeAssistantError: the broker went away meanwhile.
        """
        cameras = self._runtime.cameras
        titles = {
            subentry.subentry_id: subentry.title
            for subentry in self._entry.get_subentries_of_type(SUBENTRY_CAMERA)
        }
        there = cameras.keys() | self._runtime.unread_cameras
        if not _is_connected(self._hass) or there != titles.keys():
            return  # cameras come or go just now; there is another round when they have
        names = name_cameras(titles, self._published.names)
        self._statuses.clear()
        wanted: dict[str, str] = {}
        if self._settings.mqtt:
            self._statuses |= {
                names[subentry_id].given: camera_as_json(camera)
                for subentry_id, camera in cameras.items()
            }
            self._base = self._settings.mqtt_base
            wanted = topic_messages(self._base, self._statuses, online=True)
        # Before anything is told, so that nothing is ever left behind.
        await self._async_store_topics(
            PublishedTopics(names, self._published.topics | wanted.keys())
        )
        await self._async_clear_topics(self._published.topics - wanted.keys())
        await self._async_store_topics(PublishedTopics(names, frozenset(wanted)))
        await self._async_publish_messages(wanted, KEPT)

    async def _async_store_topics(self, memory: PublishedTopics) -> None:
        """Store which topics are retained before any is published."""
        if memory != self._published:
            self._published = memory
            await self._file.async_save(memory.as_json())

    async def _async_clear_topics(self, topics: frozenset[str]) -> None:
        """Clear retained topics, telling first that their camera is offline."""
        for topic in sorted(topics):
            self._sent.pop(topic, None)
            if is_availability(topic):
                await _async_publish(self._hass, topic, OFFLINE)
            await _async_publish(self._hass, topic, "")

    async def _async_publish_messages(
        self, told: dict[str, str], expires: int | None
    ) -> None:
        """Publish the payloads that differ from those published last."""
        for topic, payload in told.items():
            if self._sent.get(topic) != payload:
                # Until the broker answers it may hold either; the goodbye may break off the wait.
                self._sent.pop(topic, None)
                await _async_publish(self._hass, topic, payload, expires)
                self._sent[topic] = payload


def _topics_file(hass: HomeAssistant) -> StateFile[dict[str, Any]]:
    return StateFile(hass, "mqtt", STORED)


@callback
def _is_connected(hass: HomeAssistant) -> bool:
    """Return whether a broker can be told anything now."""
    if not hass.config_entries.async_loaded_entries(MQTT):
        return False
    from homeassistant.components.mqtt import is_connected

    return is_connected(hass)


async def _async_publish(
    hass: HomeAssistant, topic: str, payload: str, expires: int | None = None
) -> None:
    """Publish a message that the broker keeps; an empty one clears what it kept.

    Args:
        hass: Home Assistant.
        topic: where to.
        payload: what.
        expires: seconds after which a broker of MQTT 5 forgets it; None for never.

    Raises:
        HomeAssistantError: there is no broker.
    """
    from homeassistant.components.mqtt import async_publish
    from homeassistant.components.mqtt.const import PROTOCOL_5

    (broker,) = hass.config_entries.async_loaded_entries(MQTT) or (None,)
    if broker is None or broker.data.get(CONF_PROTOCOL) != PROTOCOL_5:
        expires = None  # older ones keep everything for ever
    await async_publish(
        hass, topic, payload, qos=0, retain=True, message_expiry_interval=expires
    )
