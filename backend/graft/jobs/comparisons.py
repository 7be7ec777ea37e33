"""Comparisons: several trainings on one frozen list of examples, with one seed, side by side.

A comparison is a set of runs that were asked for together, each a job of its own: so one that fails
leaves the others alone, a kill costs the one that ran at most, and whatever can be trained can be
compared. Each publishes a version, with its proof and evaluation, that is not made the current one:
using the best is then one step back or forward, as with any version.
"""

import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from graft.backbones import catalogue
from graft.datasets.tasks import REGRESSION
from graft.errors import (
    BadParameter,
    ComparisonInProgress,
    NothingToCompare,
    TooFewToCompare,
    UnknownComparison,
)
from graft.jobs import queue, runs
from graft.jobs.leaderboard import Entry, standings
from graft.settings import Settings
from graft.storage.tables import Job, Project, Run, Version, new_id
from graft.training.parameters import compared
from graft.training.splits import ExampleRef, read_examples, read_rows
from graft.training.tested import INTERVALS, MEASURES, groups, tested

MOST = 48
"""Combinations in one comparison."""
LEAST_TESTED = 10
"""Test pictures below which no difference could be told: ten against none has p = 0.002, four 0.13."""


def request(
    session: Session,
    settings: Settings,
    project: Project,
    strategies: Sequence[str],
    backbones: Sequence[str],
    seed: int | None = None,
) -> str:
    """Put a training of every combination in the queue; the comparison's id.

    Raises:
        NothingToCompare: fewer than two combinations.
        BadParameter: more than 48 of them, no such strategy, or a seed outside 0…2³²−1.
        UnknownBackbone, WeightsAbsent: one of the backbones can't be used.
        TooFewToCompare: too few pictures are held out for the test.
        NoClasses, TooFewClasses, EmptyClass, TooFewExamples: the examples don't allow a training.
        ComparisonInProgress: the project's last comparison is not done.
        LabelsMissing: of some pictures it is not known what they show.
    """
    strategies, backbones = list(dict.fromkeys(strategies)), list(dict.fromkeys(backbones))
    _check_count(len(strategies) * len(backbones))
    rows = [catalogue.find(name, settings) for name in backbones]
    for row in rows:
        catalogue.weights_path(row, settings)
    active = queue.active(session, project.id, "compare")
    if active is not None:
        raise ComparisonInProgress(
            "This project's trainings are being compared already. Wait for that, or cancel it first.",
            comparison=active.payload["comparison"],
        )
    _check_test(project.task, *runs.frozen(session, project))
    comparison = new_id()
    seed = secrets.randbelow(2**32) if seed is None else seed
    for strategy in strategies:
        for row in rows:
            given = compared(strategy)
            runs.request(session, project, row.name, strategy, seed, given, comparison=comparison)
    return comparison


def _check_count(count: int) -> None:
    if count < 2:
        raise NothingToCompare(
            "A comparison is of two combinations of strategy and backbone or more. "
            f"Received: {count}. Name another backbone or strategy.",
            combinations=count,
        )
    if count > MOST:
        raise BadParameter(
            f"A comparison is of {MOST} combinations or fewer. Received: {count}. Compare in parts.",
            combinations=count,
        )


def _check_test(task: str, classes: list[Any], rows: list[Any]) -> None:
    count = len(_tested_groups(task, classes, read_rows(task, rows)))
    if count < LEAST_TESTED:
        what = "test pictures of different things" if task == REGRESSION else "test pictures"
        raise TooFewToCompare(
            f"A comparison needs {LEAST_TESTED} {what} or more, or luck decides. This project has "
            f"{count}: about a fifth of its pictures is held out, so add some.",
            examples=count,
            least=LEAST_TESTED,
        )


def _tested_groups(task: str, classes: list[Any], examples: Sequence[ExampleRef]) -> list[str]:
    return groups(task, tested(task, examples, [row["id"] for row in classes]))


