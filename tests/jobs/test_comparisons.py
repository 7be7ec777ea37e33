"""Comparisons before any worker is near: what is asked for, refused, cancelled and told."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from graft.backbones import catalogue
from graft.errors import (
    BadParameter,
    ComparisonInProgress,
    EmptyClass,
    NothingToCompare,
    TooFewToCompare,
    UnknownBackbone,
    UnknownComparison,
    WeightsAbsent,
)
from graft.jobs import comparisons, queue, runs
from graft.settings import Settings
from graft.storage.tables import Class, Example, Image, Job, Project, Run


@pytest.fixture
def session(database) -> Iterator[Session]:
    with database.session() as session:
        yield session


@pytest.fixture
def project(session) -> Project:
    """Two classes with thirty pictures each, ten of them for the test."""
    project = Project(name="Noodles")
    session.add(project)
    session.flush()
    number = 0
    for position, name in enumerate("ab"):
        one = Class(project_id=project.id, name=name, position=position)
        session.add(one)
        session.flush()
        for row in range(30):
            number += 1
            sha256 = f"{number:064}"
            session.add(Image(sha256=sha256, format="PNG", width=8, height=8, bytes=1))
            session.flush()
            split = "test" if row < 10 else "train"
            session.add(
                Example(
                    project_id=project.id,
                    class_id=one.id,
                    sha256=sha256,
                    number=number,
                    group=sha256,
                    split=split,
                    source="upload",
                )
            )
    session.flush()
    return project


@pytest.fixture
def names(settings: Settings) -> list[str]:
    """Two backbones whose weights come with Graft."""
    own = catalogue.default_backbone(settings)
    return [own.name, catalogue.at_size(own, 96).name]


@pytest.fixture
def request_(session, settings, project, names) -> Callable[..., str]:
    def ask(strategies=("head",), backbones=None, seed: int | None = 5) -> str:
        return comparisons.request(session, settings, project, strategies, backbones or names, seed)

    return ask


def end(session: Session, job: Job, run: Run, right: str, seconds: float) -> None:
    """As the worker leaves a run that went well."""
    accuracy = right.count("1") / len(right)
    test = {"accuracy": accuracy, "interval": [max(0, accuracy - 0.1), min(1, accuracy + 0.1)]}
    run.result = {
        "metrics": {"test": test},
        "seconds": {"train": seconds, "total": seconds},
        "compared": {
            "scores": [int(one) for one in right],
            "milliseconds": 9.5,
            "runtime": "tfjs",
            "bytes": 1000,
        },
    }
    job.status = "done"
    session.flush()


def test_every_combination_is_a_run_on_the_same_examples_with_one_seed(session, project, names, request_):
    made = request_(backbones=[*names, names[0]])
    found = comparisons.describe(session, project, made)
    assert [(row["strategy"], row["backbone"]) for row in found["rows"]] == [("head", name) for name in names]
    assert (found["status"], found["seed"], found["done"], found["total"]) == ("running", 5, 0, 2)
    assert (found["examples"], found["test_examples"]) == (60, 20)
    first, second = (session.get_one(Run, row["run_id"]) for row in found["rows"])
    assert first.examples == second.examples
    assert first.seed == second.seed == 5
    assert comparisons.ids(session, project) == [made]


def test_nothing_is_trained_beside_what_is_timed(session, project, names, request_):
    made = request_(strategies=("head", "finetune", "scratch"), backbones=names[:1])
    runs_ = [
        session.get_one(Run, row["run_id"]) for row in comparisons.describe(session, project, made)["rows"]
    ]
    assert [run.parameters.get("twin_epochs") for run in runs_] == [None, 0, None]


def test_the_leaderboard_ranks_what_ended_and_keeps_what_failed(session, project, request_):
    made = request_()
    first, second = comparisons.jobs(session, project, made)
    end(session, first, session.get_one(Run, first.payload["run_id"]), "1" * 12 + "0" * 8, 2.0)
    second.status, second.error = "failed", {"code": "weights_corrupt", "message": "No.", "details": {}}
    session.flush()
    found = comparisons.describe(session, project, made)
    assert (found["status"], found["done"]) == ("done", 2)
    leader, failed = found["rows"]
    assert leader["standing"] == {"place": 1, "leader": True}
    assert (leader["score"], leader["milliseconds"], leader["bytes"]) == (0.6, 9.5, 1000)
    assert (failed["standing"], failed["error"]["code"]) == (None, "weights_corrupt")


def test_the_most_accurate_is_told_from_chance(session, project, request_):
    made = request_()
    for job, right in zip(
        comparisons.jobs(session, project, made), ("1" * 8 + "0" * 12, "1" * 20), strict=True
    ):
        end(session, job, session.get_one(Run, job.payload["run_id"]), right, 1.0)
    best, other = comparisons.describe(session, project, made)["rows"]
    assert (best["score"], other["score"]) == (1.0, 0.4)
    assert other["standing"]["behind"] == pytest.approx(0.6)
    assert other["standing"]["chance"] is False


def test_what_a_home_of_before_kept_still_counts(session, project, request_):
    made = request_()
    for job in comparisons.jobs(session, project, made):
        run = session.get_one(Run, job.payload["run_id"])
        end(session, job, run, "1" * 12 + "0" * 8, 1.0)
        run.result = {**run.result, "compared": {"right": "1" * 12 + "0" * 8}}
    session.flush()
    assert comparisons.describe(session, project, made)["rows"][1]["standing"]["behind"] == 0


def test_what_waits_is_cancelled_and_what_is_done_stays(session, project, request_):
    made = request_()
    first, second = comparisons.jobs(session, project, made)
    end(session, first, session.get_one(Run, first.payload["run_id"]), "1" * 20, 1.0)
    comparisons.cancel(session, project, made)
    assert (first.status, second.status) == ("done", "cancelled")
    assert comparisons.describe(session, project, made)["status"] == "done"
    assert request_() != made, "another may be asked for now"


def test_all_cancelled_is_cancelled(session, project, request_):
    made = request_()
    comparisons.cancel(session, project, made)
    assert comparisons.describe(session, project, made)["status"] == "cancelled"


def test_a_training_somebody_waits_for_goes_first(session, settings, project, request_):
    request_()
    _, job = runs.request(session, project, catalogue.default_backbone(settings).name)
    claimed = queue.claim(session, "worker", settings)
    assert claimed is not None
    assert claimed[0].id == job.id


def test_a_patient_job_gives_way_and_is_not_worn_out_by_it(session, settings, project, request_):
    made = request_()
    for _ in range(settings.attempts + 1):
        claimed = queue.claim(session, "worker", settings)
        assert claimed is not None
        job, attempt = claimed
        assert not queue.hurried(session)
        other = queue.submit(session, "import", project.id, {})
        assert queue.hurried(session)
        queue.give_way(session, attempt.id)
        assert job.status == "queued"
        queue.cancel(session, other.id)
    settings = replace(settings, lease_seconds=-1)
    claimed = queue.claim(session, "worker", settings)
    assert claimed is not None
    again = queue.claim(session, "worker", settings)  # its lease ran out: lost once, not given up
    assert again is not None
    assert comparisons.describe(session, project, made)["rows"][0]["error"] is None


def test_a_job_cancelled_as_it_gives_way_is_cancelled(session, settings, project, request_):
    request_()
    claimed = queue.claim(session, "worker", settings)
    assert claimed is not None
    queue.cancel(session, claimed[0].id)
    queue.give_way(session, claimed[1].id)
    assert claimed[0].status == "cancelled"


def test_nothing_to_compare_is_refused(request_, names):
    for strategies, backbones in ((("head",), names[:1]), ((), names), (("head", "head"), names[:1])):
        with pytest.raises(NothingToCompare, match="two combinations"):
            request_(strategies, backbones)


def test_what_cannot_be_trained_is_refused_before_anything_is_asked_for(session, project, request_, names):
    with pytest.raises(UnknownBackbone) as unknown:
        request_(backbones=[names[0], "mobilenet_v2_035_225"])
    assert "mobilenet_v2_035_224" in unknown.value.details["nearest"]
    with pytest.raises(WeightsAbsent, match="graft backbone fetch vgg16_224"):
        request_(backbones=[names[0], "vgg16_224"])
    with pytest.raises(BadParameter, match="A strategy is one of"):
        request_(strategies=["luck"])
    with pytest.raises(BadParameter, match="whole number"):
        request_(seed=-1)
    with pytest.raises(BadParameter, match="48 combinations or fewer"):
        request_(strategies=["head"], backbones=[f"x_{number}" for number in range(49)])


def test_too_few_test_pictures_are_refused(session, project, request_):
    for example in session.query(Example).where(Example.split == "test").limit(11):
        example.split = "train"
    session.flush()
    with pytest.raises(TooFewToCompare, match="This project has 9"):
        request_()


def test_an_empty_class_is_refused(session, project, request_):
    session.add(Class(project_id=project.id, name="empty", position=2))
    session.flush()
    with pytest.raises(EmptyClass):
        request_()


def test_one_comparison_at_a_time(request_):
    made = request_()
    with pytest.raises(ComparisonInProgress) as refused:
        request_()
    assert refused.value.details["comparison"] == made


def test_an_unknown_comparison_is_told(session, project):
    with pytest.raises(UnknownComparison):
        comparisons.describe(session, project, "none")
    assert comparisons.ids(session, project) == []
