"""Work that is done for nobody in particular."""

from contextvars import ContextVar
from unittest.mock import Mock

from custom_components.argus.model.access import async_current_user
from custom_components.argus.model.detached_context import async_detached_task
from homeassistant.auth.models import User
from homeassistant.components.websocket_api.connection import current_connection
from homeassistant.helpers.http import current_request

OTHER: ContextVar[str] = ContextVar("other", default="")


def test_nobody_is_asking_any_more() -> None:
    """Neither a connection nor a request goes on in it; everything else does, and outside nothing changes."""
    guest = Mock(spec=User)
    for variable, asking in (
        (current_connection, Mock(user=guest)),
        (current_request, {"hass_user": guest}),
    ):
        token, other = variable.set(asking), OTHER.set("kept")
        assert async_current_user() is guest
        own_work = async_detached_task()
        assert own_work.run(async_current_user) is None
        assert own_work.run(OTHER.get) == "kept"
        assert async_current_user() is guest
        variable.reset(token)
        OTHER.reset(other)
