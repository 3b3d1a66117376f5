"""What was counted survives a power cut; kills are among the tests of the database."""

from pathlib import Path
import random
import shutil

from custom_components.argus.journal import Journal

from .test_tally import IN, cross, read


def test_the_plug_pulled_at_any_byte_of_a_commit(tmp_path: Path) -> None:
    """However much of a commit reached the disk, the file opens with all that was committed before it."""
    database = tmp_path / "argus.db"
    log = Path(f"{database}-wal")
    journal = Journal(database)
    journal.open()
    written = [log.stat().st_size if log.exists() else 0]
    for _ in range(6):
        cross(journal, [IN])
        written.append(log.stat().st_size)
    assert written == sorted(set(written)), "each commit is appended"
    # Copied while it is open: closing would move the log into the file.
    file, whole = database.read_bytes(), log.read_bytes()
    journal.close()
    rng = random.Random(5)
    for counted in range(1, 6):
        cuts = {rng.randrange(written[counted], written[counted + 1]) for _ in range(4)}
        for cut in sorted({written[counted], written[counted + 1] - 1, *cuts}):
            torn = tmp_path / f"torn_{cut}"
            torn.mkdir()
            (torn / "argus.db").write_bytes(file)
            (torn / "argus.db-wal").write_bytes(whole[:cut])
            again = Journal(torn / "argus.db")
            again.open()
            assert again.set_aside is None
            assert read(again).total_in == counted
            cross(again, [IN])
            assert read(again).total_in == counted + 1
            again.close()
            shutil.rmtree(torn)


def test_a_commit_waits_for_the_disk(journal: Journal) -> None:
    """What is shown was handed to the disk, not only to the system: a kill would not tell the difference."""
    flushed = journal.run(
        lambda session: (
            session.connection().exec_driver_sql("PRAGMA synchronous").scalar()
        )
    )
    assert flushed == 2, "FULL"
