"""The head strategy as a run uses it: what trains, what is asked about, what is refused."""

import json
from dataclasses import replace

import numpy as np
import pytest

from graft.errors import Cancelled, TooFewExamples
from graft.training.splits import ExampleRef, assign
from graft.training.strategies import train_head

CLASSES = [{"id": "a", "name": "miso"}, {"id": "b", "name": "shoyu"}, {"id": "c", "name": "tonkotsu"}]


def project(each: int, apart: float = 1.0, split: str | None = None) -> tuple[list[ExampleRef], np.ndarray]:
    """Examples of three classes, each alone, and their features."""
    dice = np.random.default_rng(0)
    centres = dice.normal(size=(3, 40)) * apart
    rows = [
        ExampleRef(f"{c['id']}{i}", f"{i:064x}", c["id"], f"{c['id']}-{i}", split)
        for c in CLASSES
        for i in range(each)
    ]
    labels = np.repeat(np.arange(3), each)
    return rows, (centres[labels] + dice.normal(size=(3 * each, 40))).astype(np.float32)


def test_a_head_and_honest_numbers() -> None:
    examples, features = project(40)
    trained = train_head(examples, CLASSES, features, seed=0)
    tested = sum(split == "test" for split in assign(examples).values())
    assert trained.metrics["test"]["examples"] == tested > 0
    assert trained.metrics["cross_validation"]["examples"] == 120 - tested
    assert trained.metrics["test"]["accuracy"] >= 0.9
    assert trained.counts == {"train": 120 - tested, "test": tested}
    assert trained.kernel.shape == (40, 3)
    assert trained.kernel.dtype == trained.bias.dtype == np.float32
    json.dumps(trained.metrics, allow_nan=False)


def test_test_pictures_teach_nothing() -> None:
    examples, features = project(40)
    splits = assign(examples)
    poisoned = features.copy()
    poisoned[[splits[row.id] == "test" for row in examples]] *= -100
    honest, other = (train_head(examples, CLASSES, values, seed=0) for values in (features, poisoned))
    np.testing.assert_array_equal(honest.kernel, other.kernel)
    assert (honest.temperature, honest.threshold) == (other.temperature, other.threshold)
    assert other.metrics["test"]["accuracy"] < honest.metrics["test"]["accuracy"]


def test_a_given_val_takes_the_place_of_the_folds_and_then_trains_too() -> None:
    examples, features = project(30, split="train")
    examples = [replace(row, split="val") if index % 3 == 0 else row for index, row in enumerate(examples)]
    trained = train_head(examples, CLASSES, features, seed=0)
    assert trained.metrics["cross_validation"]["examples"] == 30
    assert trained.metrics["test"] is None
    without = [index for index, row in enumerate(examples) if row.split == "train"]
    smaller = train_head([examples[i] for i in without], CLASSES, features[without], seed=0)
    assert not np.array_equal(trained.kernel, smaller.kernel)


def test_a_val_without_every_class_falls_back_to_folds() -> None:
    examples, features = project(20, split="train")
    examples = [replace(row, split="val") if row.id in ("a0", "a1") else row for row in examples]
    trained = train_head(examples, CLASSES, features, seed=0)
    assert trained.metrics["cross_validation"]["examples"] == 60


def test_one_burst_a_class_claims_nothing() -> None:
    examples, features = project(10)
    examples = [replace(row, group=f"burst of {row.class_id}") for row in examples]
    trained = train_head(examples, CLASSES, features, seed=0)
    assert trained.metrics == {"test": None, "cross_validation": None}
    assert trained.temperature == 1.0
    assert trained.counts == {"train": 30}


def test_two_pictures_a_class_are_enough() -> None:
    examples, features = project(2, apart=3.0)
    trained = train_head(examples, CLASSES, features, seed=0)
    labels = np.repeat(np.arange(3), 2)
    assert ((features @ trained.kernel + trained.bias).argmax(axis=1) == labels).all()


def test_a_class_that_is_all_test_is_refused() -> None:
    examples, features = project(5)
    examples = [replace(row, split="test") if row.class_id == "b" else row for row in examples]
    with pytest.raises(TooFewExamples, match="shoyu") as refused:
        train_head(examples, CLASSES, features, seed=0)
    assert refused.value.details["classes"] == [CLASSES[1]]


def test_cancel_is_heard() -> None:
    examples, features = project(10)
    with pytest.raises(Cancelled):
        train_head(examples, CLASSES, features, seed=0, cancelled=lambda: True)
