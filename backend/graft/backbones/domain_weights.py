"""Weights of domain backbones: float32 arrays in a file named by their content."""

import hashlib
import io
import zipfile
from pathlib import Path

import numpy as np
import tf_keras as keras

from graft.errors import WeightsCorrupt, WeightsMismatch
from graft.storage.files import write_aside


def save(model: keras.Model, folder: Path) -> str:
    """Keep the weights of ``model`` as ``<sha256>.npz`` in ``folder``; returns their SHA-256.

    Raises:
        DiskFull: no space left; nothing is kept.
    """
    content = io.BytesIO()
    # By place and not by name: Keras numbers some layers by the process.
    np.savez(content, **{f"{place:04d}": weight.numpy() for place, weight in enumerate(model.weights)})
    sha256 = hashlib.sha256(content.getvalue()).hexdigest()
    path = folder / f"{sha256}.npz"
    if not path.exists():
        with write_aside(path) as file:
            file.write(content.getvalue())
    return sha256


def load(model: keras.Model, path: Path) -> None:
    """Put the weights in the file into ``model``.

    Raises:
        WeightsCorrupt: not the bytes that its name tells.
        WeightsMismatch: weights of another network, or of the same in another width.
    """
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != path.stem:
        raise _corrupt(path)
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            stored = [arrays[name] for name in sorted(arrays.files)]
    except (ValueError, zipfile.BadZipFile) as error:
        raise _corrupt(path) from error
    wanted = [tuple(weight.shape) for weight in model.weights]
    if wanted != [array.shape for array in stored]:
        raise WeightsMismatch(
            f"Weights of a domain backbone must fit its network, {model.name}, of the same width (α) too. "
            f"Received: {path.name}, whose {len(stored)} arrays are another's. Remove that backbone and "
            "train it again.",
            path=str(path),
        )
    model.set_weights(stored)


def _corrupt(path: Path) -> WeightsCorrupt:
    return WeightsCorrupt(
        f"Weights must have the SHA-256 that their file is named by. Received: {path}, which has another. "
        "Restore it from a copy, or remove that backbone and train it again.",
        path=str(path),
    )
