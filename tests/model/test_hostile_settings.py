"""Fuzz tests of stored settings: whatever a file holds, what cannot be read is named and nothing else comes of it."""

from contextlib import suppress
from dataclasses import fields
from typing import Any

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.argus.alerts.settings import AlertSettings
from custom_components.argus.model.camera_settings import CameraSettings
from custom_components.argus.model.house_settings import ArgusSettings
from custom_components.argus.model.stored_settings import UnreadableSettingsError

KEYS = {
    kind: [field.name for field in fields(kind)]
    for kind in (CameraSettings, AlertSettings, ArgusSettings)
}
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(["12:00:00", "motion", "face", "auto", "mon", "notify.me", "watch", "ignore"]),
)  # fmt: skip
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=6),
        st.dictionaries(
            st.sampled_from(["id", "name", "points", "kind", "start", "end", "counts"]),
            inner,
            max_size=6,
        ),
    ),
    max_leaves=15,
)


def stored(kind: type) -> st.SearchStrategy[dict[str, Any]]:
    """Return what may be stored for some settings."""
    return st.dictionaries(
        st.one_of(st.sampled_from(KEYS[kind]), st.text(max_size=10)), values, max_size=6
    )


@pytest.mark.parametrize("kind", [CameraSettings, AlertSettings])
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_of_a_camera_or_an_alert(
    kind: type[CameraSettings | AlertSettings], data: st.DataObject
) -> None:
    """What can be read is read, and no other error than the one that names the fields is raised."""
    content = data.draw(stored(kind))
    with suppress(UnreadableSettingsError):
        assert isinstance(kind.from_data({"camera": "abc", **content}), kind)
    assert isinstance(kind.readable_part(content), kind)


@settings(max_examples=300, deadline=None)
@given(stored(ArgusSettings))
def test_of_all_cameras(content: dict[str, Any]) -> None:
    """There are always options to run with, and none that deletes more than was asked for."""
    read = ArgusSettings.from_options(content)
    assert read.workers >= 1
    assert read.retention_days > 0
    assert read.retention_gigabytes > 0
    assert set(read.unreadable) <= content.keys() | set(KEYS[ArgusSettings])
