"""Events: what pages want to hear of, in order, kept for those who were away for a moment."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from graft.storage.database import Database
from graft.storage.tables import Event

KEPT = 2000
"""Older events are dropped: a page that missed more fetches everything anew."""
LOOK_SECONDS = 0.01
"""How often a :class:`Watch` looks, while anybody waits."""


def emit(session: Session, kind: str, project_id: str | None = None, **data: object) -> None:
    """Add an event; it is seen when the session commits."""
    row = Event(kind=kind, project_id=project_id, data={"kind": kind, "project_id": project_id, **data})
    session.add(row)
    session.flush()
    if row.id % 100 == 0:
        session.execute(delete(Event).where(Event.id < row.id - KEPT))


def last_id(session: Session) -> int:
    """The newest event's number; 0 where there is none."""
    return session.scalar(select(func.max(Event.id))) or 0


def since(session: Session, last: int, project_id: str | None) -> list[Event]:
    """Events after number ``last``: all, or the project's and those of no project."""
    query = select(Event).where(Event.id > last).order_by(Event.id)
    if project_id is not None:
        query = query.where((Event.project_id == project_id) | Event.project_id.is_(None))
    return list(session.scalars(query))


class Watch:
    """Wakes the threads of all open pages when there are new events.

    Other processes write events too, so somebody has to look: one thread does it for all, and only
    while somebody waits.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._changed = threading.Condition()
        self._newest = 0
        self._waiting = 0
        self._looking = False
        self.ended = False

    def end(self) -> None:
        """The server stops: nobody waits any longer."""
        with self._changed:
            self.ended = True
            self._changed.notify_all()

    @contextmanager
    def open(self) -> Iterator[None]:
        """Have someone look for as long as this lasts."""
        with self._changed:
            self._waiting += 1
            if not self._looking:
                self._looking = True
                threading.Thread(target=self._look, name="events", daemon=True).start()
        try:
            yield
        finally:
            with self._changed:
                self._waiting -= 1

    def wait(self, last: int, seconds: float) -> bool:
        """Wait for an event after number ``last``; False when ``seconds`` go by, or the server ends."""
        with self._changed:
            self._changed.wait_for(lambda: self.ended or self._newest > last, seconds)
            return self._newest > last

    def _look(self) -> None:
        with self._database.watching() as written:
            while self._look_once(written):
                time.sleep(LOOK_SECONDS)

    def _look_once(self, written: Callable[[], bool]) -> bool:
        """Tell those who wait what is newest, if that may have changed; False when nobody does."""
        newest = self._newest
        if written():
            with self._database.reading() as session:
                newest = last_id(session)
        with self._changed:
            if newest > self._newest:
                self._newest = newest
                self._changed.notify_all()
            self._looking = self._waiting > 0
            return self._looking
