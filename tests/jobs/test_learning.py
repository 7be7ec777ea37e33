"""Every strategy from the request to the published version, on a tiny backbone."""

import numpy as np
import pytest
from sqlalchemy import select
from tests.backbones.modules import save
from tests.jobs.tiny_graft import write_listed, write_pictures

from graft.backbones import catalogue, domains, hub
from graft.backbones.builders import build
from graft.datasets.tasks import MULTI_LABEL, REGRESSION
from graft.errors import BadParameter, Cancelled, NoGroups, ParityFailed, UnknownSource
from graft.exporting import parity
from graft.jobs import comparisons, queue, runs
from graft.storage.tables import Attempt, Job, Project, Run, Version, now

QUICK = {"epochs": 6, "batch": 8, "augment": "none"}
EARLY = {**QUICK, "source": "Colours", "warm_epochs": 1, "twin_epochs": 1}


def test_finetune_publishes_its_own_backbone_and_head(tiny, colours) -> None:
    result = tiny.train(colours, "finetune", **{**QUICK, "epochs": 3, "rate": 3e-3, "augment": "counter"})
    manifest = tiny.manifest(result["run_id"])
    assert (result["version"], result["backbone"]) == (1, "colours-v1")
    assert manifest["backbone"]["name"] == "colours-v1"
    assert manifest["parity"]["max_difference"] <= 1e-3
    assert result["metrics"]["test"]["accuracy"] >= 0.9
    history = tiny.run(result["run_id"]).history
    assert [row["epoch"] for row in history["twin"]][:2] == [1, 2]
    assert manifest["against_scratch"] == history["twin"][-1] == result["against_scratch"]
    assert [row["name"] for row in history["phases"]] == ["maps", "block01", "stem"]
    assert (history["settled"] or history["best"])["val_loss"] < history["before"]["val_loss"]
    row = catalogue.find("colours-v1", tiny.settings)
    assert (row.source, row.origin["architecture"]) == ("domain", "tiny_plain_32")
    assert not list(tiny.home.runs.iterdir()), "what a training in progress keeps is swept away"


def test_pictures_in_the_wrong_class_are_among_the_mistakes(tiny, tmp_path) -> None:
    folder = write_pictures(tmp_path / "mixed", ("red", "green"), 20)
    wrong = {"red-5.png": "test", "red-6.png": "cross_validation"}  # in test and val
    for name in wrong:
        (path,) = folder.rglob(name)
        path.rename(path.parent.parent / "green" / name)
    project = tiny.project("Mixed", folder)
    for strategy, given in (("head", {}), ("scratch", {**QUICK, "epochs": 12, "rate": 5e-3})):
        result = tiny.train(project, strategy, **given)
        with tiny.database.reading() as session:
            row = session.get_one(Project, project)
            found = runs.mistakes(session, runs.get(session, row, result["run_id"]))
        told = {example.file_name: one["part"] for example, _, one in found}
        assert told == wrong, strategy
        assert "mistakes" not in result, "a job's result is sent to every page"


def test_finetune_that_is_no_use_publishes_the_head_alone_and_says_so(tiny, colours) -> None:
    result = tiny.train(colours, "finetune", **{**QUICK, "epochs": 1, "rate": 1e-8, "twin_epochs": 2})
    alone = tiny.train(colours, "head")
    assert tiny.manifest(result["run_id"])["against_scratch"]["epoch"] == 2
    assert "against_scratch" not in tiny.manifest(alone["run_id"])
    assert result["backbone"] == "tiny_plain_32"
    assert tiny.run(result["run_id"]).history["best"] is None
    heads = [tiny.manifest(row["run_id"])["head"]["sha256"] for row in (result, alone)]
    assert heads[0] == heads[1]


def test_a_training_that_has_not_heard_of_its_cancel_publishes_nothing(tiny, colours) -> None:
    run, job = tiny.request(colours, "head")
    context = tiny.claim()
    with tiny.database.session() as session:
        queue.cancel(session, job)
    with pytest.raises(Cancelled):
        tiny.work(context)
    with tiny.database.reading() as session:
        assert not session.scalars(select(Version).where(Version.run_id == run)).all()


