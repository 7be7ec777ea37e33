"""Events: what pages want to hear of, in order, kept for those who were away for a moment."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from graft.storage.tables import Event

KEPT = 2000
"""Older events are dropped: a page that missed more fetches everything anew."""


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
