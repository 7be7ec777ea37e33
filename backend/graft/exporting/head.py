"""The head on its own: what changes with every training, some tens of kilobytes."""

import json
import tempfile
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import tf_keras as keras
from scipy.special import expit

from graft.errors import ArtifactMissing
from graft.exporting.artifacts import Artifact, keep
from graft.exporting.converter import MODEL, convert
from graft.releases.manifest import Activation
from graft.storage.home import Home

OUTPUT = "probabilities"
"""The graph's output node; of a number, the number in its own unit."""
_HIDDEN, _LAST = "hidden", "classes"
"""Names of the layers."""


Layer = tuple[np.ndarray, np.ndarray]
"""Kernel, float32[n, m], and bias, float32[m]."""


@dataclass(frozen=True)
class HeadWeights:
    """A trained head, ``activation((vector @ kernel + bias) / temperature)``; a hidden layer may be first."""

    kernel: np.ndarray
    """float32[C, k]; of a dense head float32[h, k]"""
    bias: np.ndarray
    """float32[k]"""
    temperature: float = 1.0
    """Above 0."""
    activation: Activation = "softmax"
    deviation: float = 1.0
    """Of a number: the standard deviation of the values, the measure of how far off is far off."""
    hidden: Layer | None = None
    """Of a dense head: float32[C, h] and float32[h], with ReLU."""

    @property
    def features(self) -> int:
        """C."""
        return len(self.kernel if self.hidden is None else self.hidden[0])

    def logits(self, vectors: np.ndarray) -> np.ndarray:
        """float64[N, k] of float32[N, C], before temperature and activation."""
        values = vectors.astype(np.float64)
        if self.hidden is not None:
            values = np.maximum(values @ self.hidden[0] + self.hidden[1], 0)
        return values @ self.kernel + self.bias

    def outputs(self, vectors: np.ndarray) -> np.ndarray:
        """What the head says of float32[N, C], as float64[N, k]: the definition exports are held to."""
        if self.activation == "softmax":
            return self.probabilities(vectors)
        return activate(self.logits(vectors) / self.temperature, self.activation)

    def probabilities(self, vectors: np.ndarray) -> np.ndarray:
        """The same of a head with softmax."""
        logits = self.logits(vectors)
        powers = np.exp((logits - logits.max(axis=1, keepdims=True)) / self.temperature)
        return powers / powers.sum(axis=1, keepdims=True)


@dataclass(frozen=True)
class ExportedHead(Artifact):
    """A graph model from feature vectors, float32[N, C], to the activation's values, float32[N, k]."""


def export_head(weights: HeadWeights, home: Home) -> ExportedHead:
    """Write the head into ``artifacts/heads``.

    Raises:
        ConversionFailed: The converter could not.
        DiskFull: No space left.
    """
    kept = keep(home.artifacts / "heads", lambda folder: write_head(weights, folder))
    return ExportedHead(kept.sha256, kept.folder, kept.bytes)


def write_head(weights: HeadWeights, folder: Path) -> None:
    """Write the head's files into a folder, made if it isn't there: the converter's own, with these weights.

    Raises:
        ConversionFailed: The converter could not.
        OSError: No space left.
    """
    width = None if weights.hidden is None else len(weights.hidden[1])
    form = _form(weights.features, width, len(weights.bias), weights.activation)
    arrays = {(_LAST, array.ndim): array / weights.temperature for array in (weights.kernel, weights.bias)}
    arrays |= {(_HIDDEN, array.ndim): array for array in weights.hidden or ()}
    data = b"".join(arrays[place].astype("<f4").tobytes() for place in form.places)
    folder.mkdir(exist_ok=True)
    (folder / MODEL).write_bytes(form.model)
    start = 0
    for name, length in form.shards:
        (folder / name).write_bytes(data[start : start + length])
        start += length


