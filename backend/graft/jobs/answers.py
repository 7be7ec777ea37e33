"""What a version says of a picture, as the command line and the API tell it."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from graft.datasets.tasks import MULTI_LABEL, REGRESSION
from graft.errors import WeightsCorrupt
from graft.releases.manifest import Activation


def activation(manifest: Mapping[str, Any]) -> Activation:
    """The last step of the version's head."""
    if manifest["task"] == REGRESSION:
        return "exponential" if manifest["target"]["transform"] == "log" else "linear"
    return "sigmoid" if manifest["task"] == MULTI_LABEL else "softmax"


def answer(manifest: Mapping[str, Any], outputs: np.ndarray) -> dict[str, Any]:
    """``value`` and ``interval`` of a number; else ``predictions``, the likeliest first.

    Args:
        manifest: of the version.
        outputs: float64[k], what its head gave.

    Raises:
        WeightsCorrupt: they are no finite numbers.
    """
    if not np.isfinite(outputs).all():
        raise WeightsCorrupt(
            f"Version {manifest['version']} gives no finite numbers. Train the project again."
        )
    if manifest["task"] == REGRESSION:
        return _number(manifest["target"], float(outputs[0]))
    names = [row["name"] for row in manifest["classes"]]
    ranked = sorted(zip(names, outputs.tolist(), strict=True), key=lambda pair: -pair[1])
    predictions: list[dict[str, Any]] = [
        {"class": name, "probability": probability} for name, probability in ranked
    ]
    if manifest["task"] == MULTI_LABEL:
        thresholds = dict(zip(names, manifest["thresholds"], strict=True))
        for row in predictions:
            row["shown"] = row["probability"] >= thresholds[row["class"]]
        return {"predictions": predictions}
    return {
        "unknown": ranked[0][1] < manifest["unknown"]["threshold"],
        "predictions": predictions,
    }


def _number(target: Mapping[str, Any], value: float) -> dict[str, Any]:
    low, high = target["likely"]
    if target["transform"] == "log":
        interval = [value * float(np.exp(low)), value * float(np.exp(high))]
    else:
        interval = [value + low, value + high]
    return {
        "value": value,
        "interval": interval,
        "quantity": target["quantity"],
        "unit": target["unit"],
    }
