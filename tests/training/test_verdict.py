"""Verdicts on drawn feature vectors: transfer is seen, luck is not taken for it."""

import json

import numpy as np
import pytest

from graft.errors import Cancelled, TooFewExamples
from graft.training.verdict import (
    LEAST_DIFFERENCE,
    Probed,
    bootstrap,
    judge,
    judge_training,
    probed,
    sample,
    usual_ranges,
)

CLASSES, EACH = 4, 40
LABELS = np.repeat(np.arange(CLASSES), EACH)
GROUPS = [f"group {row}" for row in range(len(LABELS))]


def vectors(seed: int, apart: float) -> np.ndarray:
    """Feature vectors of a network that tells the classes ``apart``."""
    dice = np.random.default_rng(seed)
    centres = dice.normal(size=(CLASSES, 24)) * apart
    return (centres[LABELS] + dice.normal(size=(len(LABELS), 24))).astype(np.float32)


def random_network(seed: int) -> np.ndarray:
    """Random networks differ: some are lucky and tell a good deal apart."""
    return vectors(seed, apart=np.random.default_rng([seed, 1]).uniform(0, 0.3))


def asked(seed: int, features: np.ndarray) -> Probed:
    return probed(features, LABELS, GROUPS, seed)


def twins(seed: int) -> dict[str, list[Probed]]:
    return {
        kind: [asked(seed, random_network(1000 * seed + 10 * number + twin)) for twin in range(4)]
        for number, kind in enumerate(("drawn", "settled"), start=1)
    }


def test_transfer_that_helps_is_seen_and_told_with_its_numbers() -> None:
    found = judge(asked(0, vectors(7, apart=1.0)), twins(0), LABELS, GROUPS)
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


def test_random_weights_never_help_in_twenty_seeds() -> None:
    for seed in range(20):
        found = judge(asked(seed, random_network(seed)), twins(seed), LABELS, GROUPS)
        assert found["answer"] != "helps", f"seed {seed}: {found['sentence']}"


def test_a_lucky_draw_is_what_pictures_alone_would_be_fooled_by() -> None:
    """Against one unlucky twin the paired interval says "helps"; several twins know better."""
    every = [asked(0, random_network(seed)) for seed in range(12)]
    lucky = max(every, key=lambda one: one.probe.mean())
    unlucky = min(every, key=lambda one: one.probe.mean())
    assert bootstrap(lucky.probe.astype(float) - unlucky.probe, GROUPS)[0] > 0
    others = [one for one in every if one is not lucky]
    found = judge(lucky, {"drawn": others[:5], "settled": others[5:]}, LABELS, GROUPS)
    assert found["answer"] == "no difference"


def test_pretraining_that_hurts_is_seen() -> None:
    able = {
        kind: [asked(0, vectors(50 * number + twin, apart=0.8)) for twin in range(4)]
        for number, kind in enumerate(("drawn", "settled"), start=1)
    }
    found = judge(asked(0, vectors(3, apart=0.0)), able, LABELS, GROUPS)
    assert found["answer"] == "hurts"
    assert found["sentence"].endswith("Try another backbone, or train from scratch.")


def test_where_random_weights_do_it_all_there_is_no_difference() -> None:
    perfect = Probed(np.ones(160, bool), np.ones(160, bool))
    found = judge(perfect, {"drawn": [perfect] * 4, "settled": [perfect] * 4}, LABELS, GROUPS)
    assert found["answer"] == "no difference"
    assert found["usual"] == [1.0, 1.0]


def test_a_difference_too_small_to_matter_is_none() -> None:
    def right(count: int) -> Probed:
        return Probed(np.arange(1000) < count, np.zeros(1000, bool))

    labels, groups = np.arange(1000) % 2, [str(row) for row in range(1000)]
    little, enough = (
        judge(right(count), {"drawn": [right(700)] * 4, "settled": [right(700)] * 4}, labels, groups)
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
        probed(vectors(0, 1.0), LABELS, groups)


def test_cancel_is_heard() -> None:
    with pytest.raises(Cancelled):
        probed(vectors(0, 1.0), LABELS, GROUPS, cancelled=lambda: True)


def test_while_training_the_scratch_twin_is_the_measure() -> None:
    dice = np.random.default_rng(0)
    good, poor = dice.random(200) < 0.9, dice.random(200) < 0.5
    groups = [str(row) for row in range(200)]
    assert judge_training(good, poor, groups)["answer"] == "helps"
    assert judge_training(poor, good, groups)["answer"] == "hurts"
    same = judge_training(good, dice.random(200) < 0.9, groups)
    assert same["answer"] == "no difference"
    assert same["difference"]["interval"][0] < 0 < same["difference"]["interval"][1]
