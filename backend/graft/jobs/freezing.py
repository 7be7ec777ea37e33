"""What a run of a number or of several labels freezes, and whether it can be trained on."""

from collections import Counter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from graft.datasets import labels
from graft.datasets.tasks import MULTI_LABEL
from graft.errors import EmptyClass, LabelsMissing, NoClasses, TooFewExamples
from graft.storage.tables import Example, Project

TOLD = 5
"""Names of pictures in a sentence."""


def freeze(session: Session, project: Project, classes: list[Any]) -> tuple[list[Any], list[Any]]:
    """Classes, and the examples as :func:`read` gives them.

    Raises:
        LabelsMissing: of some nobody said yet what they show.
    """
    rows = read(session, project)
    missing = [row[0] for row in rows if row[5] is None]
    if missing:
        raise _labels_missing(session, project, missing, len(rows))
    return classes, rows


def read(session: Session, project: Project) -> list[Any]:
    """The examples as ``[[id, sha256, "", group, split, value or class ids]]``.

    The last is none where nobody said yet what the picture shows.
    """
    query = select(Example).where(Example.project_id == project.id, Example.removed_at.is_(None))
    rows = list(session.scalars(query.order_by(Example.number)))
    if project.task == MULTI_LABEL:
        shown = labels.of_project(session, project.id)
        found: dict[str, Any] = {row.id: shown.get(row.id, [] if row.none_of_these else None) for row in rows}
    else:
        found = {row.id: row.value for row in rows}
    return [[row.id, row.sha256, "", row.group, row.split, found[row.id]] for row in rows]


def check(project: Project, classes: list[Any], examples: list[Any]) -> None:
    """Whether there is something to learn at all; the training itself looks closer.

    Raises:
        TooFewExamples, NoClasses, EmptyClass: there is not.
    """
    if len(examples) < 2:
        raise TooFewExamples(
            f"A project needs pictures before it can be trained. It has {len(examples)}: add some."
        )
    if project.task != MULTI_LABEL:
        return
    if not classes:
        raise NoClasses(
            "A project needs a class before it can be trained. It has none: add one, and say which pictures "
            "show it."
        )
    counts = Counter(class_id for row in examples for class_id in row[5])
    empty = [row for row in classes if not counts[row["id"]]]
    if empty:
        names = ", ".join(repr(row["name"]) for row in empty[:TOLD])
        raise EmptyClass(
            f"Every class needs pictures that show it. Without any: {names}. Add some, or remove the class.",
            classes=empty,
        )


def _labels_missing(session: Session, project: Project, missing: list[str], total: int) -> LabelsMissing:
    first = [session.get_one(Example, example) for example in missing[:TOLD]]
    names = ", ".join(repr(row.file_name or row.id) for row in first)
    if project.task == MULTI_LABEL:
        rule, cure = "the classes it shows, or the word that it shows none of these", "Say it of them"
    else:
        rule, cure = "a value", "Give them one"
    return LabelsMissing(
        f"Every picture needs {rule}. {len(missing)} of {total} have none: {names}"
        f"{' …' if len(missing) > TOLD else ''}. {cure}, or remove them.",
        examples=missing[:200],
    )
