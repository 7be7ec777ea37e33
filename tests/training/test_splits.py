"""Splits: groups stay whole, what was given counts, and nothing moves when pictures are added."""

from hypothesis import given
from hypothesis import strategies as st

from graft.training.splits import ExampleRef, assign

GROUPS = st.integers(0, 8).map(str)
EXAMPLES = st.lists(
    st.tuples(GROUPS, st.sampled_from(["a", "b"]), st.sampled_from([None, None, "train", "val", "test"])),
    max_size=40,
).map(lambda rows: [example(i, *row) for i, row in enumerate(rows)])


def example(number: int, group: str, class_id: str = "a", split: str | None = None) -> ExampleRef:
    return ExampleRef(f"e{number}", f"{number:064x}", class_id, group, split)


def alone(count: int) -> list[ExampleRef]:
    return [example(i, f"{i:064x}", "ab"[i % 2]) for i in range(count)]


@given(EXAMPLES)
def test_groups_are_never_split_apart(examples: list[ExampleRef]) -> None:
    splits = assign(examples)
    assert splits.keys() == {row.id for row in examples}
    for group in {row.group for row in examples}:
        assert len({splits[row.id] for row in examples if row.group == group}) == 1


@given(EXAMPLES)
def test_what_was_given_to_test_is_never_trained_on(examples: list[ExampleRef]) -> None:
    splits = assign(examples)
    assert all(splits[row.id] == "test" for row in examples if row.split == "test")


def test_a_fifth_goes_to_test() -> None:
    splits = assign(alone(2000))
    share = sum(split == "test" for split in splits.values()) / 2000
    assert 0.17 < share < 0.23
    assert set(splits.values()) == {"train", "test"}


def test_adding_pictures_moves_none() -> None:
    before, after = assign(alone(100)), assign(alone(300))
    assert all(after[id_] == split for id_, split in before.items())


def test_given_splits_are_kept() -> None:
    rows = [example(i, str(i), split=split) for i, split in enumerate(["train", "val", "test"] * 20)]
    splits = assign(rows)
    assert all(splits[row.id] == row.split for row in rows)


def test_the_strictest_split_of_a_group_wins() -> None:
    rows = [
        example(0, "x", split="train"),
        example(1, "x", split="test"),
        example(2, "y", split="train"),
        example(3, "y", split="val"),
        example(4, "y"),
    ]
    assert assign(rows) == {"e0": "test", "e1": "test", "e2": "val", "e3": "val", "e4": "val"}


def test_a_small_class_stays_in_training() -> None:
    unlucky = [row for row in alone(200) if assign(alone(200))[row.id] == "test" and row.class_id == "b"][:2]
    others = [row for row in alone(200) if row.class_id == "a"]
    assert {assign(others + unlucky)[row.id] for row in unlucky} == {"train"}


def test_a_small_class_leaves_what_was_given_in_test() -> None:
    rows = [example(0, "0", split="test"), example(1, "1", split="test"), example(2, "2")]
    assert assign(rows) == {"e0": "test", "e1": "test", "e2": "train"}