@pytest.mark.parametrize("strategy", ["scratch", "rebuild"])
def test_plain_colours_are_learnt_and_noise_is_not(tiny, colours, tmp_path, strategy) -> None:
    noise = write_pictures(tmp_path / "noise", ("red", "green", "blue"), 20, noise=True)
    random = {"weights": "random"} if strategy == "rebuild" else {}
    given = {**QUICK, "epochs": 25, "rate": 5e-3, **random}
    learnt = tiny.train(colours, strategy, **given)
    failed = tiny.train(tiny.project("Noise", noise), strategy, **given)
    assert learnt["metrics"]["test"]["accuracy"] >= 0.9
    assert failed["metrics"]["test"]["accuracy"] < 0.75


@pytest.mark.parametrize("pooling", ["max", "none"])
def test_rebuild_takes_other_sizes_and_poolings(tiny, colours, pooling) -> None:
    result = tiny.train(colours, "rebuild", **{**QUICK, "size": 64, "pooling": pooling, "weights": "random"})
    row = catalogue.find(result["backbone"], tiny.settings)
    assert (row.input.size, row.pooling) == ((64, 64), pooling)
    manifest = tiny.manifest(result["run_id"])
    assert tuple(manifest["input"]["size"]) == (64, 64)
    assert manifest["backbone"]["features"] == row.features == 64 * (16 if pooling == "none" else 1)
    assert manifest["parity"]["max_difference"] <= 1e-3


@pytest.mark.parametrize(("task", "measure"), [(REGRESSION, "r2"), (MULTI_LABEL, "mean_average_precision")])
def test_numbers_and_several_labels_are_learnt_by_a_network_and_a_dense_head(
    tiny, colours, tmp_path, task, measure
) -> None:
    project = tiny.project("Greys", write_listed(tmp_path / "greys", task), task)
    for strategy, given in (
        ("scratch", {**QUICK, "epochs": 25, "rate": 5e-3}),
        ("finetune", {**QUICK, "epochs": 2, "last_epochs": 4, "rate": 1e-3, "twin_epochs": 1}),
        ("warmstart", {**EARLY, "epochs": 12, "rate": 5e-3}),
        ("head", {"kind": "dense", "hidden": 32, "rate": 1e-2, "dropout": 0.1}),
    ):
        result = tiny.train(project, strategy, **given)
        assert result["metrics"]["test"][measure] > 0.7, strategy
        manifest = tiny.manifest(result["run_id"])
        assert manifest["task"] == task
        assert manifest["parity"]["max_difference"] <= manifest["parity"]["tolerance"]
        epochs = [row for phase in tiny.run(result["run_id"]).history["phases"] for row in phase["epochs"]]
        assert all(row["val_loss"] >= 0 for row in epochs)
        told = manifest.get("against_scratch")
        assert (told is None) == (strategy in ("scratch", "head")), (
            "what begins with random weights has no twin"
        )
        assert told is None or told["measure"] == {REGRESSION: "r2", MULTI_LABEL: "exact_match"}[task]
        if strategy != "warmstart":  # its source has one label
            assert all((row["val_accuracy"] is None) == (task == REGRESSION) for row in epochs)


def test_trainings_of_numbers_are_compared(tiny, tmp_path) -> None:
    """By what their evaluation tells, though it is asked for again from the published files."""
    project = tiny.project("Greys", write_listed(tmp_path / "greys", REGRESSION), REGRESSION)
    with tiny.database.session() as session:
        row = session.get_one(Project, project)
        made = comparisons.request(
            session, tiny.settings, row, ["head", "rebuild"], ["tiny_plain_32"], seed=1
        )
    for _ in range(2):
        tiny.work(tiny.claim())
    with tiny.database.reading() as session:
        found = comparisons.describe(session, session.get_one(Project, project), made)
        results = {run.id: run.result for run in session.scalars(select(Run))}
    assert (found["status"], found["test_examples"]) == ("done", 12)
    measure = found["measure"]
    for row in found["rows"]:
        result = results[row["run_id"]]
        assert row["score"] == result["metrics"]["test"][measure]
        assert np.mean(result["compared"]["scores"]) == pytest.approx(row["score"], abs=1e-3)
    leader, other = found["rows"]
    assert leader["score"] - other["score"] == pytest.approx(other["standing"]["behind"], abs=1e-3)


