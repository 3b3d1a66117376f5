"""Things an alarm borrows, such as lights: remembered on disk before they are touched, given back as they were."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain, repeat
import logging
from typing import Any, Final, Protocol

from homeassistant.const import (
    ATTR_DOMAIN,
    ATTR_ENTITY_ID,
    ATTR_SERVICE,
    ATTR_SERVICE_DATA,
    ENTITY_MATCH_ALL,
    EVENT_CALL_SERVICE,
    SERVICE_TOGGLE,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_UNAVAILABLE,
)
from homeassistant.core import (
    CALLBACK_TYPE,
    DOMAIN as HOMEASSISTANT,
    Context,
    Event,
    EventStateChangedData,
    HomeAssistant,
    State,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)

from ..model.redaction import redacted, redacted_traceback
from .device_override_store import Kept, OverrideStore

_LOGGER = logging.getLogger(__name__)

PATIENCE: Final = 5.0
"""Seconds after which a thing that does not answer counts as failed."""
SETTLE: Final = 2.0
"""Seconds in which a thing that was given back shows it."""
TURNS: Final = 2
"""Times a thing is told again that does not show that it is back."""
AFTERWARDS: Final = 0.5
"""Seconds that somebody else's switching is left to work, before what they did not say is put back."""
PAUSES: Final = (5.0, 15.0, 60.0, 300.0)
"""Seconds between attempts to give something back that does not work."""
LAST_PAUSE: Final = 600.0

MOST_CONTEXTS: Final = 1000
"""How many actions are remembered as ours."""


class DeviceKind(Protocol):
    """What there is to know of one kind of things."""

    domain: str

    def look(self, entity_id: str) -> Kept:
        """Return how a thing is."""

    async def async_give_back(
        self, entity_id: str, kept: Kept, context: Context
    ) -> None:
        """Make a thing what it was.

        Raises:
            HomeAssistantError: it cannot be done.
        """

    def is_back(self, state: State, kept: Kept) -> bool:
        """Return whether a state is what was kept."""

    def amended(self, kept: Kept, service: str, data: Mapping[str, Any]) -> Kept | None:
        """Return what to give back after somebody else switched the thing; None for nothing."""


def is_there(hass: HomeAssistant, entity_id: str) -> bool:
    """Return whether something can be asked of an entity."""
    state = hass.states.get(entity_id)
    return state is not None and state.state != STATE_UNAVAILABLE


