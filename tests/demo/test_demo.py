"""What the demo starts with, and when its check is content."""

from pathlib import Path

from demo.__main__ import arguments, wanted_cameras
from demo.check import Seen


def test_scenes_are_shown_unless_something_else_is_asked_for(tmp_path: Path) -> None:
    scenes = wanted_cameras(arguments(["--seed", "5"]))
    assert [domain for domain, _ in scenes] == ["argus_demo"] * 3
    assert all(answers[0]["seed"] == 5 for _, answers in scenes)

    film = tmp_path / "film.mp4"
    others = wanted_cameras(
        arguments(["--video", str(film), "--rtsp", "rtsp://camera.test/1"])
    )
    assert [domain for domain, _ in others] == ["argus_demo", "generic"]
    assert others[0][1][0]["video"] == str(film)
    assert others[1][1][0]["stream_source"] == "rtsp://camera.test/1"


def test_check_wants_all_of_one_camera() -> None:
    seen = Seen()
    assert seen.missing == ["motion on", "motion off again", "a face", "presence"]
    # Off counts only after on.
    seen.report("motion", "off", 1)
    seen.report("faces", "unavailable", 1)
    assert len(seen.missing) == 4
    seen.report("motion", "on", 2)
    seen.report("motion", "on", 3)
    seen.report("faces", "2", 3)
    seen.report("faces", "1", 4)
    seen.report("presence", "on", 4)
    assert seen.missing == ["motion off again"]
    seen.report("motion", "off", 5)
    assert not seen.missing
    assert (seen.motion_on, seen.motion_off, seen.faces) == (2, 5, 2)
    assert (seen.faces_at, seen.presence_on) == (3, 4)
