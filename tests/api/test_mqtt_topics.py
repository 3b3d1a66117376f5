"""The topics that things are told under."""

from custom_components.argus.api.mqtt_topics import CameraName, name_cameras


def test_names_are_unique_and_stay() -> None:
    names = name_cameras({"2": "Hall", "1": "Hall", "3": "Hall 2", "4": "門"}, {})
    assert names["1"] == CameraName("hall", "hall")
    assert names["2"] == CameraName("hall", "hall_2")
    assert names["3"] == CameraName("hall_2", "hall_2_2")
    assert len({name.given for name in names.values()}) == 4
    # The first one goes, the third is called like it now: nobody else changes.
    after = name_cameras({"2": "Hall", "3": "Hall"}, names)
    assert after == {
        "2": CameraName("hall", "hall_2"),
        "3": CameraName("hall", "hall"),
    }
