"""The database: sessions, and the schema brought up to date.

SQLite in WAL mode. A writing session takes the write lock when it begins (``BEGIN IMMEDIATE``):
a transaction that reads first and writes later would fail at once, without waiting, whenever
another process wrote in between.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

from graft.storage.files import disk_errors

MIGRATIONS = Path(__file__).parent / "migrations"
_ALEMBIC = threading.Lock()
"""Alembic keeps its context in module globals: one thread at a time."""


class Database:
    """Sessions on one database, safe to share between threads."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = create_engine(url, pool_size=40)
        self._sqlite = make_url(url).get_backend_name() == "sqlite"
        if self._sqlite:
            _prepare_sqlite(self.engine)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that may write: committed on success, rolled back on any error."""
        with disk_errors(), Session(self.engine, expire_on_commit=False) as session:
            session.connection(execution_options={"graft_begin": "BEGIN IMMEDIATE"})
            yield session
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads, from one snapshot; it waits for no writer."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def watching(self) -> Iterator[Callable[[], bool]]:
        """Tells one thread whether anything may have been committed since it last asked; at first it may.

        Asking costs microseconds: SQLite counts the commits of all processes in shared memory. Other
        databases' answer is always yes.
        """
        if not self._sqlite:
            yield lambda: True
            return
        with contextlib.closing(self.engine.raw_connection()) as connection:
            seen = None

            def written() -> bool:
                nonlocal seen
                before, seen = seen, connection.cursor().execute("PRAGMA data_version").fetchone()
                return seen != before

            yield written

    def migrate(self) -> None:
        """Bring the schema up to date; harmless when it is, and when several processes try."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        options = {"graft_begin": "BEGIN IMMEDIATE"}
        with _ALEMBIC, self.engine.connect().execution_options(**options) as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _prepare_sqlite(engine: Engine) -> None:
    """Pragmas on every connection, and transactions that begin when they say so."""

    @event.listens_for(engine, "connect")
    def on_connect(connection, record) -> None:
        connection.isolation_level = None  # sqlite3 itself must not begin transactions
        for pragma in (
            "busy_timeout = 30000",
            "journal_mode = WAL",
            "synchronous = FULL",  # a commit survives the plug being pulled
            "foreign_keys = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("graft_begin", "BEGIN"))
