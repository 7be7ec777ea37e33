"""Runs: asking for a training, and what became of it."""

import secrets
from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from graft.datasets import projects
from graft.datasets.examples import find_all
from graft.datasets.tasks import SINGLE_LABEL
from graft.errors import (
    BadParameter,
    EmptyClass,
    NoClasses,
    RunInProgress,
    TooFewClasses,
    TooFewExamples,
    UnknownProject,
    UnknownRun,
    UnknownSource,
)
from graft.jobs import freezing, queue
from graft.storage.tables import Class, Example, Job, Project, Run, Version
from graft.training import parameters as strategies

STRATEGIES = tuple(strategies.STRATEGIES)
LEAST_EXAMPLES = 2
"""A class needs this many pictures: one to learn from and one that is not the same."""
WITHOUT_EXAMPLES = defer(Run.examples)
"""For queries of runs whose examples, megabytes where they are many, are not asked about."""


def request(
    session: Session,
    project: Project,
    backbone: str,
    strategy: str = "head",
    seed: int | None = None,
    parameters: Mapping[str, Any] | None = None,
    *,
    comparison: str | None = None,
) -> tuple[Run, Job]:
    """Freeze the project's examples as a run and put its training in the queue.

    ``comparison`` is the id of the one it is part of: such a training waits for all others, several
    may wait, and the version that it publishes is not made the current one.

    Raises:
        BadParameter: no such strategy, a seed outside 0…2³²−1, or a parameter outside its range.
        UnknownParameter, UnknownPreset: see :func:`graft.training.parameters.parse`.
        NoClasses, TooFewClasses, EmptyClass, TooFewExamples, LabelsMissing: the examples don't allow a
            training.
        RunInProgress: the project is being trained already.
    """
    given = strategies.parse(strategy, parameters or {})
    if seed is not None and not 0 <= seed < 2**32:
        raise BadParameter(f"A seed is a whole number from 0 to 4294967295. Received: {seed}.", seed=seed)
    running = queue.active(session, project.id, "train")
    if running is not None and comparison is None:
        raise RunInProgress(
            "This project is being trained already. Wait for it, or cancel it (on the command line: graft "
            f"cancel {project.name!r}) and train again.",
            job_id=running.id,
        )
    classes, examples = frozen(session, project)
    run = Run(
        project_id=project.id,
        job_id="",
        strategy=strategy,
        backbone=backbone,
        task=project.task,
        target=project.target,
        seed=secrets.randbelow(2**32) if seed is None else seed,
        parameters=strategies.as_json(given),
        classes=classes,
        examples=examples,
    )
    job = queue.submit(session, "compare" if comparison else "train", project.id, {})
    run.job_id = job.id
    session.add(run)
    session.flush()
    named = {"comparison": comparison} if comparison else {}
    job.payload = {"run_id": run.id, **named, **_source(session, project, given)}
    session.flush()
    return run, job


def _source(session: Session, project: Project, given: Any) -> dict[str, Any]:
    """``source``: the frozen examples of the project that a warm start begins on, if it names a project."""
    if not isinstance(given, strategies.WarmstartParameters):
        return {}
    if not given.source:
        raise UnknownSource(
            "The strategy warmstart begins on a similar project's pictures. Received: no source. Name a "
            "project, or a domain backbone that is an early checkpoint.",
            source="",
        )
    try:
        source = projects.find(session, given.source)
    except UnknownProject:
        return {}  # a domain backbone: the worker finds it
    if source.id == project.id:
        raise UnknownSource(
            f"A warm start begins on another project's pictures. Received: {source.name!r} itself.",
            source=given.source,
        )
    classes, examples = frozen(session, source)
    told = {"task": source.task, "target": source.target, "classes": classes, "examples": examples}
    return {"source": {"project": source.name, **told}}


def frozen(session: Session, project: Project) -> tuple[list[Any], list[Any]]:
    """Classes as ``[{"id", "name"}]`` and examples as ``[[id, sha256, class id, group, split]]``.

    Of several labels or a number the examples have one entry more; see :mod:`graft.jobs.freezing`.

    Raises:
        NoClasses, TooFewClasses, EmptyClass, TooFewExamples, LabelsMissing: they don't allow a training.
    """
    rows = session.scalars(
        select(Class)
        .where(Class.project_id == project.id, Class.removed_at.is_(None))
        .order_by(Class.position)
    )
    classes = [{"id": row.id, "name": row.name} for row in rows]
    if project.task != SINGLE_LABEL:
        classes, examples = freezing.freeze(session, project, classes)
        freezing.check(project, classes, examples)
        return classes, examples
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
    examples = [list(row) for row in session.execute(query)]
    _check(classes, examples)
    return classes, examples


def _check(classes: list[Any], examples: list[Any]) -> None:
    """Raise what :func:`frozen` documents."""
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
    run = session.get(Run, run_id, options=[WITHOUT_EXAMPLES])
    if run is None or run.project_id != project.id:
        raise UnknownRun(f"Project {project.name!r} has no run {run_id!r}.")
    return run


def mistakes(session: Session, run: Run) -> list[tuple[Example, tuple[int, int], dict[str, Any]]]:
    """What the run's head took for another class, the test's first, each ``part`` by how sure it was.

    Without what was removed since; of tasks without one class there are none.

    Returns:
        The example as it is now, its picture's width and height, and ``class_id``, ``said``,
        ``probability`` (see :func:`graft.training.evaluation.mistakes`) and ``part``.
    """
    found = run.mistakes or {}
    told = [{**row, "part": part} for part in ("test", "cross_validation") for row in found.get(part, ())]
    there = find_all(session, run.project_id, [row["example_id"] for row in told])
    return [(*there[key], row) for row in told if (key := row.pop("example_id")) in there]


def newest(session: Session, project: Project) -> list[dict[str, Any]]:
    """The project's runs as :func:`describe` tells them, newest first."""
    query = (
        select(Run, Job, Version)
        .join(Job, Job.id == Run.job_id)
        .outerjoin(Version, Version.run_id == Run.id)
        .where(Run.project_id == project.id)
        .order_by(Run.created_at.desc())
        .limit(200)
    )
    return [_told(*row) for row in session.execute(query.options(WITHOUT_EXAMPLES)).tuples()]


def describe(session: Session, run: Run) -> dict[str, Any]:
    """The run as JSON, with its job's state and the version it published."""
    version = session.scalars(select(Version).where(Version.run_id == run.id)).first()
    return _told(run, queue.get(session, run.job_id), version)


def _told(run: Run, job: Job, version: Version | None) -> dict[str, Any]:
    verdict = version.manifest.get("transfer") if version else None
    result = run.result or {}
    return {
        "id": run.id,
        "job_id": run.job_id,
        "strategy": run.strategy,
        "backbone": run.backbone,
        "seed": run.seed,
        "parameters": run.parameters,
        "history": run.history,
        "task": run.task,
        "target": run.target,
        "classes": run.classes,
        "status": job.status,
        "examples": run.example_count,
        "metrics": result.get("metrics"),
        "version": version and version.number,
        "error": job.error,
        "verdict": verdict,
        "seconds": result.get("seconds"),
        "created_at": run.created_at.isoformat(),
    }
