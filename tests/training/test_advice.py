"""Advice from counts and drawn feature vectors: each item appears when it should, and not otherwise."""

from dataclasses import replace

import numpy as np
import pytest

from graft.datasets.tasks import MULTI_LABEL, REGRESSION, SINGLE_LABEL
from graft.training.advice import Choice, Source, advise
from graft.training.advice_parts import Advice, Looked, Subject
from graft.training.splits import ExampleRef

NAMES = {"a": "miso", "b": "shoyu", "c": "udon"}
SMALL = Choice("small_96", Source("ImageNet", 1_281_167, 1000), None, ("head",))
HELPS = {"answer": "helps", "sentence": "The pretraining helps here: 84% against 43%."}
HURTS = {"answer": "hurts", "sentence": "The pretraining hurts here."}


def examples(counts: dict[str, int], groups: dict[str, str] | None = None) -> list[ExampleRef]:
    return [
        ExampleRef(f"{name}{row}", f"{name}{row:063}", name, (groups or {}).get(name, f"{name}{row}"), None)
        for name, count in counts.items()
        for row in range(count)
    ]


def looked(rows: list[ExampleRef], apart: float = 5.0) -> Looked:
    dice = np.random.default_rng(0)
    centres = {name: dice.normal(size=30) * apart for name in NAMES}
    return Looked(rows, np.stack([centres[row.class_id] + dice.normal(size=30) for row in rows]))


def told(rows, looked_at=None, choice=SMALL, verdict=HELPS, splits=None) -> dict[str, Advice]:
    known = looked_at or Looked([], np.empty((0, 30), np.float32))
    items = advise(subject(rows, splits), known, choice, verdict)
    return {item.code: item for item in items}


def subject(rows, splits=None, task=SINGLE_LABEL) -> Subject:
    names = {} if task == REGRESSION else NAMES
    return Subject(task, names, rows, splits or {row.id: "train" for row in rows})


def test_too_few_pictures_name_the_class_and_the_cure() -> None:
    item = told(examples({"a": 40, "b": 3, "c": 30}))["few_pictures"]
    assert (item.severity, list(item.classes)) == ("warn", ["b"])
    assert "shoyu has fewer than 10 pictures" in item.sentence
    assert item.action is not None
    assert (item.action.kind, item.action.class_id) == ("open-class", "b")


def test_under_a_hundred_is_a_hint() -> None:
    found = told(examples({"a": 120, "b": 40, "c": 99}))
    assert list(found["under_a_hundred"].classes) == ["b", "c"]
    assert "shoyu 40" in found["under_a_hundred"].sentence
    assert "few_pictures" not in found


def test_a_tenth_of_the_source_is_the_second_rule() -> None:
    rows = examples({"a": 100, "b": 100, "c": 100})
    assert "128,117 for ImageNet" in told(rows)["under_a_tenth"].sentence
    small = Choice("small_96", Source("fruits", 1142, 19), None, ("head",))
    assert told(rows, choice=small)["enough_pictures"].severity == "good"
    unknown = Choice("small_96", None, None, ("head",))
    assert "enough_pictures" in told(rows, choice=unknown)


def test_uneven_classes_are_told_with_both_names() -> None:
    item = told(examples({"a": 200, "b": 100, "c": 20}))["uneven"]
    assert list(item.classes) == ["c", "a"]
    assert "miso has 200 pictures and udon 20" in item.sentence
    assert "uneven" not in told(examples({"a": 50, "b": 40, "c": 20}))


def test_classes_that_look_alike_are_shown() -> None:
    rows = examples({"a": 30, "b": 30, "c": 30})
    clear = looked(rows)
    assert "alike" not in told(rows, clear)
    blurred = clear.vectors.copy()
    third = [index for index, row in enumerate(rows) if row.class_id == "b"][::3]
    blurred[third] += clear.vectors[:30].mean(axis=0) - clear.vectors[30:60].mean(axis=0)
    item = told(rows, Looked(rows, blurred))["alike"]
    assert list(item.classes) == ["a", "b"]
    assert "10 of their pictures" in item.sentence
    assert {row.id for row in item.examples} <= {rows[index].id for index in third}
    assert len(item.examples) == 6


def test_frames_of_one_burst_are_no_neighbours() -> None:
    """A burst of b that looks like a is not saved by its own frames."""
    rows = examples({"a": 30, "b": 12, "c": 30}, groups={"b": "one burst"})
    rows[41] = replace(rows[41], group="another")
    vectors = looked(rows).vectors.copy()
    vectors[30:42] = vectors[:12] + 0.9 * np.random.default_rng(1).normal(size=30)
    assert list(told(rows, Looked(rows, vectors))["alike"].classes) == ["a", "b"]


