"""The command line runs the pipeline on files."""

from collections.abc import Callable
import json
import os
from pathlib import Path
import subprocess
import sys
from typing import Any
from unittest.mock import patch

import cv2
import numpy as np
from numpy.typing import NDArray
import pytest

from custom_components.argus.vision.__main__ import main
from custom_components.argus.vision.observation import Observation
from custom_components.argus.vision.pipeline import Pipeline

type Image = NDArray[np.uint8]

WIDTH, HEIGHT, FPS = 320, 240, 10
QUIET, WALK = 12, 6
"""Seconds."""


def _scene() -> Image:
    coarse = np.random.default_rng(1).uniform(60, 190, (20, 26, 3))
    return np.asarray(cv2.resize(coarse, (WIDTH, HEIGHT)), np.uint8)


HAS_VIDEO = hasattr(cv2, "VideoCapture")
"""Not so with the wheel that a release brings along for musl."""


def _write_video(path: Path, pictures: list[Image]) -> None:
    code = cv2.VideoWriter.fourcc(*"mp4v")
    writer = cv2.VideoWriter(str(path), code, FPS, (WIDTH, HEIGHT))
    for picture in pictures:
        writer.write(picture)
    writer.release()


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Somebody crosses an empty scene from left to right after 12 s, and is gone after 18."""
    if not HAS_VIDEO:
        pytest.skip("this OpenCV writes no videos")
    scene = _scene()
    person = (_scene()[:100, :40] // 3).astype(np.uint8)
    pictures = [scene] * (QUIET * FPS)
    for step in range(WALK * FPS):
        picture = scene.copy()
        left = round((WIDTH - 40) * step / (WALK * FPS))
        picture[100:200, left : left + 40] = person
        pictures.append(picture)
    pictures += [scene] * (4 * FPS)
    path = tmp_path_factory.mktemp("film") / "walk.mp4"
    _write_video(path, pictures)
    return path


def _json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main([*arguments, "--json"]) == 0
    summary: dict[str, Any] = json.loads(capsys.readouterr().out)
    return summary


def test_tells_when_something_moved(
    video: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = _json(capsys, str(video), "--no-faces")
    assert (summary["width"], summary["height"]) == (WIDTH, HEIGHT)
    assert summary["fps"] == 5
    assert summary["frames"] == 5 * (QUIET + WALK + 4)
    assert summary["seconds"] == pytest.approx(QUIET + WALK + 4)
    assert summary["unusable"] == 0
    assert summary["times_real_time"] > 0
    (span,) = summary["motion"]
    assert QUIET <= span["start"] <= QUIET + 1.5
    assert QUIET + WALK - 1.5 <= span["end"] <= QUIET + WALK + 2
    assert 0.01 < span["peak"] < 0.4


def test_counts_who_crosses_a_line(
    video: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Seen from the start of a line that leads upwards, its right hand is the picture's right.
    summary = _json(capsys, str(video), "--no-faces", "--line", "0.5,1,0.5,0")
    assert summary["counts"] == {"line 1": {"in": 1, "out": 0}}
    (crossing,) = summary["crossings"]
    assert crossing["line"] == "line 1"
    assert crossing["direction"] == "in"
    assert QUIET + 2 < crossing["seconds"] < QUIET + 5


def test_looks_only_where_it_is_told(
    video: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = _json(capsys, str(video), "--no-faces", "--exclude", "0,0,1,0,1,1,0,1")
    assert summary["motion"] == []
    summary = _json(capsys, str(video), "--no-motion", "--no-faces")
    assert summary["motion"] == []


def test_takes_as_many_frames_as_it_is_told(
    video: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _json(capsys, str(video), "--no-faces", "--fps", "1")["frames"] == 22
    # A film has no more frames than were recorded.
    assert _json(capsys, str(video), "--no-faces", "--fps", "60")["frames"] == 220


def test_prints_for_people(video: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(video), "--no-faces", "--line", "0.5,1,0.5,0"]) == 0
    text = capsys.readouterr().out
    assert f"{WIDTH}x{HEIGHT}, 110 frames in 22.0 s (5 a second)" in text
    assert "motion: 1 times" in text
    assert "faces: none" in text
    assert "not motion (learning)" in text
    assert "line 1: 1 in, 0 out" in text
    assert "times real time" in text


def test_annotates_a_video(
    video: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    film = tmp_path / "seen.mp4"
    assert main([str(video), "--no-faces", "--fps", "2", "--annotate", str(film)]) == 0
    drawn, plain = cv2.VideoCapture(str(film)), cv2.VideoCapture(str(video))
    assert int(drawn.get(cv2.CAP_PROP_FRAME_COUNT)) == 2 * (QUIET + WALK + 4)
    assert drawn.get(cv2.CAP_PROP_FPS) == pytest.approx(2)
    differences = []
    for index in range(2 * (QUIET + WALK)):
        plain.set(cv2.CAP_PROP_POS_FRAMES, 5 * index)
        ours, theirs = drawn.read()[1], plain.read()[1]
        assert ours is not None and theirs is not None
        differences.append(float(np.mean(cv2.absdiff(ours, theirs))))
    quiet, busy = differences[4 : 2 * QUIET], differences[2 * QUIET + 4 :]
    assert np.mean(busy) > np.mean(quiet) + 0.3


def test_annotates_the_last_picture(video: Path, tmp_path: Path) -> None:
    picture = tmp_path / "seen.jpg"
    assert main([str(video), "--no-faces", "--annotate", str(picture)]) == 0
    seen = cv2.imread(str(picture))
    assert seen is not None
    assert seen.shape == (HEIGHT, WIDTH, 3)


def test_looks_at_a_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "scene.png"
    cv2.imwrite(str(path), _scene())
    summary = _json(capsys, str(path))
    assert summary["frames"] > 1
    assert summary["motion"] == summary["faces"] == []


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing.mp4", None, "no such file"),
        ("notes.txt", b"not a film", "a video" if HAS_VIDEO else "no videos"),
        ("empty.mp4", b"", "a video" if HAS_VIDEO else "no videos"),
        ("cut.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", "cut off"),
        ("cut.png", b"\x89PNG\r\n\x1a\n\x00", "PNG"),
    ],
)
def test_says_what_is_wrong_with_a_file(
    name: str,
    content: bytes | None,
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert main([str(path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err
    assert str(path) in captured.err


def test_an_opencv_without_videos_is_told(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As the one that a release brings along for musl."""
    for name in ("VideoCapture", "VideoWriter"):
        monkeypatch.delattr(cv2, name, raising=False)
    film, scene = tmp_path / "film.mp4", tmp_path / "scene.png"
    film.write_bytes(b"a film")
    cv2.imwrite(str(scene), _scene())

    assert main([str(film)]) == 2
    assert "reads and writes no videos" in capsys.readouterr().err
    assert main([str(scene), "--annotate", str(tmp_path / "out.mp4")]) == 2
    assert "reads and writes no videos" in capsys.readouterr().err
    out = tmp_path / "out.jpg"
    assert main([str(scene), "--annotate", str(out)]) == 0
    assert out.is_file()