@dataclass(frozen=True)
class _Form:
    """What the files of all heads of one shape have in common."""

    model: bytes
    """Of ``model.json``."""
    places: tuple[tuple[str, int], ...]
    """Of the weights in the shards, in order: layer, and rank (2 is the kernel, 1 the bias)."""
    shards: tuple[tuple[str, int], ...]
    """Names and bytes."""


@lru_cache(maxsize=64)
def _form(features: int, hidden: int | None, classes: int, activation: Activation) -> _Form:
    """Ask the converter once for a shape: only the weights differ from head to head."""
    ones = HeadWeights(*_ones(hidden or features, classes), activation=activation)
    if hidden is not None:
        ones = replace(ones, hidden=_ones(features, hidden))
    with tempfile.TemporaryDirectory(prefix="graft-") as scratch:
        folder = Path(scratch)
        convert(build(ones), folder, [OUTPUT])
        model = (folder / MODEL).read_bytes()
        (group,) = json.loads(model)["weightsManifest"]
        places = tuple(_place(entry) for entry in group["weights"])
        return _Form(model, places, tuple((name, (folder / name).stat().st_size) for name in group["paths"]))


def _ones(inputs: int, outputs: int) -> Layer:
    return np.ones((inputs, outputs), np.float32), np.ones(outputs, np.float32)


def _place(entry: dict[str, Any]) -> tuple[str, int]:
    """Layer and rank of a weight in model.json: its name begins with the model's and the layer's."""
    return entry["name"].split("/")[1], len(entry["shape"])


def build(weights: HeadWeights) -> keras.Model:
    """Keras' Dense with its activation, the temperature folded in: float32[N, C] to float32[N, k]."""
    vector = keras.Input((weights.features,), name="vector")
    below = vector
    if weights.hidden is not None:
        hidden = keras.layers.Dense(len(weights.hidden[1]), activation="relu", name=_HIDDEN)
        below = hidden(vector)
        hidden.set_weights(weights.hidden)
    dense = keras.layers.Dense(len(weights.bias), activation=weights.activation, name=_LAST)
    model = keras.Model(vector, dense(below), name="head")
    dense.set_weights([weights.kernel / weights.temperature, weights.bias / weights.temperature])
    return model


def activate(logits: np.ndarray, activation: Activation) -> np.ndarray:
    """What the graph's last step makes of float64[N, k]."""
    if activation == "linear":
        return logits
    if activation == "exponential":
        return np.exp(logits)
    if activation == "sigmoid":
        return expit(logits)
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def rehearse_export(features: int, classes: int, folder: Path) -> None:
    """Write a head that says nothing into ``folder``: the first real one of its shape then takes no time."""
    write_head(HeadWeights(*_ones(features, classes)), folder)


def read_head(home: Home, sha256: str) -> HeadWeights:
    """An exported head, the temperature folded in. Its activation is the manifest's to tell.

    Raises:
        ArtifactMissing: The head's files are gone.
    """
    folder = home.artifacts / "heads" / sha256
    try:
        (group,) = json.loads((folder / MODEL).read_text())["weightsManifest"]
        data = b"".join((folder / name).read_bytes() for name in group["paths"])
    except FileNotFoundError as error:
        raise ArtifactMissing(
            f"The files of head {sha256[:12]} are gone from the home folder. Train the project again.",
            sha256=sha256,
        ) from error
    arrays: dict[tuple[str, int], np.ndarray] = {}
    start = 0
    for entry in group["weights"]:
        shape = entry["shape"]
        array = np.frombuffer(data, "<f4", int(np.prod(shape)), start).reshape(shape)
        arrays[_place(entry)] = array
        start += array.nbytes
    kernel = arrays[_LAST, 2]
    no_bias = np.zeros(kernel.shape[1], np.float32)  # heads of earlier versions have none where it was zeros
    hidden = (arrays[_HIDDEN, 2], arrays[_HIDDEN, 1]) if (_HIDDEN, 2) in arrays else None
    return HeadWeights(kernel, arrays.get((_LAST, 1), no_bias), hidden=hidden)
