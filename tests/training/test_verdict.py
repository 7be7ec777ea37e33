"""Verdicts on drawn feature vectors: transfer is seen, luck is not taken for it, whatever the task."""

import json

import numpy as np
import pytest

from graft.datasets.tasks import MULTI_LABEL, REGRESSION, SINGLE_LABEL
from graft.errors import Cancelled, OneValue, TooFewExamples
from graft.releases.transfer import AgainstScratch, Transfer
from graft.training.probes import (
    NumberProbe,
    OneLabelProbe,
    Probe,
    Probed,
    SeveralLabelsProbe,
    probe_of,
    sample,
)
from graft.training.splits import ExampleRef
from graft.training.verdict import LEAST_DIFFERENCE, bootstrap, judge, judge_training, usual_ranges

CLASSES, EACH = 4, 40
LABELS = np.repeat(np.arange(CLASSES), EACH)
GROUPS = [f"group {row}" for row in range(len(LABELS))]
SHOWN = np.stack([LABELS % 2 == 0, LABELS >= 2], axis=1)
"""Two labels a picture, each of which half of them show."""
VALUES = np.array([3.0, 5.0, 8.0, 9.0])[LABELS] + np.random.default_rng(0).normal(0, 0.3, len(LABELS))
PROBES: dict[str, Probe] = {
    SINGLE_LABEL: OneLabelProbe(LABELS, GROUPS),
    MULTI_LABEL: SeveralLabelsProbe(SHOWN, GROUPS),
    REGRESSION: NumberProbe(VALUES, GROUPS, None),
}


def vectors(seed: int, apart: float) -> np.ndarray:
    """Feature vectors of a network that tells the classes ``apart``."""
    dice = np.random.default_rng(seed)
    centres = dice.normal(size=(CLASSES, 24)) * apart
    return (centres[LABELS] + dice.normal(size=(len(LABELS), 24))).astype(np.float32)


def random_network(seed: int) -> np.ndarray:
    """Random networks differ: some are lucky and tell a good deal apart."""
    return vectors(seed, apart=np.random.default_rng([seed, 1]).uniform(0, 0.3))


def asked(features: np.ndarray, task: str = SINGLE_LABEL) -> Probed:
    return PROBES[task].ask(features)


def twins(seed: int, task: str = SINGLE_LABEL) -> dict[str, list[Probed]]:
    return {
        kind: [asked(random_network(1000 * seed + 10 * number + twin), task) for twin in range(4)]
        for number, kind in enumerate(("drawn", "settled"), start=1)
    }


def judged(pretrained: Probed, random: dict[str, list[Probed]], task: str = SINGLE_LABEL) -> dict:
    return judge(pretrained, random, PROBES[task])


def test_transfer_that_helps_is_seen_and_told_with_its_numbers() -> None:
    found = judged(asked(vectors(7, apart=1.0)), twins(0))
    assert found["answer"] == "helps"
    assert found["sentence"].startswith("The pretraining helps here")
    assert f"{found['pretrained']['probe']:.0%}" in found["sentence"]
    assert (found["examples"], found["classes"], found["majority"]) == (160, 4, 0.25)
    assert found["pretrained"]["probe"] > found["usual"][1] > found["random"]["probe"] > found["usual"][0]
    assert found["pretrained"]["neighbours"] > 0.8
    low, high = found["difference"]["interval"]
    assert 0 < low < found["difference"]["mean"] < high
    assert [twin["kind"] for twin in found["twins"]] == ["drawn"] * 4 + ["settled"] * 4
    json.dumps(found, allow_nan=False)


