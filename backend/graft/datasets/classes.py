"""Classes: a stable id under a name that can change."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from graft.datasets import labels, projects
from graft.datasets.names import clean_name, free_name
from graft.datasets.tasks import MULTI_LABEL, REGRESSION
from graft.errors import LimitReached, NameTaken, UnknownClass, WrongTask
from graft.settings import Settings
from graft.storage import events
from graft.storage.tables import Class, Example, Project, now


@dataclass(frozen=True)
class Counted:
    """A class and how many examples it has."""

    row: Class
    examples: int

    @property
    def color(self) -> int:
        """Index into the page's colours; it stays when other classes go."""
        return self.row.position


def all_of(session: Session, project_id: str) -> list[Counted]:
    """The project's classes in order, with their counts."""
    if session.get_one(Project, project_id).task == MULTI_LABEL:
        examples = labels.counts(session, project_id)
    else:
        mine = (Example.project_id == project_id) & Example.removed_at.is_(None)
        counts = select(Example.class_id, func.count()).where(mine).group_by(Example.class_id)
        examples = {row[0]: row[1] for row in session.execute(counts)}
    return [Counted(row, examples.get(row.id, 0)) for row in _living(session, project_id)]


def find(session: Session, project_id: str, class_id: str) -> Class:
    """The class of that id.

    Raises:
        UnknownClass: the project has none, or it was removed.
    """
    row = _find_any(session, project_id, class_id)
    if row.removed_at is not None:
        raise UnknownClass(f"The class {row.name!r} was removed: restore it first.", class_id=class_id)
    return row


def counted(session: Session, project_id: str, class_id: str) -> Counted:
    """The class of that id with its count.

    Raises:
        UnknownClass: the project has none, or it was removed.
    """
    row = find(session, project_id, class_id)
    shown = labels.shows(session.get_one(Project, project_id).task, row.id)
    mine = (Example.project_id == project_id) & Example.removed_at.is_(None) & shown
    return Counted(row, session.scalar(select(func.count()).select_from(Example).where(mine)) or 0)


def add(session: Session, settings: Settings, project_id: str, name: str) -> Class:
    """A new class, last in order.

    Raises:
        UnknownProject, BadName, LimitReached: see :mod:`graft.errors`.
        NameTaken: the project has a class of that name, in whatever case.
        WrongTask: the project predicts a number.
    """
    project = projects.hold(session, project_id)
    if project.task == REGRESSION:
        raise WrongTask(
            f"Project {project.name!r} predicts a number, so it has values and no classes. "
            f"Received: the class {name[:80]!r}. Give its pictures values, or make a project of classes.",
            task=project.task,
        )
    name = clean_name(name, "class")
    _check_name(session, project_id, name)
    if len(_living(session, project_id)) >= settings.classes:
        raise LimitReached(
            f"A project may have {settings.classes} classes, and this one has: remove one first.",
            limit=settings.classes,
        )
    last = session.scalar(select(func.max(Class.position)).where(Class.project_id == project_id))
    row = Class(project_id=project_id, name=name, position=0 if last is None else last + 1)
    session.add(row)
    session.flush()
    events.emit(session, "classes", project_id)
    return row


def find_or_add(session: Session, settings: Settings, project_id: str, name: str) -> Class:
    """The class of that name, in whatever case; added where there is none.

    Raises:
        UnknownProject, BadName, LimitReached: see :mod:`graft.errors`.
    """
    projects.hold(session, project_id)
    key = _key(clean_name(name, "class"))
    for row in _living(session, project_id):
        if _key(row.name) == key:
            return row
    return add(session, settings, project_id, name)


def rename(session: Session, project_id: str, class_id: str, name: str) -> Class:
    """Give the class another name; its id, examples and colour stay.

    Raises:
        UnknownProject, UnknownClass, BadName, NameTaken: see :mod:`graft.errors`.
    """
    projects.hold(session, project_id)
    row = find(session, project_id, class_id)
    name = clean_name(name, "class")
    _check_name(session, project_id, name, besides=row.id)
    row.name = name
    session.flush()
    events.emit(session, "classes", project_id)
    return row


def remove(session: Session, project_id: str, class_id: str) -> None:
    """Hide the class and its examples; one of several labels is taken off them, and they stay.

    Raises:
        UnknownProject, UnknownClass: see :mod:`graft.errors`.
    """
    project = projects.hold(session, project_id)
    row = find(session, project_id, class_id)
    row.removed_at = now()  # its examples bear the same time: that is how restoring knows them again
    _update_examples(session, row, Example.removed_at.is_(None), removed_at=row.removed_at)
    projects.relabelled(session, project, "classes")


def restore(session: Session, project_id: str, class_id: str) -> Class:
    """Bring a removed class back with the examples that went with it; harmless for one that is there.

    Where another class has its name by now, it comes back as ``rose 2``.

    Raises:
        UnknownProject, UnknownClass: see :mod:`graft.errors`.
    """
    project = projects.hold(session, project_id)
    row = _find_any(session, project_id, class_id)
    if row.removed_at is None:
        return row
    taken = {_key(other.name) for other in _living(session, project_id)}
    row.name = free_name(row.name, lambda name: _key(name) in taken)
    _update_examples(session, row, Example.removed_at == row.removed_at, removed_at=None)
    row.removed_at = None
    session.flush()
    projects.relabelled(session, project, "classes")
    return row


def _update_examples(
    session: Session, row: Class, among: ColumnElement[bool], *, removed_at: datetime | None
) -> None:
    mine = (Example.project_id == row.project_id) & (Example.class_id == row.id) & among
    session.execute(update(Example).where(mine).values(removed_at=removed_at))


def _living(session: Session, project_id: str) -> list[Class]:
    living = select(Class).where(Class.project_id == project_id, Class.removed_at.is_(None))
    return list(session.scalars(living.order_by(Class.position)))


def _find_any(session: Session, project_id: str, class_id: str) -> Class:
    row = session.get(Class, class_id)
    if row is None or row.project_id != project_id:
        raise UnknownClass(f"The project has no class of the id {class_id[:80]!r}.", class_id=class_id[:80])
    return row


def _key(name: str) -> str:
    """Equal for names that a person would take for the same."""
    return unicodedata.normalize("NFC", name.casefold())


def _check_name(session: Session, project_id: str, name: str, besides: str = "") -> None:
    for row in _living(session, project_id):
        if _key(row.name) == _key(name) and row.id != besides:
            raise NameTaken(
                f"Each class has a name of its own, and the project has {row.name!r}: choose another.",
                name=row.name,
                class_id=row.id,
            )