def test_one_class_alone_is_told() -> None:
    rows = examples({"a": 30})
    alone = Subject(SINGLE_LABEL, {"a": "miso"}, rows, {row.id: "train" for row in rows})
    items = advise(alone, Looked([], np.empty((0, 30), np.float32)), SMALL, None)
    assert (items[0].code, items[0].severity, list(items[0].classes)) == ("one_class", "wrong", ["a"])
    assert "one_class" not in told(rows)


def test_classes_of_one_recording_each_are_told_so_and_not_called_alike() -> None:
    groups = {"a": "first burst", "b": "second burst"}
    rows = examples({"a": 30, "b": 30, "c": 30}, groups)
    found = told(rows, looked(rows))
    assert "alike" not in found
    item = found["one_recording"]
    assert (item.severity, list(item.classes)) == ("warn", ["a", "b"])
    assert "miso, shoyu come from one recording each: none can be kept for a test" in item.sentence
    rows[0], rows[30] = replace(rows[0], group="third burst"), replace(rows[30], group="third burst")
    assert "one_recording" not in told(rows, looked(rows))


def test_the_same_picture_in_two_classes_is_wrong() -> None:
    rows = examples({"a": 30, "b": 30, "c": 30})
    known = looked(rows)
    known.vectors[35] = known.vectors[3] * 1.01
    item = told(rows, known)["same_in_two_classes"]
    assert item.severity == "wrong"
    assert [row.id for row in item.examples] == ["a3", "b5"]
    assert list(item.classes) == ["a", "b"]


@pytest.mark.parametrize(("other", "leaks"), [("train", True), ("test", False)])
def test_the_same_picture_inside_the_test_and_outside_is_wrong(other: str, leaks: bool) -> None:
    rows = examples({"a": 30, "b": 30, "c": 30})
    known = looked(rows)
    known.vectors[4] = known.vectors[3]
    splits = {row.id: "train" for row in rows} | {"a3": "test", "a4": other}
    found = told(rows, known, splits=splits)
    assert ("same_in_test" in found) == leaks


def test_frames_of_a_group_on_one_side_are_no_leak() -> None:
    rows = examples({"a": 30, "b": 30, "c": 30}, groups={"a": "one burst"})
    known = looked(rows)
    known.vectors[:30] = known.vectors[0]
    assert "same_in_test" not in told(rows, known, splits={row.id: "test" for row in rows} | {"a3": "train"})


def test_the_verdict_says_whether_the_domain_is_near() -> None:
    rows = examples({"a": 30, "b": 30, "c": 30})
    unasked = told(rows, verdict=None)["verdict_unasked"]
    assert unasked.severity == "hint"
    assert unasked.action is not None
    assert unasked.action.kind == "verdict"
    assert told(rows)["domain_near"].sentence == HELPS["sentence"]
    far = told(rows, verdict=HURTS, choice=Choice("small_96", None, "large_224", ("head", "scratch")))
    action = far["domain_far"].action
    assert action is not None
    assert (action.strategies, action.backbones) == (["head", "scratch"], ["small_96", "large_224"])
    assert told(rows, verdict=HURTS)["domain_far"].action is None, "with one strategy and backbone: nothing"


@pytest.mark.parametrize(
    ("each", "verdict", "strategies", "expected"),
    [
        (30, HELPS, ("head", "finetune", "scratch"), "head"),
        (100, HELPS, ("head", "finetune", "scratch"), "finetune"),
        (100, HELPS, ("head",), "head"),
        (100, HURTS, ("head", "finetune", "scratch"), "scratch"),
        (30, HURTS, ("head", "scratch"), "head"),
        (30, None, ("head",), "head"),
    ],
)
def test_what_to_try_goes_by_counts_and_verdict_and_what_there_is(each, verdict, strategies, expected):
    choice = Choice("small_96", None, "large_224", strategies)
    item = told(examples({"a": each, "b": each, "c": each}), choice=choice, verdict=verdict)["try"]
    assert item.action is not None
    assert (item.action.strategies, item.action.backbones) == ([expected], ["large_224"])
    assert item.sentence.startswith(f"Try {expected} on large_224: ")
    tried = replace(choice, trained={(expected, "large_224")})
    assert "try" not in told(examples({"a": each, "b": each, "c": each}), choice=tried, verdict=verdict)


def test_the_most_severe_comes_first_and_nothing_is_said_of_nothing() -> None:
    rows = examples({"a": 200, "b": 5, "c": 200})
    known = looked(rows)
    known.vectors[201] = known.vectors[3]
    items = advise(subject(rows), known, SMALL, HELPS)
    order = [("wrong", "warn", "hint", "good").index(item.severity) for item in items]
    assert order == sorted(order)
    assert order[0] == 0
    nothing = Looked([], np.empty((0, 30)))
    empty = Subject(SINGLE_LABEL, {}, [], {})
    assert [item.code for item in advise(empty, nothing, SMALL, None)] == ["verdict_unasked"]