def test_refuses_to_write_nowhere_or_over_its_source(
    video: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = video.read_bytes()
    assert main([str(video), "--annotate", str(video)]) == 2
    assert "overwrite" in capsys.readouterr().err
    assert video.read_bytes() == before
    nowhere = tmp_path / "no" / "film.mp4"
    assert main([str(video), "--annotate", str(nowhere)]) == 2
    assert "folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [
        ("--line", "0,0,1"),
        ("--line", "0,0,2,2"),
        ("--line", "a,b,c,d"),
        ("--zone", "0,0,1,1"),
        ("--sensitivity", "0"),
        ("--sensitivity", "many"),
        ("--fps", "0"),
        ("--face-detector", "eyes"),
    ],
    ids=" ".join,
)
def test_refuses_senseless_options(
    options: tuple[str, ...], video: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main([str(video), *options])
    assert caught.value.code == 2
    assert options[0] in capsys.readouterr().err


def test_a_missing_model_is_told(
    video: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(video), "--face-model", str(tmp_path / "no.onnx")]) == 2
    assert "no.onnx" in capsys.readouterr().err


def test_runs_as_a_program(tmp_path: Path) -> None:
    done = subprocess.run(  # the one test that starts a process
        [
            sys.executable,
            "-m",
            "custom_components.argus.vision",
            str(tmp_path / "none.mp4"),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert "no such file" in done.stderr


def _run(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "custom_components.argus.vision", *arguments]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **options)


def test_nobody_reads_what_is_printed(video: Path) -> None:
    """As with `| head -0`."""
    reading, writing = os.pipe()
    os.close(reading)
    process = _run(str(video), "--no-faces", stdout=writing)
    os.close(writing)
    assert process.communicate()[1] == ""
    assert process.returncode == 1


def test_nowhere_to_print(video: Path) -> None:
    with Path("/dev/full").open("w") as full:
        process = _run(str(video), "--no-faces", stdout=full)
        complaint = process.communicate()[1]
    assert complaint == "argus: cannot print: No space left on device\n"
    assert process.returncode == 2


def test_an_interrupted_film_is_whole_up_to_there(video: Path, tmp_path: Path) -> None:
    film = tmp_path / "seen.mp4"
    with patch.object(
        Pipeline, "process", autospec=True, side_effect=_interrupted_after(20)
    ):
        assert main([str(video), "--no-faces", "--annotate", str(film)]) == 130
    assert int(cv2.VideoCapture(str(film)).get(cv2.CAP_PROP_FRAME_COUNT)) == 20


def _interrupted_after(frames: int) -> Callable[..., Observation]:
    process = Pipeline.process
    seen = 0

    def look(pipeline: Pipeline, *arguments: Any) -> Observation:
        nonlocal seen
        if seen == frames:
            raise KeyboardInterrupt
        seen += 1
        return process(pipeline, *arguments)

    return look


def test_a_folder_is_no_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"argus: {tmp_path}: not a file\n"
