"""What a comparison asks about, and by which measure: all that is known of it without a head."""

from collections.abc import Mapping, Sequence

from graft.datasets.tasks import MULTI_LABEL, REGRESSION, SINGLE_LABEL
from graft.releases.transfer import Measure
from graft.training.splits import ExampleRef, assign, by_rarest

MEASURES: Mapping[str, Measure] = {SINGLE_LABEL: "accuracy", MULTI_LABEL: "exact_match", REGRESSION: "r2"}
"""By task."""
INTERVALS: Mapping[Measure, str] = {
    "accuracy": "interval",
    "exact_match": "exact_interval",
    "r2": "interval",
}
"""What an evaluation calls the measure's interval."""


def tested(task: str, examples: Sequence[ExampleRef], class_ids: Sequence[str]) -> list[ExampleRef]:
    """The test examples, in the examples' order."""
    splits = assign(by_rarest(examples, class_ids) if task == MULTI_LABEL else examples)
    return [row for row in examples if splits[row.id] == "test"]


def groups(task: str, asked: Sequence[ExampleRef]) -> list[str]:
    """The group of each score: one a picture, but of a number one a group, whose predictions are averaged."""
    names = [row.group for row in asked]
    return sorted(set(names)) if task == REGRESSION else names