def valued(values: list[float | None], group: str | None = None) -> list[ExampleRef]:
    return [
        ExampleRef(f"n{row}", f"{row:064}", "", group or f"n{row}", None, value=value)
        for row, value in enumerate(values)
    ]


def several(sets: list[tuple[str, ...] | None]) -> list[ExampleRef]:
    return [
        ExampleRef(f"s{row}", f"{row:064}", "", f"s{row}", None, class_ids=ids)
        for row, ids in enumerate(sets)
    ]


def told_of(task, rows, vectors=None, splits=None, verdict=HELPS) -> dict[str, Advice]:
    known = Looked([], np.empty((0, 30))) if vectors is None else Looked(rows, vectors)
    return {item.code: item for item in advise(subject(rows, splits, task), known, SMALL, verdict)}


def distinct(count: int) -> np.ndarray:
    return np.random.default_rng(3).normal(size=(count, 30)).astype(np.float32)


def test_of_a_number_things_are_counted_not_photos_of_them() -> None:
    spread = list(np.linspace(10, 90, 40))
    assert told_of(REGRESSION, valued(spread[:12]))["few_pictures"].severity == "warn"
    assert "40 different things" in told_of(REGRESSION, valued(spread))["under_a_hundred"].sentence
    assert "1 different" in told_of(REGRESSION, valued(spread, group="one house"))["few_pictures"].sentence
    found = told_of(REGRESSION, valued(spread * 4))
    assert "160 different things have a value. Training a whole" in found["under_a_tenth"].sentence
    assert found["try"].action is not None
    assert "domain_near" in found


def test_a_slip_of_the_pen_is_found_among_values_but_a_long_tail_is_not_one() -> None:
    usual = list(np.linspace(180_000, 420_000, 40))
    item = told_of(REGRESSION, valued([*usual, 31_000_000]))["far_value"]
    assert item.sentence.startswith("31,000,000: far")
    assert [row.value for row in item.examples] == [31_000_000]
    prices = np.exp(np.random.default_rng(0).normal(12, 1, 400))
    assert "far_value" not in told_of(REGRESSION, valued(prices.tolist())), "prices have a long tail"
    assert "far_value" not in told_of(REGRESSION, valued([5.0] * 40)), "where nothing varies nothing is far"


def test_pictures_that_nobody_labelled_come_first() -> None:
    rows = valued([1.0, None, *np.linspace(0, 9, 40)])
    item = told_of(REGRESSION, rows)["unlabelled"]
    assert (item.severity, [row.id for row in item.examples]) == ("wrong", ["n1"])
    assert item.sentence.startswith("One picture has no value")
    both = told_of(MULTI_LABEL, several([None, None, ("a",), ()]))["unlabelled"]
    assert both.sentence.startswith("2 pictures have no label")


def test_of_several_labels_those_that_show_a_class_are_counted() -> None:
    rows = several([("a", "b")] * 30 + [("b",)] * 20 + [()] * 4 + [("a", "b", "c")] * 3)
    found = told_of(MULTI_LABEL, rows)
    assert list(found["few_pictures"].classes) == ["c"]
    assert list(found["few_without"].classes) == ["b"]
    assert "don't show shoyu" in found["few_without"].sentence
    assert "uneven" not in found


def test_one_picture_with_two_labels_is_wrong_whatever_the_task() -> None:
    vectors = distinct(40)
    vectors[7] = vectors[3]
    values = valued(list(np.linspace(10, 90, 40)))
    assert "same_labelled_twice" not in told_of(REGRESSION, values, vectors), "10 apart is not much here"
    values[7] = valued([*[0.0] * 7, 85.0])[7]
    item = told_of(REGRESSION, values, vectors)["same_labelled_twice"]
    assert [row.id for row in item.examples] == ["n3", "n7"]
    assert "very different values" in item.sentence
    rows = several([("a",), ("b",)] * 20)
    assert "same_labelled_twice" not in told_of(MULTI_LABEL, rows, vectors)
    rows[7] = several([()] * 8)[7]
    item = told_of(MULTI_LABEL, rows, vectors)["same_labelled_twice"]
    assert "have other labels" in item.sentence
    for task, unlabelled in ((REGRESSION, valued([None] * 8)[7]), (MULTI_LABEL, several([None] * 8)[7])):
        rows_ = valued([50.0] * 20 + [90.0] * 20) if task == REGRESSION else several([("a",)] * 40)
        rows_[7] = unlabelled
        assert "same_labelled_twice" not in told_of(task, rows_, vectors), "nobody has labelled one of them"
    splits = {f"s{row}": "test" if row == 3 else "train" for row in range(40)}
    leak = told_of(MULTI_LABEL, several([("a",)] * 40), vectors, splits)["same_in_test"]
    assert leak.sentence.startswith("One picture is almost the same inside the test")
    assert leak.action is None