@pytest.mark.parametrize(
    ("task", "measure", "says"),
    [
        (MULTI_LABEL, "exact_match", "gets every label right of 9"),
        (REGRESSION, "r2", "comes to an R² of 0.7"),
    ],
)
def test_the_other_tasks_are_judged_by_their_own_measure(task: str, measure: str, says: str) -> None:
    found = judged(asked(vectors(7, apart=1.0), task), twins(0, task), task)
    assert (found["answer"], found["measure"]) == ("helps", measure)
    assert says in found["sentence"]
    assert found["pretrained"]["neighbours"] > 0.6 > found["random"]["probe"]
    assert (found["classes"], found["majority"]) == ((2, 0.25) if task == MULTI_LABEL else (0, 0.0))
    assert found["examples"] == 160
    poor = {kind: [asked(vectors(9 + twin, 1.0), task) for twin in range(4)] for kind in ("drawn", "settled")}
    assert judged(asked(vectors(3, apart=0.0), task), poor, task)["answer"] == "hurts"
    Transfer(**found)
    json.dumps(found, allow_nan=False)


def test_photos_of_one_thing_are_averaged_before_a_number_is_judged() -> None:
    values, groups = np.repeat(VALUES[::4], 4), [f"house {row // 4}" for row in range(160)]
    features = (values[:, None] + np.random.default_rng(1).normal(0, 9, (160, 24))).astype(np.float32)
    together, apart = NumberProbe(values, groups, None).ask(features), asked(features, REGRESSION)
    assert len(together.probe) == 40
    assert together.probe.mean() > apart.probe.mean() + 0.1


@pytest.mark.parametrize(("task", "seeds"), [(SINGLE_LABEL, 20), (MULTI_LABEL, 20), (REGRESSION, 8)])
def test_random_weights_never_help_in_many_seeds(task: str, seeds: int) -> None:
    for seed in range(seeds):
        found = judged(asked(random_network(seed), task), twins(seed, task), task)
        assert found["answer"] != "helps", f"seed {seed}: {found['sentence']}"


def test_a_lucky_draw_is_what_pictures_alone_would_be_fooled_by() -> None:
    """Against one unlucky twin the paired interval says "helps"; several twins know better."""
    every = [asked(random_network(seed)) for seed in range(12)]
    lucky = max(every, key=lambda one: one.probe.mean())
    unlucky = min(every, key=lambda one: one.probe.mean())
    assert bootstrap(lucky.probe - unlucky.probe, GROUPS)[0] > 0
    others = [one for one in every if one is not lucky]
    found = judged(lucky, {"drawn": others[:5], "settled": others[5:]})
    assert found["answer"] == "no difference"


def test_pretraining_that_hurts_is_seen() -> None:
    able = {
        kind: [asked(vectors(50 * number + twin, apart=0.8)) for twin in range(4)]
        for number, kind in enumerate(("drawn", "settled"), start=1)
    }
    found = judged(asked(vectors(3, apart=0.0)), able)
    assert found["answer"] == "hurts"
    assert found["sentence"].endswith("Try another backbone, or train from scratch.")


def test_where_random_weights_do_it_all_there_is_no_difference() -> None:
    perfect = Probed(np.ones(160), np.ones(160))
    found = judged(perfect, {"drawn": [perfect] * 4, "settled": [perfect] * 4})
    assert found["answer"] == "no difference"
    assert found["usual"] == [1.0, 1.0]


def test_a_difference_too_small_to_matter_is_none() -> None:
    def right(count: int) -> Probed:
        return Probed((np.arange(1000) < count).astype(float), np.zeros(1000))

    probe = OneLabelProbe(np.arange(1000) % 2, [str(row) for row in range(1000)])
    little, enough = (
        judge(right(count), {"drawn": [right(700)] * 4, "settled": [right(700)] * 4}, probe)
        for count in (740, 760)
    )
    assert little["difference"]["interval"][0] > 0
    assert little["difference"]["mean"] < LEAST_DIFFERENCE
    assert (little["answer"], enough["answer"]) == ("no difference", "helps")