def ids(session: Session, project: Project) -> list[str]:
    """The project's comparisons, newest first."""
    found = dict.fromkeys(job.payload["comparison"] for job in reversed(_jobs(session, project)))
    return list(found)


def jobs(session: Session, project: Project, comparison: str) -> list[Job]:
    """The jobs of a comparison, in the order in which they were asked for.

    Raises:
        UnknownComparison: the project has none of that id.
    """
    found = [job for job in _jobs(session, project) if job.payload["comparison"] == comparison]
    if not found:
        raise UnknownComparison(f"Project {project.name!r} has no comparison {comparison[:40]!r}.")
    return found


def _jobs(session: Session, project: Project) -> list[Job]:
    query = select(Job).where(Job.project_id == project.id, Job.kind == "compare").order_by(Job.created_at)
    return list(session.scalars(query))


def cancel(session: Session, project: Project, comparison: str) -> None:
    """Cancel what of it has not ended; rows that are done stay.

    Raises:
        UnknownComparison: the project has none of that id.
    """
    for job in jobs(session, project, comparison):
        queue.cancel(session, job.id)


def describe(session: Session, project: Project, comparison: str) -> dict[str, Any]:
    """The comparison as JSON: its state, and its rows from the best down, then the others.

    Raises:
        UnknownComparison: the project has none of that id.
    """
    found = jobs(session, project, comparison)
    light = [runs.WITHOUT_EXAMPLES]
    pairs = [(job, session.get_one(Run, job.payload["run_id"], options=light)) for job in found]
    first = pairs[0][1]
    examples = read_examples(first)
    asked = _tested_groups(first.task, first.classes, examples)
    rows = [_row(session, job, run) for job, run in pairs]
    entries = [entry for job, run in pairs if job.status == "done" and (entry := _entry(run))]
    places = standings(entries, asked)
    for row in rows:
        row["standing"] = places.get(row["run_id"])
    order = list(places)
    rows.sort(key=lambda row: order.index(row["run_id"]) if row["run_id"] in places else len(order))
    return {
        "id": comparison,
        "project_id": project.id,
        "status": _status([job.status for job in found]),
        "seed": first.seed,
        "examples": len(examples),
        "measure": MEASURES[first.task],
        "test_examples": len(asked),
        "done": sum(job.status in queue.ENDED for job in found),
        "total": len(found),
        "created_at": found[0].created_at.isoformat(),
        "rows": rows,
    }


def _entry(run: Run) -> Entry | None:
    """The run for the leaderboard, once it has been measured."""
    result = run.result or {}
    if "compared" not in result:
        return None
    compared = result["compared"]
    # As text of 1 and 0 in homes of before there were comparisons of other tasks.
    found = compared["scores"] if "scores" in compared else [int(one) for one in compared["right"]]
    return Entry(run.id, found, result["seconds"]["total"]) if found else None


def _status(statuses: Sequence[str]) -> str:
    if any(status in ("queued", "running") for status in statuses):
        return "running"
    if "done" in statuses:
        return "done"
    return "cancelled" if "cancelled" in statuses else "failed"


def _row(session: Session, job: Job, run: Run) -> dict[str, Any]:
    result = run.result or {}
    test = (result.get("metrics") or {}).get("test") or {}
    compared = result.get("compared") or {}
    seconds = result.get("seconds") or {}
    measure = MEASURES[run.task]
    return {
        "run_id": run.id,
        "job_id": job.id,
        "strategy": run.strategy,
        "backbone": run.backbone,
        "status": job.status,
        "progress": job.progress,
        "version": session.scalars(select(Version.number).where(Version.run_id == run.id)).first(),
        "score": test.get(measure),
        "interval": test.get(INTERVALS[measure]),
        "seconds": seconds.get("total"),
        "training_seconds": seconds.get("train"),
        "milliseconds": compared.get("milliseconds"),
        "runtime": compared.get("runtime"),
        "bytes": compared.get("bytes"),
        "error": job.error,
    }
