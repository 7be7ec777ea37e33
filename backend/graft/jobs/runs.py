"""Runs: asking for a training, and what became of it."""

import secrets
from collections import Counter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from graft.datasets.tasks import SINGLE_LABEL
from graft.errors import (
    BadParameter,
    EmptyClass,
    NoClasses,
    RunInProgress,
    TooFewClasses,
    TooFewExamples,
    UnknownRun,
)
from graft.jobs import frozen, queue
from graft.storage.tables import Class, Example, Job, Project, Run, Version

STRATEGIES = ("head",)
LEAST_EXAMPLES = 2
"""A class needs this many pictures: one to learn from and one that is not the same."""


def request(
    session: Session, project: Project, backbone: str, strategy: str = "head", seed: int | None = None
) -> tuple[Run, Job]:
    """Freeze the project's examples as a run and put its training in the queue.

    Raises:
        BadParameter: no such strategy, or a seed outside 0…2³²−1.
        NoClasses, TooFewClasses, EmptyClass, TooFewExamples, LabelsMissing: the examples don't allow a
            training.
        RunInProgress: the project is being trained already.
    """
    if strategy not in STRATEGIES:
        raise BadParameter(
            f"A strategy is one of {', '.join(STRATEGIES)}. Received: {strategy!r}.", strategy=strategy
        )
    if seed is not None and not 0 <= seed < 2**32:
        raise BadParameter(f"A seed is a whole number from 0 to 4294967295. Received: {seed}.", seed=seed)
    running = queue.active(session, project.id, "train")
    if running is not None:
        raise RunInProgress(
            "This project is being trained already. Wait for it, or cancel it and train again.",
            job_id=running.id,
        )
    classes, examples = _frozen(session, project)
    if project.task == SINGLE_LABEL:
        _check(classes, examples)
    else:
        frozen.check(project, classes, examples)
    run = Run(
        project_id=project.id,
        job_id="",
        strategy=strategy,
        backbone=backbone,
        task=project.task,
        target=project.target,
        seed=secrets.randbelow(2**32) if seed is None else seed,
        classes=classes,
        examples=examples,
    )
    job = queue.submit(session, "train", project.id, {})
    run.job_id = job.id
    session.add(run)
    session.flush()
    job.payload = {"run_id": run.id}
    session.flush()
    return run, job


def _frozen(session: Session, project: Project) -> tuple[list[Any], list[Any]]:
    """Classes as ``[{"id", "name"}]`` and examples as ``[[id, sha256, class id, group, split]]``."""
    rows = session.scalars(
        select(Class)
        .where(Class.project_id == project.id, Class.removed_at.is_(None))
        .order_by(Class.position)
    )
    classes = [{"id": row.id, "name": row.name} for row in rows]
    if project.task != SINGLE_LABEL:
        return frozen.freeze(session, project, classes)
    columns = (Example.id, Example.sha256, Example.class_id, Example.group, Example.split)
    query = (
        select(*columns)
        .where(
            Example.project_id == project.id,
            Example.removed_at.is_(None),
            Example.class_id.in_([row["id"] for row in classes]),
        )
        .order_by(Example.number)
    )
    return classes, [list(row) for row in session.execute(query)]


def _check(classes: list[Any], examples: list[Any]) -> None:
    """Raise what :func:`request` documents when the examples don't allow a training."""
    if not classes:
        raise NoClasses(
            "A project needs two classes before it can be trained. It has none: add two, with pictures."
        )
    counts = Counter(row[2] for row in examples)
    if len(classes) < 2:
        raise TooFewClasses(
            f"A project needs two classes before it can be trained. "
            f"It has one, {classes[0]['name']!r}: add another.",
            classes=classes,
        )
    empty = [row for row in classes if not counts[row["id"]]]
    if empty:
        names = ", ".join(repr(row["name"]) for row in empty[:5])
        raise EmptyClass(
            f"Every class needs pictures. Without any: {names}. Add pictures, or remove the class.",
            classes=empty,
        )
    few = [row for row in classes if counts[row["id"]] < LEAST_EXAMPLES]
    if few:
        names = ", ".join(repr(row["name"]) for row in few[:5])
        raise TooFewExamples(
            f"Every class needs {LEAST_EXAMPLES} pictures or more. With only one: {names}. Add some.",
            classes=few,
        )


def get(session: Session, project: Project, run_id: str) -> Run:
    """The project's run.

    Raises:
        UnknownRun: there is none of that id.
    """
    run = session.get(Run, run_id)
    if run is None or run.project_id != project.id:
        raise UnknownRun(f"Project {project.name!r} has no run {run_id!r}.")
    return run


def newest(session: Session, project: Project) -> list[Run]:
    """The project's runs, newest first."""
    query = select(Run).where(Run.project_id == project.id).order_by(Run.created_at.desc()).limit(200)
    return list(session.scalars(query))


def describe(session: Session, run: Run) -> dict[str, Any]:
    """The run as JSON, with its job's state and the version it published."""
    job = queue.get(session, run.job_id)
    version = session.scalars(select(Version.number).where(Version.run_id == run.id)).first()
    result = run.result or {}
    return {
        "id": run.id,
        "job_id": run.job_id,
        "strategy": run.strategy,
        "backbone": run.backbone,
        "seed": run.seed,
        "task": run.task,
        "target": run.target,
        "classes": run.classes,
        "status": job.status,
        "examples": len(run.examples),
        "metrics": result.get("metrics"),
        "version": version,
        "error": job.error,
        "seconds": result.get("seconds"),
        "created_at": run.created_at.isoformat(),
    }
