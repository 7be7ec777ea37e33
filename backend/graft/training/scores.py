"""How right a head is about each test example: the form in which two heads are compared.

The mean of the scores is the measure that the task's evaluation tells: the share that is right, the share of
which every label is right, or R².
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import expit

from graft.datasets.tasks import MULTI_LABEL, REGRESSION
from graft.training.multilabel import shown
from graft.training.regression import explained, forward, values_of
from graft.training.splits import ExampleRef


def scores(
    asked: Sequence[ExampleRef], logits: np.ndarray, manifest: Mapping[str, Any]
) -> list[float] | None:
    """The scores of a version, in the order of :func:`graft.training.tested.groups`.

    Of a number whose values don't vary there are none.

    Args:
        asked: n test examples.
        logits: float64[n, k] of its head.
        manifest: of the version, by :mod:`graft.releases.manifest`.
    """
    ids = [row["id"] for row in manifest["classes"]]
    if manifest["task"] == REGRESSION:
        return _of_numbers(asked, logits[:, 0], manifest["target"]["transform"])
    if manifest["task"] == MULTI_LABEL:
        said = expit(logits) >= np.array(manifest["thresholds"])
        right = (said == shown(asked, ids)).all(axis=1)
    else:
        right = logits.argmax(axis=1) == np.array([ids.index(row.class_id) for row in asked])
    return right.astype(int).tolist()


def _of_numbers(asked: Sequence[ExampleRef], predicted: np.ndarray, transform: str) -> list[float] | None:
    numbered = np.unique([row.group for row in asked], return_inverse=True)[1]
    values = forward(values_of(asked), "log" if transform == "log" else "none")
    found = explained(predicted, values, numbered)
    return None if found is None else found.tolist()
