"""Several labels: which classes each example shows."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, delete, exists, func, select, true
from sqlalchemy.orm import Session

from graft.datasets.tasks import MULTI_LABEL, REGRESSION
from graft.storage.tables import Class, Example, Label

_TOGETHER = 500
"""Ids in one statement; databases limit its parameters."""


def of(session: Session, example_ids: Sequence[str]) -> dict[str, list[str]]:
    """The living classes of each example, in the classes' order; examples without any are left out."""
    found: dict[str, list[str]] = {}
    for start in range(0, len(example_ids), _TOGETHER):
        query = (
            select(Label.example_id, Label.class_id)
            .join(Class, Class.id == Label.class_id)
            .where(Label.example_id.in_(example_ids[start : start + _TOGETHER]), Class.removed_at.is_(None))
            .order_by(Class.position)
        )
        for example_id, class_id in session.execute(query).tuples():
            found.setdefault(example_id, []).append(class_id)
    return found


def of_project(session: Session, project_id: str) -> dict[str, list[str]]:
    """The same for every example of a project."""
    query = (
        select(Label.example_id, Label.class_id)
        .join(Class, Class.id == Label.class_id)
        .where(Class.project_id == project_id, Class.removed_at.is_(None))
        .order_by(Class.position)
    )
    found: dict[str, list[str]] = {}
    for example_id, class_id in session.execute(query).tuples():
        found.setdefault(example_id, []).append(class_id)
    return found


def write(session: Session, example_id: str, class_ids: Iterable[str]) -> None:
    """Make these the example's classes, and no others."""
    session.flush()
    session.execute(delete(Label).where(Label.example_id == example_id))
    session.add_all(Label(example_id=example_id, class_id=class_id) for class_id in dict.fromkeys(class_ids))
    session.flush()


def shows(task: str, class_id: str) -> ColumnElement[bool]:
    """True of the examples that show the class, in a project of that task."""
    if task == MULTI_LABEL:
        return exists().where(Label.example_id == Example.id, Label.class_id == class_id)
    return Example.class_id == class_id


def known(task: str) -> ColumnElement[bool]:
    """True of the examples of which it is known what they show, in a project of that task."""
    if task == REGRESSION:
        return Example.value.is_not(None)
    if task == MULTI_LABEL:
        living = Class.id == Label.class_id, Class.removed_at.is_(None)
        return Example.none_of_these | exists().where(Label.example_id == Example.id, *living)
    return true()


def counts(session: Session, project_id: str) -> dict[str, int]:
    """How many living examples show each class."""
    query = (
        select(Label.class_id, func.count())
        .join(Example, Example.id == Label.example_id)
        .where(Example.project_id == project_id, Example.removed_at.is_(None))
        .group_by(Label.class_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}
