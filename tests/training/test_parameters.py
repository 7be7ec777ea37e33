"""The strategies as data: defaults, what may be changed, what is refused."""

import json
from dataclasses import fields

import pytest

from graft.errors import BadParameter, UnknownParameter, UnknownPreset
from graft.training.parameters import STRATEGIES, as_json, describe, parse


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_strategy_has_defaults_in_their_range_and_a_sentence(strategy: str) -> None:
    given = as_json(parse(strategy, {}))
    assert as_json(parse(strategy, given)) == given
    told = json.loads(json.dumps(describe(STRATEGIES[strategy])))
    assert told["sentence"].endswith(".")
    assert [row["name"] for row in told["parameters"]] == list(given)
    assert all(row["help"].endswith(".") for row in told["parameters"])


def test_the_books_numbers_are_the_defaults() -> None:
    warm = parse("warmstart", {})
    assert (warm.dropout, warm.l2) == (0.75, 0.001)
    assert warm.warm_rate < warm.rate


def test_text_becomes_numbers_of_the_right_kind() -> None:
    given = parse("finetune", {"epochs": "3", "rate": "1e-4", "augment": "topdown"})
    assert (given.epochs, given.rate, given.augment) == (3, 1e-4, "topdown")
    assert isinstance(given.epochs, int)


@pytest.mark.parametrize(
    ("strategy", "given", "words"),
    [
        ("luck", {}, "finetune"),
        ("finetune", {"epochs": 0}, "from 1 to 1000"),
        ("finetune", {"epochs": 1.5}, "whole number"),
        ("finetune", {"epochs": True}, "whole number"),
        ("finetune", {"rate": "fast"}, "'fast'"),
        ("finetune", {"rate": float("nan")}, "number"),
        ("finetune", {"rate": None}, "number"),
        ("rebuild", {"pooling": "min"}, "avg, max, none"),
        ("rebuild", {"pooling": ["avg"]}, "avg, max, none"),
        ("head", {"hidden": 64}, "hidden says something only where kind is dense"),
        ("head", {"kind": "convex", "rate": 0.1}, "Give kind=dense too"),
        ("domain", {"source": 7}, "name"),
        ("domain", {"source": "x" * 201}, "200"),
    ],
)
def test_what_is_out_of_range_is_refused(strategy: str, given: dict, words: str) -> None:
    with pytest.raises(BadParameter, match=words):
        parse(strategy, given)


def test_what_is_unknown_is_told_with_what_there_is() -> None:
    with pytest.raises(UnknownParameter, match="epochs, rate") as caught:
        parse("finetune", {"epoch": 3})
    assert caught.value.details["name"] == "epoch"
    with pytest.raises(UnknownPreset, match="handheld"):
        parse("finetune", {"augment": "underwater"})


def test_lists_of_choices_hold_their_defaults() -> None:
    for strategy in STRATEGIES.values():
        for row in fields(strategy.parameters):
            assert row.default in row.metadata.get("choices", (row.default,))
