"""Starts tasks in a context of their own, whoever happened to set them in motion."""

from contextvars import Context, copy_context

from homeassistant.components.websocket_api.connection import current_connection
from homeassistant.core import callback
from homeassistant.helpers.http import current_request


@callback
def async_detached_task() -> Context:
    """Return the context in which to begin what is done for nobody in particular.

    Tasks and timers go on in the context that they were made in. So a watch that somebody started by a switch would
    pass for theirs for as long as it runs, and the alerts it leads to would show their receivers no more than that
    person may see.
    """
    context = copy_context()
    context.run(current_connection.set, None)
    context.run(current_request.set, None)
    return context
