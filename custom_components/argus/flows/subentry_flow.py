"""What the flows of cameras and alerts share: an end with a sentence where what they change was removed meanwhile."""

from typing import override

from homeassistant.config_entries import (
    ConfigSubentry,
    ConfigSubentryFlow,
    UnknownSubEntry,
)
from homeassistant.core import callback
from homeassistant.data_entry_flow import AbortFlow


class SubentryFlow(ConfigSubentryFlow):
    """A flow that adds a camera or an alert, or changes one."""

    @callback
    @override
    def _get_reconfigure_subentry(self) -> ConfigSubentry:
        """Return what is changed, as it is stored now.

        Raises:
            AbortFlow: it was removed while its form was open.
        """
        try:
            return super()._get_reconfigure_subentry()
        except UnknownSubEntry as err:
            raise AbortFlow("removed") from err