@pytest.mark.parametrize("task", [REGRESSION, MULTI_LABEL])
def test_a_source_of_a_warm_start_may_have_another_task(tiny, colours, tmp_path, task) -> None:
    tiny.project("Greys", write_listed(tmp_path / "greys", task), task)
    result = tiny.train(colours, "warmstart", **{**QUICK, "source": "Greys", "warm_epochs": 2})
    assert result["metrics"]["test"]["accuracy"] > 0.7
    source, target = tiny.run(result["run_id"]).history["phases"]
    assert (source["name"], len(source["epochs"]), target["name"]) == ("source", 2, "all")
    assert (source["epochs"][0]["val_accuracy"] is None) == (task == REGRESSION)


def test_domain_starts_from_what_another_project_has_trained(tiny, colours, tmp_path) -> None:
    other = tiny.project("Others", write_pictures(tmp_path / "others", ("grey", "red")))
    with pytest.raises(UnknownSource, match="Fine-tune it first"):
        tiny.request(other, "domain", source="Colours")
    first = tiny.train(colours, "scratch", **QUICK)
    second = tiny.train(other, "domain", source="Colours", then="head")
    assert second["backbone"] == first["backbone"]
    assert tiny.run(second["run_id"]).backbone == first["backbone"]
    third = tiny.train(other, "domain", **{**QUICK, "source": first["backbone"], "rate": 3e-3})
    row = catalogue.find(third["backbone"], tiny.settings)
    assert row.name in (first["backbone"], "others-v2")
    with pytest.raises(UnknownSource, match="no source"):
        tiny.request(other, "domain")
    with pytest.raises(UnknownSource, match="Near it: colours"):
        tiny.request(other, "domain", source="colours-v9")


def test_warmstart_keeps_the_early_checkpoint_and_starts_from_it(tiny, colours, tmp_path) -> None:
    other = tiny.project("Others", write_pictures(tmp_path / "others", ("grey", "red")))
    result = tiny.train(other, "warmstart", **{**QUICK, "source": "Colours", "warm_epochs": 2})
    history = tiny.run(result["run_id"]).history
    assert [row["name"] for row in history["phases"]] == ["source", "all"]
    kept = domains.kept(tiny.settings)
    assert {row.project for row in kept.values()} == {"Colours", "Others"}
    assert set(kept) == {"colours-early", "others-v1"}
    again = tiny.train(other, "warmstart", **{**QUICK, "source": "colours-early"})
    assert [row["name"] for row in tiny.run(again["run_id"]).history["phases"]] == ["all"]
    for source in ("", "Others", "nobody"):
        with pytest.raises(UnknownSource):
            tiny.request(other, "warmstart", source=source)


@pytest.mark.filterwarnings("ignore")  # TensorFlow's own, of files that it leaves open
def test_a_module_of_tf_hub_is_frozen_or_trained_as_a_whole(tiny, colours, tmp_path) -> None:
    module = hub.add(str(save(tmp_path / "module")), tiny.settings, size=24)
    before = build(module, tiny.settings).get_weights()
    assert tiny.train(colours, "head", module.name)["backbone"] == module.name
    result = tiny.train(colours, "rebuild", module.name, **{**QUICK, "rate": 0.05})
    assert result["metrics"]["test"]["accuracy"] >= 0.9
    assert tiny.manifest(result["run_id"])["parity"]["max_difference"] <= 1e-3
    trained = catalogue.find(result["backbone"], tiny.settings)
    after = build(trained, tiny.settings).get_weights()
    assert [np.array_equal(*pair) for pair in zip(before, after, strict=True)] == [False, True]
    assert tiny.train(colours, "domain", source=trained.name, then="head")["backbone"] == trained.name


