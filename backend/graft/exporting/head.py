"""The head on its own: what changes with every training, some tens of kilobytes."""

import json
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

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


@dataclass(frozen=True)
class HeadWeights:
    """A trained head: ``activation((vector @ kernel + bias) / temperature)``."""

    kernel: np.ndarray
    """float32[C, k]"""
    bias: np.ndarray
    """float32[k]"""
    temperature: float = 1.0
    """Above 0."""
    activation: Activation = "softmax"
    deviation: float = 1.0
    """Of a number: the standard deviation of the values, the measure of how far off is far off."""

    def outputs(self, vectors: np.ndarray) -> np.ndarray:
        """What the head says of float32[N, C], as float64[N, k]: the definition exports are held to."""
        if self.activation == "softmax":
            return self.probabilities(vectors)
        logits = vectors.astype(np.float64) @ self.kernel.astype(np.float64) + self.bias
        return activate(logits / self.temperature, self.activation)

    def probabilities(self, vectors: np.ndarray) -> np.ndarray:
        """The same of a head with softmax."""
        logits = vectors.astype(np.float64) @ self.kernel.astype(np.float64) + self.bias
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
    features, classes = weights.kernel.shape
    form = _form(features, classes, weights.activation)
    folded = {array.ndim: array / weights.temperature for array in (weights.kernel, weights.bias)}
    data = b"".join(folded[rank].astype("<f4").tobytes() for rank in form.ranks)
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
    ranks: tuple[int, ...]
    """Of the weights in the shards, in order: 2 is the kernel, 1 the bias."""
    shards: tuple[tuple[str, int], ...]
    """Names and bytes."""


@lru_cache(maxsize=64)
def _form(features: int, classes: int, activation: Activation) -> _Form:
    """Ask the converter once for a shape: only the weights differ from head to head."""
    ones = HeadWeights(
        np.ones((features, classes), np.float32), np.ones(classes, np.float32), 1.0, activation
    )
    with tempfile.TemporaryDirectory(prefix="graft-") as scratch:
        folder = Path(scratch)
        convert(build(ones), folder, [OUTPUT])
        model = (folder / MODEL).read_bytes()
        (group,) = json.loads(model)["weightsManifest"]
        ranks = tuple(len(entry["shape"]) for entry in group["weights"])
        return _Form(model, ranks, tuple((name, (folder / name).stat().st_size) for name in group["paths"]))


def build(weights: HeadWeights) -> keras.Model:
    """Keras' Dense with its activation, the temperature folded in: float32[N, C] to float32[N, k]."""
    features, classes = weights.kernel.shape
    vector = keras.Input((features,), name="vector")
    dense = keras.layers.Dense(classes, activation=weights.activation, name="classes")
    model = keras.Model(vector, dense(vector), name="head")
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
    write_head(HeadWeights(np.ones((features, classes), np.float32), np.ones(classes, np.float32)), folder)


def read_head(home: Home, sha256: str) -> tuple[np.ndarray, np.ndarray]:
    """Kernel float32[C, k] and bias float32[k] of an exported head, the temperature folded in.

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
    weights: dict[int, np.ndarray] = {}
    start = 0
    for entry in group["weights"]:
        shape = entry["shape"]
        weights[len(shape)] = np.frombuffer(data, "<f4", int(np.prod(shape)), start).reshape(shape)
        start += weights[len(shape)].nbytes
    kernel = weights[2]
    no_bias = np.zeros(kernel.shape[1], np.float32)  # heads of earlier versions have none where it was zeros
    return kernel, weights.get(1, no_bias)