class DeviceOverride:
    """Lends things of one kind to alarms.

    Several alarms may hold a thing; how it was before the first is what counts, and it is given back when the last
    lets go. Whoever else switches a thing meanwhile takes it out of all alarms: what they asked for is what it
    becomes. So does whoever renames it: it becomes what it was, under its new name.
    """

    def __init__(self, hass: HomeAssistant, kind: DeviceKind) -> None:
        """Lend nothing yet."""
        self._hass = hass
        self._kind = kind
        self._store = OverrideStore(hass, kind.domain)
        self._kept: dict[str, Kept] = {}
        self._holders: dict[str, list[object]] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._returning: dict[str, asyncio.Task[None]] = {}
        self._own: dict[str, None] = {}
        """Ids of contexts that are ours, or come of ours; those of the latest actions last."""
        self._return_context = Context()
        self._unlisten: list[CALLBACK_TYPE] = []

    async def async_open(self) -> None:
        """Give back what a crash or a restart left with us, each thing as soon as it is there."""
        listen = self._hass.bus.async_listen
        self._unlisten += [
            listen(EVENT_CALL_SERVICE, self._async_called),
            listen(er.EVENT_ENTITY_REGISTRY_UPDATED, self._async_renamed),
        ]
        self._kept = await self._store.async_load()
        for entity_id in self._kept:
            self._return_later(entity_id)

    async def async_close(self) -> None:
        """Stop; what could not be given back is left for the next start."""
        for unlisten in self._unlisten:
            unlisten()
        self._unlisten.clear()
        returning = list(self._returning.values())
        for task in returning:
            task.cancel()
        await asyncio.gather(*returning, return_exceptions=True)
        if self._kept:
            await self._async_keep()
        self._kept.clear()
        self._holders.clear()

    @callback
    def own_context(self, cause: Context | None = None) -> Context:
        """Return a context for what is ours, so that it is not taken for somebody else's."""
        # Without a user: what was permitted at the beginning has to be undone at the end, whoever is gone by then.
        context = Context(parent_id=cause.id if cause else None)
        self._own[context.id] = None
        return context

    async def async_take(self, holder: object, entity_ids: Iterable[str]) -> None:
        """Remember how things are, on disk, and let an alarm hold them."""
        for entity_id in entity_ids:
            if (task := self._returning.get(entity_id)) is not None:
                task.cancel()
            if entity_id not in self._kept:
                self._kept[entity_id] = self._kind.look(entity_id)
            self._holders.setdefault(entity_id, []).append(holder)
        await self._async_keep()

    def kept(self, holder: object, entity_id: str) -> Kept | None:
        """Return how a thing was; None if an alarm does not hold it."""
        return self._kept.get(entity_id) if self.holds(holder, entity_id) else None

    async def async_learn(self, holder: object, entity_id: str, kept: Kept) -> None:
        """Remember better how a thing was, on disk, if an alarm still holds it."""
        if self.holds(holder, entity_id):
            self._kept[entity_id] = kept
            await self._async_keep()

    def holds(self, holder: object, entity_id: str) -> bool:
        """Return whether an alarm still holds a thing, which it does not after somebody else switched it."""
        return holder in self._holders.get(entity_id, ())

    def leads(self, holder: object, entity_id: str) -> bool:
        """Return whether an alarm is the last to have taken a thing, so that two do not work against each other."""
        holders = self._holders.get(entity_id, [])
        return bool(holders) and holders[-1] is holder

    @property
    def held(self) -> frozenset[str]:
        """The things that alarms hold."""
        return frozenset(self._holders)

    def has(self, entity_id: str) -> bool:
        """Return whether a thing is still to be given back."""
        return entity_id in self._kept

    async def async_tell(
        self, entity_id: str, service: str, data: Mapping[str, Any], context: Context
    ) -> None:
        """Call an action of a thing that is held.

        Raises:
            HomeAssistantError: it failed.
            TimeoutError: there is no answer.
        """
        async with self._locks[entity_id], asyncio.timeout(PATIENCE):
            await async_call(
                self._hass, self._kind.domain, service, entity_id, data, context
            )

    async def async_release(self, holder: object, entity_ids: Iterable[str]) -> None:
        """Let go of things; give back those that no other alarm holds, and go on trying where that fails."""
        free: list[str] = []
        for entity_id in entity_ids:
            if not self.holds(holder, entity_id):
                continue
            self._holders[entity_id].remove(holder)
            if not self._holders[entity_id]:
                del self._holders[entity_id]
                free.append(entity_id)
        done = await asyncio.gather(*map(self._async_return, free))
        for entity_id, returned in zip(free, done, strict=True):
            if not returned:
                # One that failed is not likely to work a moment later; one that is away is waited for.
                there = is_there(self._hass, entity_id)
                self._return_later(entity_id, PAUSES[0] if there else 0.0)

    async def _async_return(self, entity_id: str) -> bool:
        """Give a thing back; return whether there is nothing left to do."""
        async with self._locks[entity_id]:
            if entity_id in self._holders:
                return True
            if (kept := self._kept.get(entity_id)) is None:
                await self._async_keep()
                return True
            if not is_there(self._hass, entity_id):
                return False
            try:
                for _ in range(TURNS):
                    if entity_id in self._holders:
                        return True
                    async with asyncio.timeout(PATIENCE):
                        await self._kind.async_give_back(
                            entity_id, kept, self._return_context
                        )
                    if await self._async_is_back(entity_id, kept):
                        break
            except (HomeAssistantError, TimeoutError) as err:
                _LOGGER.warning(
                    "%s is not what it was before the alarm yet: %s",
                    entity_id,
                    redacted(str(err)) or "no answer",
                )
                return False
            except Exception as err:  # noqa: BLE001 - logged without addresses
                _LOGGER.error(
                    "%s cannot be given back\n%s", entity_id, redacted_traceback(err)
                )
                return False
            if self._kept.get(entity_id) is not kept:
                # Somebody switched it meanwhile: what that leaves to do has begun.
                return True
            if entity_id not in self._holders:
                del self._kept[entity_id]
        await self._async_keep()
        return True

    async def _async_is_back(self, entity_id: str, kept: Kept) -> bool:
        """Return whether a thing shows that it is what it was; some take a moment."""
        changed = asyncio.Event()

        def matches() -> bool:
            state = self._hass.states.get(entity_id)
            return state is not None and self._kind.is_back(state, kept)

        @callback
        def look(_event: Event[EventStateChangedData]) -> None:
            if matches():
                changed.set()

        if matches():
            return True
        untrack = async_track_state_change_event(self._hass, entity_id, look)
        try:
            async with asyncio.timeout(SETTLE):
                await changed.wait()
        except TimeoutError:
            return False
        finally:
            untrack()
        return True

    @callback
    def _return_later(self, entity_id: str, after: float = 0.0) -> None:
        if (old := self._returning.pop(entity_id, None)) is not None:
            old.cancel()
        task = self._hass.async_create_background_task(
            self._async_return_later(entity_id, after),
            f"argus gives back {entity_id}",
        )
        self._returning[entity_id] = task

        @callback
        def over(_task: asyncio.Task[None]) -> None:
            if self._returning.get(entity_id) is task:
                del self._returning[entity_id]

        task.add_done_callback(over)

    async def _async_return_later(self, entity_id: str, after: float) -> None:
        await asyncio.sleep(after)
        for pause in chain(PAUSES, repeat(LAST_PAUSE)):
            await self._async_there(entity_id)
            if await self._async_return(entity_id):
                return
            await asyncio.sleep(pause)

    async def _async_there(self, entity_id: str) -> None:
        there = asyncio.Event()

        @callback
        def look(_event: Event[EventStateChangedData]) -> None:
            if is_there(self._hass, entity_id):
                there.set()

        untrack = async_track_state_change_event(self._hass, entity_id, look)
        try:
            if not is_there(self._hass, entity_id):
                await there.wait()
        finally:
            untrack()

    @callback
    def _async_called(self, event: Event[Any]) -> None:
        """Learn that somebody else switches things that we have."""
        if not self._kept or self._is_ours(event.context):
            return
        service: str = event.data[ATTR_SERVICE]
        if event.data[ATTR_DOMAIN] not in (self._kind.domain, HOMEASSISTANT) or (
            service not in (SERVICE_TURN_ON, SERVICE_TURN_OFF, SERVICE_TOGGLE)
        ):
            return
        data: Mapping[str, Any] = event.data[ATTR_SERVICE_DATA]
        for entity_id in self._named(data) & self._kept.keys():
            self._holders.pop(entity_id, None)
            kept = self._kind.amended(self._kept[entity_id], service, data)
            if kept is None:
                del self._kept[entity_id]
            else:
                self._kept[entity_id] = kept
            self._return_later(entity_id, AFTERWARDS)

    @callback
    def _async_renamed(self, event: Event[er.EventEntityRegistryUpdatedData]) -> None:
        """Give a thing back under its new name."""
        data = event.data
        if data["action"] != "update" or "old_entity_id" not in data:
            return
        was, now = data["old_entity_id"], data["entity_id"]
        if was not in self._kept:
            return
        self._kept[now] = self._kept.pop(was)
        self._holders.pop(was, None)
        if (lock := self._locks.pop(was, None)) is not None:
            # What it was told last may still be under way.
            self._locks[now] = lock
        if (task := self._returning.pop(was, None)) is not None:
            task.cancel()
        self._return_later(now)

    def _is_ours(self, context: Context) -> bool:
        """Return whether something was done by an alarm, or because of one."""
        ours = {self._return_context.id, *self._own}
        if ours.isdisjoint({context.id, context.parent_id}):
            return False
        # What an automation does because of a flash, its scripts do as well.
        self._own.pop(context.id, None)
        self._own[context.id] = None
        if len(self._own) > MOST_CONTEXTS:
            del self._own[next(iter(self._own))]
        return True

    def _named(self, data: Mapping[str, Any]) -> set[str]:
        """Return the entities that an action is for."""
        named = data.get(ATTR_ENTITY_ID)
        if named == ENTITY_MATCH_ALL:
            return set(self._kept)
        if isinstance(named, str):
            data = {
                **data,
                ATTR_ENTITY_ID: [part.strip() for part in named.split(",")],
            }
        selected = async_extract_referenced_entity_ids(
            self._hass, TargetSelection(dict(data))
        )
        return selected.referenced | selected.indirectly_referenced

    async def _async_keep(self) -> None:
        await self._store.async_save(self._kept)


async def async_call(
    hass: HomeAssistant,
    domain: str,
    service: str,
    entity_id: str,
    data: Mapping[str, Any],
    context: Context,
) -> None:
    """Call an action of one entity and wait until it is done.

    Raises:
        HomeAssistantError: it failed.
    """
    await hass.services.async_call(
        domain,
        service,
        {ATTR_ENTITY_ID: entity_id, **data},
        blocking=True,
        context=context,
    )
