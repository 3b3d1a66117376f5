"""Tests of pictures as files."""

from datetime import UTC, datetime
import os
from pathlib import Path
import random
import signal
import subprocess
import sys
import time

import pytest

from custom_components.argus.incidents.moment_files import MomentFiles
from custom_components.argus.incidents.snapshot_files import ORPHAN_AGE, SnapshotFiles

from ..journal.incident_maker import incident

NOON = datetime(2026, 11, 23, 12, 30, 5, tzinfo=UTC)

WRITER = """
from pathlib import Path
import sys
from types import ModuleType

# The pictures alone, without Home Assistant's integrations, start fast.
package = sys.modules["custom_components.argus"] = ModuleType("argus")
package.__path__ = [str(Path("custom_components/argus").resolve())]

from custom_components.argus.incidents.snapshot_files import SnapshotFiles

snapshots = SnapshotFiles(Path(sys.argv[1]), Path(sys.argv[2]))
picture = b"\\xff\\xd8" + bytes(3_000_000) + b"\\xff\\xd9"
print("ready", flush=True)
for number in range(100000):
    # Some are new, some take the place of an older one.
    path = f"argus/shop/2026-11-23/12-00-00_face_01KAR0000000000000000000A{number % 7}.jpg"
    snapshots.write(path, picture, picture[:500_000] + b"\\xff\\xd9")
"""


@pytest.fixture
def snapshots(tmp_path: Path) -> SnapshotFiles:
    """Return the pictures of a house."""
    return SnapshotFiles(tmp_path / "media", tmp_path / "config" / "thumbnails")


def put(snapshots: SnapshotFiles, number: int) -> str:
    """Write the picture of an incident."""
    path = snapshots.path_of(incident(number), NOON)
    snapshots.write(path, b"picture", b"small")
    return path


def test_links_are_replaced_and_deleted_and_never_what_they_lead_to(
    snapshots: SnapshotFiles, tmp_path: Path
) -> None:
    """Not even where that is the picture of another incident."""
    other, mine = put(snapshots, 1), put(snapshots, 2)
    for target in (tmp_path / "precious.jpg", snapshots.absolute(other)):
        target.write_bytes(b"precious")
        link = tmp_path / "media" / mine
        link.parent.mkdir(parents=True, exist_ok=True)
        for act in (
            lambda: snapshots.write(mine, b"new"),
            lambda: snapshots.delete([mine]),
        ):
            link.unlink(missing_ok=True)
            link.symlink_to(target)
            act()
            assert target.read_bytes() == b"precious"
            assert not link.is_symlink()


def test_moments_in_a_linked_folder_are_left_alone(tmp_path: Path) -> None:
    """The link goes with the incident; nothing beyond it is read, written or deleted."""
    moments = MomentFiles(tmp_path / "moments")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "1.jpg").write_bytes(b"precious")
    (tmp_path / "moments").mkdir()
    link = tmp_path / "moments" / "A"
    link.symlink_to(elsewhere)
    for act in (lambda: moments.path("A", 1), lambda: moments.write("A", 1, b"new")):
        with pytest.raises(ValueError, match="leads out"):
            act()
    moments.delete_moments("A", [1])
    moments.delete(["A"])
    assert (elsewhere / "1.jpg").read_bytes() == b"precious"
    assert not link.is_symlink()


def test_where_pictures_lie(snapshots: SnapshotFiles, tmp_path: Path) -> None:
    """By camera and day, named by time and what it was about; the thumbnail by the incident alone."""
    path = put(snapshots, 1)
    assert path == f"argus/shop/2026-11-23/12-30-05_face_{incident(1).id}.jpg"
    assert (tmp_path / "media" / path).read_bytes() == b"picture"
    assert snapshots.thumbnail(incident(1).id).read_bytes() == b"small"
    long = snapshots.path_of(incident(1, name="é/../" * 50), NOON)
    assert len(long) < 200
    assert ".." not in long


def test_deleting(snapshots: SnapshotFiles, tmp_path: Path) -> None:
    """Picture and thumbnail go, the empty day goes, other pictures stay, what is gone is no error."""
    one, other = put(snapshots, 1), put(snapshots, 2)
    snapshots.delete([one, one, "argus/../../etc/passwd"])
    assert not snapshots.thumbnail(incident(1).id).exists()
    assert snapshots.thumbnail(incident(2).id).exists()
    assert (tmp_path / "media" / other).exists()
    snapshots.delete([other])
    assert list((tmp_path / "media" / "argus" / "shop").iterdir()) == []
    assert snapshots.are_there()


