"""Asking one thing for something: where that fails, it is logged, and others are asked all the same."""

import asyncio
from collections.abc import Awaitable
import logging

from homeassistant.exceptions import HomeAssistantError

from ..model.redaction import redacted_error, redacted_traceback

_LOGGER = logging.getLogger(__name__)


async def async_attempt(
    asking: Awaitable[object],
    entity_id: str,
    what: str,
    patience: float | None = None,
) -> bool:
    """Ask a thing for something; return whether it went well.

    Args:
        asking: what is awaited.
        entity_id: the thing.
        what: what it is asked for, such as `sound`.
        patience: seconds until it counts as failed; None if it gives up by itself.

    """
    try:
        async with asyncio.timeout(patience):
            await asking
    except TimeoutError:
        _LOGGER.warning("%s does not answer", entity_id)
    except HomeAssistantError as err:
        _LOGGER.warning("%s does not %s: %s", entity_id, what, redacted_error(err))
    except Exception as err:  # noqa: BLE001 - logged without addresses
        _LOGGER.error("%s does not %s\n%s", entity_id, what, redacted_traceback(err))
    else:
        return True
    return False
