"""What is told of incidents."""

import pytest

from custom_components.argus.model.incident import IncidentChange
from custom_components.argus.runtime import ArgusRuntime


@pytest.fixture
def changes(calm: ArgusRuntime) -> list[IncidentChange]:
    """Return what is told of incidents."""
    told: list[IncidentChange] = []
    calm.incidents.async_subscribe(told.append)
    return told