def test_frames_of_one_burst_count_as_one() -> None:
    differences = np.repeat([1.0, 0.0, 1.0, 1.0, 0.0, 1.0], 50)
    alone = bootstrap(differences, [str(row) for row in range(300)])
    bursts = bootstrap(differences, [str(row // 50) for row in range(300)])
    assert alone[0] > 0.5
    assert bursts[0] < 0.3


def test_one_more_random_network_stays_in_the_usual_range() -> None:
    dice = np.random.default_rng(0)
    outside = 0
    for _ in range(2000):
        draws = dice.normal(0.4, 0.05, 9)
        low, high = usual_ranges({"drawn": draws[:4], "settled": draws[4:8]})["drawn"]
        outside += not low <= draws[8] <= high
    assert 0 < outside < 45  # 20 are due; 45 would be five standard deviations more


def test_a_sample_takes_every_group_before_any_twice_and_the_classes_evenly() -> None:
    labels = np.repeat([0, 1, 2], [300, 30, 300])
    groups = [f"{label}-{row % 20}" for row, label in enumerate(labels)]
    rows = sample(labels, groups, seed=1, most=90)
    assert np.bincount(labels[rows]).tolist() == [30, 30, 30]
    assert len({groups[row] for row in rows if labels[row] == 0}) == 20
    assert sorted(set(rows)) == rows.tolist()
    np.testing.assert_array_equal(rows, sample(labels, groups, seed=1, most=90))
    assert sample(labels, groups, seed=1, most=10_000).tolist() == list(range(630))


def test_a_class_of_one_burst_allows_no_verdict() -> None:
    groups = ["burst" if label == 2 else name for label, name in zip(LABELS, GROUPS, strict=True)]
    with pytest.raises(TooFewExamples, match="two groups of pictures in every class"):
        OneLabelProbe(LABELS, groups)
    with pytest.raises(TooFewExamples, match="pictures of two groups"):
        SeveralLabelsProbe(SHOWN, ["burst"] * len(SHOWN))
    with pytest.raises(TooFewExamples, match="different things"):
        NumberProbe(VALUES, ["burst"] * len(VALUES), None)
    with pytest.raises(OneValue):
        NumberProbe(np.ones(160), GROUPS, None)


def test_without_pictures_outside_the_test_there_is_no_verdict() -> None:
    classes = [{"id": "a", "name": "a"}, {"id": "b", "name": "b"}]
    of_one = [ExampleRef("1", "", "a", "1", None), ExampleRef("2", "", "a", "2", None)]
    with pytest.raises(TooFewExamples, match="outside the test"):
        probe_of(SINGLE_LABEL, of_one, classes, None)
    for task in (MULTI_LABEL, REGRESSION):
        with pytest.raises(TooFewExamples):
            probe_of(task, [], classes if task == MULTI_LABEL else [], None)


@pytest.mark.parametrize("task", list(PROBES))
def test_cancel_is_heard(task: str) -> None:
    with pytest.raises(Cancelled):
        PROBES[task].ask(vectors(0, 1.0), lambda: True)


def test_while_training_the_scratch_twin_is_the_measure() -> None:
    dice = np.random.default_rng(0)
    good, poor, other = ((dice.random(200) < share).astype(float) for share in (0.9, 0.5, 0.9))
    groups = [str(row) for row in range(200)]
    found = judge_training(good, poor, groups, SINGLE_LABEL, 3)
    assert (found["answer"], found["epoch"]) == ("helps", 3)
    assert found["sentence"].startswith("After 3 epochs the pretraining helps: ")
    AgainstScratch(**found)
    hurts = judge_training(poor, good, groups, MULTI_LABEL, 1)
    assert hurts["answer"] == "hurts"
    assert hurts["sentence"].endswith("Try the strategy scratch, or another backbone.")
    same = judge_training(good, other, groups, REGRESSION, 10)
    assert same["answer"] == "no difference"
    assert same["difference"]["interval"][0] < 0 < same["difference"]["interval"][1]
    little = judge_training(
        np.ones(1000), (np.arange(1000) >= 40).astype(float), [str(n) for n in range(1000)], SINGLE_LABEL, 10
    )
    assert little["difference"]["interval"][0] > 0, "certain, but too little to matter"
    assert little["answer"] == "no difference"
