"""What a network learns from, what tells it when to stop, what it is asked about."""

from dataclasses import replace

import numpy as np
import pytest
from tests.training.tiny import CLASSES, examples

from graft.errors import TooFewExamples
from graft.training.objectives import OneLabel
from graft.training.splits import ExampleRef


def divide(rows: list[ExampleRef]) -> OneLabel:
    return OneLabel(rows, CLASSES, seed=0)


def test_the_given_split_is_taken() -> None:
    found = divide(examples(10)).division
    assert (len(found.train), len(found.val), len(found.test)) == (18, 6, 6)
    assert {examples(10)[row].split for row in found.val} == {"val"}


def test_a_given_val_may_lack_a_class_but_not_take_all_of_one() -> None:
    rows = examples(10)
    lacking = [replace(r, split="train") if r.split == "val" and r.class_id == "red" else r for r in rows]
    assert len(divide(lacking).division.val) == 4
    taking = [replace(r, split="val") if r.split == "train" and r.class_id == "red" else r for r in rows]
    found = divide(taking)
    assert set(found.targets[found.division.train]) == {0, 1, 2}


def test_without_one_a_fifth_of_the_groups_is_held_out_whole() -> None:
    rows = [replace(r, split=None, group=f"{r.class_id}-{int(r.sha256, 16) // 2}") for r in examples(40)]
    groups, found = divide(rows).groups, divide(rows).division
    assert not set(groups[found.train]) & set(groups[found.val])
    assert 0.1 < len(found.val) / (len(found.val) + len(found.train)) < 0.3
    assert sorted(np.concatenate([found.train, found.val, found.test])) == list(range(120))
    again = divide(rows).division
    np.testing.assert_array_equal(found.val, again.val)


def test_one_group_of_a_class_is_not_enough() -> None:
    rows = [replace(r, split="train", group=r.class_id) for r in examples(10)]
    with pytest.raises(TooFewExamples, match="two groups"):
        divide(rows)