def test_a_replaced_picture_leaves_the_thumbnail(snapshots: SnapshotFiles) -> None:
    """The thumbnail is the new picture's."""
    path = put(snapshots, 1)
    snapshots.delete_replaced(path)
    assert not snapshots.absolute(path).exists()
    assert snapshots.thumbnail(incident(1).id).exists()


def test_strays(snapshots: SnapshotFiles, tmp_path: Path) -> None:
    """Old pictures and thumbnails that are nobody's are named, rests of writing go; the user's own files are neither."""
    known, old, new = (put(snapshots, number) for number in (1, 2, 3))
    mine = tmp_path / "media" / "argus" / "shop" / "2026-11-23" / "mine.jpg"
    rest = mine.with_name("tmp1234.tmp")
    mine.write_bytes(b"mine")
    rest.write_bytes(b"half")
    hours_ago = time.time() - ORPHAN_AGE - 60
    for file in (
        *(snapshots.absolute(path) for path in (known, old)),
        *(snapshots.thumbnail(incident(number).id) for number in (1, 2)),
        mine,
        rest,
    ):
        os.utime(file, (hours_ago, hours_ago))
    before = time.time() - ORPHAN_AGE
    assert snapshots.find_strays({known}, before) == [(incident(2).id, old)]
    assert snapshots.stray_thumbnails({incident(1).id}, before) == [incident(2).id]
    snapshots.delete_unfinished(before)
    assert not rest.exists()
    snapshots.delete_thumbnails([incident(2).id, "../x"])
    assert not snapshots.thumbnail(incident(2).id).exists()
    for path in (known, old, new):
        assert snapshots.absolute(path).exists()
    assert snapshots.size(known) == len(b"picture" + b"small")
    assert snapshots.size(old) == len(b"picture")
    assert mine.exists()


def test_whether_there_is_room(snapshots: SnapshotFiles, tmp_path: Path) -> None:
    """It is tried with something as large as a picture, of which nothing stays."""
    assert snapshots.can_be_written()
    assert list((tmp_path / "media" / "argus").iterdir()) == []
    (tmp_path / "media" / "argus").rmdir()
    (tmp_path / "media" / "argus").write_text("in the way")
    assert not snapshots.can_be_written()


def test_missing(snapshots: SnapshotFiles) -> None:
    """A picture that is gone, or that never was one of ours, is told."""
    path = put(snapshots, 1)
    known = [("a", path), ("b", path + "x"), ("c", "../../etc/passwd")]
    assert snapshots.find_missing(known) == known[1:]


@pytest.mark.parametrize(
    "path", ["../x.jpg", "argus/../../x.jpg", "/etc/passwd", "other/x.jpg", "argus\0x"]
)
def test_no_way_out(snapshots: SnapshotFiles, path: str) -> None:
    """A path from a database that was tampered with leads nowhere else."""
    with pytest.raises(ValueError):
        snapshots.write(path, b"")
    with pytest.raises(ValueError):
        snapshots.thumbnail(path)


def test_a_picture_is_there_whole_or_not_at_all(
    snapshots: SnapshotFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fails in the middle leaves the old picture and no rest."""
    path = put(snapshots, 1)

    def fail(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        snapshots.write(path, b"new")
    assert snapshots.absolute(path).read_bytes() == b"picture"
    assert len(list(snapshots.absolute(path).parent.iterdir())) == 1


def test_kill_in_the_middle_of_writing(
    snapshots: SnapshotFiles, tmp_path: Path
) -> None:
    """Every picture that is there is whole; what is left of others goes."""
    media, thumbnails = tmp_path / "media", tmp_path / "config" / "thumbnails"
    rng = random.Random(5)
    for _ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(media), str(thumbnails)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(rng.uniform(0.05, 0.3))
            process.send_signal(signal.SIGKILL)
        pictures = [*media.rglob("*.jpg"), *thumbnails.rglob("*.jpg")]
        assert pictures
        for picture in pictures:
            content = picture.read_bytes()
            assert content[:2] == b"\xff\xd8"
            assert content[-2:] == b"\xff\xd9"
            assert len(content) in {3_000_004, 500_002}
    known = {path.relative_to(media).as_posix() for path in media.rglob("*.jpg")}
    snapshots.delete_unfinished(time.time() + 1)
    assert not [*media.rglob("*.tmp"), *thumbnails.rglob("*.tmp")]
    assert {p.relative_to(media).as_posix() for p in media.rglob("*.jpg")} == known
