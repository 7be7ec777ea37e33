"""Examples: images in a project with their class, group and split."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from graft.datasets import classes, labels, projects
from graft.datasets.adding import (
    Added,
    NewExample,
    StoredImage,
    add,
    add_many,
    checked_split,
    count,
    living,
    store,
)
from graft.datasets.tasks import MULTI_LABEL, Target, check
from graft.errors import BadParameter, UnknownExample, UnknownImage
from graft.storage.tables import Class, Example, Image, Project, now

__all__ = [
    "Added",
    "NewExample",
    "Page",
    "StoredImage",
    "Target",
    "add",
    "add_many",
    "change",
    "find",
    "find_all",
    "image",
    "move",
    "page",
    "remove",
    "restore",
    "store",
]

LARGEST_PAGE = 200
"""Examples in one answer."""
_TOGETHER = 500
"""Ids in one statement; databases limit its parameters."""


@dataclass(frozen=True)
class Page:
    """Some of a list of examples."""

    items: list[Example]
    next: str | None
    """The cursor of the page after this one."""
    total: int
    sizes: dict[str, tuple[int, int]]
    """Width and height in pixels by SHA-256."""
    labels: dict[str, list[str]]
    """Class ids by example, where the task is several labels."""


def page(
    session: Session,
    project_id: str,
    *,
    class_id: str | None = None,
    split: str | None = None,
    labelled: bool | None = None,
    cursor: str | None = None,
    offset: int = 0,
    limit: int = 60,
) -> Page:
    """Examples, newest first: of one class, of one split ("auto": those whose split was not given), or all.

    ``labelled`` asks for those of which it is known what they show, or for the others.

    A cursor goes through all of them, whatever comes or goes meanwhile. An offset is for who looks at
    some place of the list as it is now; it counts from the cursor where there is one.

    Raises:
        UnknownProject: there is none, or it was removed.
        BadParameter: a split or cursor that is none, or a limit outside 1 … 200.
    """
    if not 1 <= limit <= LARGEST_PAGE:
        raise BadParameter(f"limit is 1 to {LARGEST_PAGE}. Received: {limit}.", parameter="limit")
    wanted = living(project_id)
    if class_id is not None:
        wanted &= labels.shows(projects.find(session, project_id).task, class_id)
    if split is not None:
        wanted &= Example.split.is_(None) if split == "auto" else Example.split == checked_split(split)
    if labelled is not None:
        known = labels.known(projects.find(session, project_id).task)
        wanted &= known if labelled else ~known
    before = wanted if cursor is None else wanted & (Example.number < _checked_cursor(cursor))
    # The images apart: joined, they would be looked up of everything that the offset leaves out too.
    query = select(Example).where(before).order_by(Example.number.desc()).limit(limit + 1).offset(offset)
    rows = session.scalars(query).all()
    items = list(rows[:limit])
    images = select(Image.sha256, Image.width, Image.height).where(
        Image.sha256.in_([row.sha256 for row in items])
    )
    return Page(
        items=items,
        next=str(items[-1].number) if len(rows) > limit else None,
        total=count(session, wanted),
        sizes={sha256: (width, height) for sha256, width, height in session.execute(images)},
        labels=labels.of(session, [row.id for row in items]),
    )


def find(session: Session, project_id: str, example_id: str) -> Example:
    """The example of that id.

    Raises:
        UnknownExample: the project has none, or it was removed.
    """
    row = session.get(Example, example_id)
    if row is None or row.project_id != project_id or row.removed_at is not None:
        raise UnknownExample(
            f"The project has no example of the id {example_id[:80]!r}: it may have been removed."
        )
    return row


def find_all(
    session: Session, project_id: str, ids: Sequence[str]
) -> dict[str, tuple[Example, tuple[int, int]]]:
    """Those of the examples that are still there, by id, with their pictures' width and height."""
    query = select(Example, Image.width, Image.height).join(Image, Image.sha256 == Example.sha256)
    query = query.where(living(project_id))
    found = [
        row for part in _parts(ids) for row in session.execute(query.where(Example.id.in_(part))).tuples()
    ]
    return {row.id: (row, (width, height)) for row, width, height in found}


def image(session: Session, sha256: str) -> Image:
    """The image's format and size.

    Raises:
        UnknownImage: no example ever showed it.
    """
    row = session.get(Image, sha256)
    if row is None:
        raise UnknownImage(f"No image {sha256[:80]!r} is stored here.")
    return row


def change(
    session: Session,
    project_id: str,
    example_id: str,
    *,
    class_id: str | None = None,
    split: str | Literal["keep"] | None = "keep",
    target: Target | None = None,
) -> Example:
    """Move an example to another class (none: it stays) or split (none: from its group's hash).

    ``target`` is what it shows where the task is a number or several labels (none: that stays).

    Raises:
        UnknownProject, UnknownExample, UnknownClass, BadParameter, WrongTask, BadValue: see
            :mod:`graft.errors`.
    """
    project = projects.hold(session, project_id)
    row = find(session, project_id, example_id)
    if target is not None:
        _relabel(session, project, row, target)
    if split != "keep":
        row.split = checked_split(split)
    if class_id is not None:
        check(project, Target(class_id=class_id))
        row.class_id = classes.find(session, project_id, class_id).id
    session.flush()
    projects.relabelled(session, project, "examples")
    return row


def _relabel(session: Session, project: Project, row: Example, target: Target) -> None:
    """Write what an example shows, where the task is a number or several labels."""
    check(project, target)
    row.value, row.none_of_these = target.value, target.none_of_these
    if project.task == MULTI_LABEL:
        ids = [classes.find(session, project.id, class_id).id for class_id in target.class_ids]
        labels.write(session, row.id, ids)


def remove(session: Session, project_id: str, ids: Sequence[str]) -> int:
    """Hide examples; how many there were to hide."""
    return _update(session, project_id, ids, Example.removed_at.is_(None), removed_at=now())


def restore(session: Session, project_id: str, ids: Sequence[str]) -> int:
    """Bring removed examples of living classes back; how many there were."""
    there = select(Class.id).where(Class.project_id == project_id, Class.removed_at.is_(None))
    gone = Example.removed_at.is_not(None) & (Example.class_id.is_(None) | Example.class_id.in_(there))
    return _update(session, project_id, ids, gone, removed_at=None)


def move(session: Session, project_id: str, ids: Sequence[str], class_id: str) -> int:
    """Move examples to another class; how many were not there yet.

    Raises:
        UnknownProject, UnknownClass, WrongTask: see :mod:`graft.errors`.
    """
    check(projects.find(session, project_id), Target(class_id=class_id))
    target = classes.find(session, project_id, class_id)
    elsewhere = Example.removed_at.is_(None) & (Example.class_id != target.id)
    return _update(session, project_id, ids, elsewhere, class_id=target.id)


def _update(
    session: Session, project_id: str, ids: Sequence[str], among: ColumnElement[bool], **values: object
) -> int:
    """Change those of ``ids`` that are ``among``; how many there were."""
    project = projects.hold(session, project_id)
    changed = 0
    for some in _parts(ids):
        wanted = (Example.project_id == project_id) & Example.id.in_(some) & among
        done = update(Example).where(wanted).values(**values).returning(Example.id)
        changed += len(session.scalars(done).all())
    if changed:
        projects.relabelled(session, project, "examples")
    return changed


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _TOGETHER):
        yield ids[start : start + _TOGETHER]


def _checked_cursor(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 18):
        raise BadParameter(
            f"A cursor is what an answer gave as next. Received: {cursor[:80]!r}. Begin without one.",
            parameter="cursor",
        )
    return int(cursor)
