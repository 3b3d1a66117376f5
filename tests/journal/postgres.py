"""A real PostgreSQL of the tests' own: nothing of it is left when it stops."""

from collections.abc import Iterator
from contextlib import contextmanager
import os
from pathlib import Path
import shutil
import subprocess
import tempfile
from typing import Final

from .server_user import unprivileged

PASSWORD: Final = "pass%40word"
"""As it stands in a URL."""


class Postgres:
    """A cluster in a folder, reached through a socket in it."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        """Prepare a new cluster in an empty folder."""
        self._binaries = binaries
        self._folder = folder
        self._user = unprivileged("postgres")
        if self._user is not None:
            os.chown(folder, self._user.pw_uid, self._user.pw_gid)
        password = folder / "password"
        password.write_text(PASSWORD.replace("%40", "@"))
        password.chmod(0o644)
        self._run(
            "initdb",
            *("-U", "argus", "-A", "scram-sha-256", "--pwfile", str(password)),
            *("-E", "UTF8", "--locale", "C.UTF-8", "--no-sync", "-D", "data"),
        )

    def url(self, database: str) -> str:
        """Return the URL of a new database."""
        self._run(
            "createdb",
            *("-h", str(self._folder), "-U", "argus", database),
            PGPASSWORD=PASSWORD.replace("%40", "@"),
        )
        return f"postgresql://argus:{PASSWORD}@/{database}?host={self._folder}"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = f"-c listen_addresses= -c fsync=off -k {self._folder}"
        self._run(
            "pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "-s", "start"
        )

    def stop(self) -> None:
        """Stop the server as a crash of it would."""
        self._run("pg_ctl", "-D", "data", "-w", "-m", "immediate", "-s", "stop")

    def _run(self, program: str, *arguments: str, **environment: str) -> None:
        subprocess.run(
            [self._binaries / program, *arguments],
            cwd=self._folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **environment},
            user=None if self._user is None else self._user.pw_uid,
            group=None if self._user is None else self._user.pw_gid,
            extra_groups=None if self._user is None else [],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            check=True,
            timeout=60,
        )


def binaries() -> Path | None:
    """Return where PostgreSQL's programs are, None if they are not on this machine."""
    for folder in [
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True),
        Path(shutil.which("initdb") or "").parent,
    ]:
        if (folder / "initdb").is_file() and (folder / "pg_ctl").is_file():
            return folder
    return None


@contextmanager
def cluster(programs: Path) -> Iterator[Postgres]:
    """Run a server of its own."""
    with tempfile.TemporaryDirectory(prefix="argus-postgres-") as folder:
        server = Postgres(programs, Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()
