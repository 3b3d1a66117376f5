"""A real MariaDB of the tests' own: nothing of it is left when it stops."""

from collections.abc import Iterator
from contextlib import contextmanager
import os
from pathlib import Path
import shutil
import socket
import subprocess
import tempfile
import time
from typing import Any, Final

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from .postgres import PASSWORD
from .server_user import unprivileged

START: Final = 60
"""Seconds in which a server has to answer."""
DRIVER: Final = "mysql+pymysql"
"""What is pure Python; Home Assistant's own image brings mysqlclient, which takes the same arguments."""


_PATH: Final = f"{os.environ['PATH']}:/usr/sbin"


class Mariadb:
    """A server in a folder, reached over the loopback interface: tests may open no Unix sockets themselves."""

    def __init__(self, folder: Path) -> None:
        """Prepare a new server in an empty folder."""
        self._folder = folder
        self._user = unprivileged("mysql")
        if self._user is not None:
            os.chown(folder, self._user.pw_uid, self._user.pw_gid)
        self._process: subprocess.Popen[bytes] | None = None
        self._port: int | None = None
        users = folder / "users.sql"
        users.write_text(
            "CREATE USER IF NOT EXISTS argus@127.0.0.1 IDENTIFIED BY 'pass@word';\n"
            "GRANT ALL ON *.* TO argus@127.0.0.1;\n"
        )
        users.chmod(0o644)
        subprocess.run(
            [
                *("mariadb-install-db", "--no-defaults", f"--datadir={folder}/data"),
                *("--auth-root-authentication-method=normal", "--skip-test-db"),
                "--innodb-flush-method=nosync",
            ],
            check=True,
            timeout=120,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            **self._as_user(),
        )

    def url(self, database: str) -> str:
        """Return the URL of a new database."""
        self._ask(f"CREATE DATABASE {database}")
        return f"{self._address}/{database}"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        port = self._port = self._port or _free_port()
        self._process = subprocess.Popen(
            [
                *("mariadbd", "--no-defaults", f"--datadir={self._folder}/data"),
                *(f"--port={port}", "--bind-address=127.0.0.1", "--skip-name-resolve"),
                *(f"--socket={self._folder}/socket", f"--pid-file={self._folder}/pid"),
                *(f"--init-file={self._folder}/users.sql",),
                *("--innodb-flush-method=nosync", "--innodb-buffer-pool-size=32M"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=(self._folder / "log").open("ab"),
            **self._as_user(),
        )
        end = time.monotonic() + START
        while True:
            try:
                self._ask("SELECT 1")
            except OperationalError:
                if time.monotonic() > end or self._process.poll() is not None:
                    self.stop()
                    raise
                time.sleep(0.1)
            else:
                return

    def stop(self) -> None:
        """Stop the server as a crash of it would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    @property
    def _address(self) -> str:
        return f"{DRIVER}://argus:{PASSWORD}@127.0.0.1:{self._port}"

    def _ask(self, statement: str) -> None:
        engine = create_engine(self._address, poolclass=NullPool)
        with engine.begin() as connection:
            connection.execute(text(statement))

    def _as_user(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "cwd": self._folder,
            "env": {"PATH": _PATH, "LC_ALL": "C.UTF-8"},
            "stdin": subprocess.DEVNULL,
        }
        if self._user is not None:
            found |= {"user": self._user.pw_uid, "group": self._user.pw_gid}
            found["extra_groups"] = []
        return found


def is_installed() -> bool:
    """Return whether MariaDB's programs are on this machine."""
    return all(
        shutil.which(program, path=_PATH) is not None
        for program in ("mariadbd", "mariadb-install-db", "my_print_defaults")
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running() -> Iterator[Mariadb]:
    """Run a server of its own."""
    with tempfile.TemporaryDirectory(prefix="argus-mariadb-") as folder:
        server = Mariadb(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()
