"""A journal on disk, and servers that can hold one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_socket

from custom_components.argus.journal import Journal

from . import mariadb, postgres
from .mariadb import Mariadb
from .postgres import Postgres


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """Return an open journal."""
    journal = Journal(tmp_path / "argus" / "argus.db")
    journal.open()
    yield journal
    journal.close()


@pytest.fixture(scope="module", params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest) -> Iterator[Postgres | Mariadb]:
    """Return a running server."""
    if request.param == "postgresql":
        pytest.importorskip("psycopg2", reason="psycopg2 is missing: scripts/setup")
        programs = postgres.binaries()
        if programs is None:
            pytest.skip("PostgreSQL is missing: scripts/setup as root, or postgresql")
        with postgres.cluster(programs) as server:
            yield server
    else:
        pytest.importorskip("pymysql", reason="PyMySQL is missing: scripts/setup")
        if not mariadb.is_installed():
            pytest.skip("MariaDB is missing: scripts/setup as root, or mariadb-server")
        # Its driver has no code in C, whose connections nobody watches.
        pytest_socket.enable_socket()
        with mariadb.running() as other:
            yield other


@pytest.fixture
def url(server: Postgres | Mariadb, request: pytest.FixtureRequest) -> str:
    """Return the URL of an empty database."""
    return server.url(request.node.originalname.removeprefix("test_")[:60])
