"""The head on its own: what changes with every training, some tens of kilobytes."""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tf_keras as keras

from graft.errors import ArtifactMissing
from graft.exporting.artifacts import Artifact, keep
from graft.exporting.converter import MODEL, convert
from graft.storage.home import Home

OUTPUT = "probabilities"
"""The graph's output node."""


@dataclass(frozen=True)
class HeadWeights:
    """A trained head: ``softmax((vector @ kernel + bias) / temperature)``."""

    kernel: np.ndarray
    """float32[C, k]"""
    bias: np.ndarray
    """float32[k]"""
    temperature: float
    """Above 0."""

    def probabilities(self, vectors: np.ndarray) -> np.ndarray:
        """What the head says of float32[N, C], as float64[N, k]: the definition exports are held to."""
        logits = vectors.astype(np.float64) @ self.kernel.astype(np.float64) + self.bias
        powers = np.exp((logits - logits.max(axis=1, keepdims=True)) / self.temperature)
        return powers / powers.sum(axis=1, keepdims=True)


@dataclass(frozen=True)
class ExportedHead(Artifact):
    """A graph model from feature vectors, float32[N, C], to probabilities, float32[N, k]."""


def export_head(weights: HeadWeights, home: Home) -> ExportedHead:
    """Write the head into ``artifacts/heads``.

    Raises:
        ConversionFailed: The converter could not.
        DiskFull: No space left.
    """
    model = build(weights)
    kept = keep(home.artifacts / "heads", lambda folder: convert(model, folder, [OUTPUT]))
    return ExportedHead(kept.sha256, kept.folder, kept.bytes)


def build(weights: HeadWeights) -> keras.Model:
    """Keras' Dense with softmax, the temperature folded in: float32[N, C] to float32[N, k]."""
    features, classes = weights.kernel.shape
    vector = keras.Input((features,), name="vector")
    dense = keras.layers.Dense(classes, activation="softmax", name="classes")
    model = keras.Model(vector, dense(vector), name="head")
    dense.set_weights([weights.kernel / weights.temperature, weights.bias / weights.temperature])
    return model


def warm(features: int) -> None:
    """Export a head to nowhere, so that the first real one doesn't wait for imports and first calls."""
    with tempfile.TemporaryDirectory(prefix="graft-") as folder:
        rehearse_export(features, Path(folder))


def rehearse_export(features: int, folder: Path) -> None:
    """Write a head of two classes that says nothing into ``folder``."""
    weights = HeadWeights(np.ones((features, 2), np.float32), np.ones(2, np.float32), 1.0)
    convert(build(weights), folder, [OUTPUT])


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
    no_bias = np.zeros(kernel.shape[1], np.float32)  # the converter drops a bias of zeros
    return kernel, weights.get(1, no_bias)