@pytest.mark.filterwarnings("ignore")
def test_what_a_module_of_tf_hub_cannot_do_is_refused_before_it_is_queued(tiny, colours, tmp_path) -> None:
    name = hub.add(str(save(tmp_path / "module")), tiny.settings, size=24).name
    for strategy, given in (("finetune", {}), ("scratch", {}), ("rebuild", {"weights": "random"})):
        with pytest.raises(NoGroups, match=r"one layer.*Train its head, or all of it"):
            tiny.request(colours, strategy, name, **given)
    with pytest.raises(BadParameter, match=r"keeps the size.*24 pixels"):
        tiny.request(colours, "rebuild", name, size=32)


def test_the_same_seed_gives_the_same_network(tiny, colours) -> None:
    given = {**QUICK, "epochs": 2, "augment": "handheld"}
    names = [tiny.train(colours, "scratch", **given)["backbone"] for _ in range(2)]
    kept = domains.kept(tiny.settings)
    assert names == ["colours-v1", "colours-v2"]
    assert kept[names[0]].sha256 == kept[names[1]].sha256


def test_a_training_whose_worker_died_goes_on_from_its_last_epoch(tiny, colours) -> None:
    given = {**QUICK, "epochs": 4}
    whole = tiny.train(colours, "scratch", **given)
    run_id, job_id = tiny.request(colours, "scratch", **given)
    first = tiny.claim()
    tell = first.progress

    def die_in_the_third_epoch(phase: str, done: int, total: int | None, message: str = "") -> None:
        if "epoch 3" in message:
            raise SystemError("the plug was pulled")
        tell(phase, done, total, message)

    first.progress = die_in_the_third_epoch  # type: ignore[method-assign]
    lose(tiny, first)
    with pytest.raises(SystemError):
        tiny.work(first)
    assert len(tiny.run(run_id).history["phases"][0]["epochs"]) == 2
    second = tiny.claim()
    assert second.job.id == job_id
    result = tiny.work(second)
    kept = domains.kept(tiny.settings)
    assert kept[result["backbone"]].sha256 == kept[whole["backbone"]].sha256
    seconds = [row["seconds"] for row in tiny.run(run_id).history["phases"][0]["epochs"]]
    assert len(seconds) == 4


def lose(tiny, context) -> None:
    """Have the lease run out: the job is another worker's from now on."""
    with tiny.database.session() as session:
        attempt = session.get_one(Attempt, context.attempt_id)
        attempt.ended_at, attempt.outcome = now(), "lost"
        session.get_one(Job, context.job.id).status = "queued"
        queue.changed(session, session.get_one(Job, context.job.id))


def test_a_network_that_has_not_settled_is_told_to_be_trained_longer(tiny, colours, monkeypatch) -> None:
    monkeypatch.setattr(parity, "TOLERANCE", -1.0)
    with pytest.raises(ParityFailed, match="train it for more epochs"):
        tiny.train(colours, "scratch", **{**QUICK, "epochs": 1})
    with pytest.raises(ParityFailed, match=r"stays in use\.$"):
        tiny.train(colours, "head")
    assert not domains.kept(tiny.settings)


def test_a_cancelled_training_publishes_nothing_and_leaves_nothing(tiny, colours) -> None:
    tiny.request(colours, "scratch", **QUICK)
    context = tiny.claim()
    context.stop.set()
    with pytest.raises(Cancelled):
        tiny.work(context)
    assert not domains.kept(tiny.settings)
    assert not list(tiny.home.runs.iterdir())


def test_features_of_the_new_backbone_are_the_networks_own(tiny, colours) -> None:
    result = tiny.train(colours, "scratch", **QUICK)
    row = catalogue.find(result["backbone"], tiny.settings)
    (path,) = tiny.home.domains.glob("*.npz")
    assert path.name == row.weights_file
    model = tiny.learner.model(row)
    assert np.isfinite(np.asarray(model(np.zeros((1, 32, 32, 3), np.float32))[1])).all()
