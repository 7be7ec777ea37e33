"""Backbones that come with Graft: ``models/embedded/<name>/weights.npz`` and its SHA-256 beside it.

Weights are kept as float16, which halves the file and moves a feature by less than a thousandth of
its range; they are float32 again once loaded.
"""

import hashlib
import os
from pathlib import Path

import numpy as np
import tf_keras as keras

from graft.errors import WeightsAbsent, WeightsCorrupt

WEIGHTS = "weights.npz"
DIGEST = "weights.npz.sha256"  # as `sha256sum weights.npz` writes it, so that `sha256sum -c` checks it


def folder(models_dir: Path, name: str) -> Path:
    """Where the embedded backbone ``name`` lies."""
    return models_dir / "embedded" / name


def save_weights(model: keras.Model, target: Path) -> str:
    """Write the weights of ``model`` into the folder ``target``; returns their SHA-256.

    Written aside and renamed, the digest last: a kill in between leaves the old pair or a pair that
    :func:`load_weights` refuses, never wrong weights taken for right.
    """
    target.mkdir(parents=True, exist_ok=True)
    aside = target / f".{WEIGHTS}"
    with aside.open("wb") as file:
        np.savez(file, **{_key(v.name): v.numpy().astype(np.float16) for v in model.weights})
    digest = sha256(aside)
    os.replace(aside, target / WEIGHTS)
    (target / DIGEST).write_text(f"{digest}  {WEIGHTS}\n")
    return digest


def load_weights(model: keras.Model, source: Path) -> keras.Model:
    """Put the weights in the folder ``source`` into ``model`` and return it.

    Raises:
        WeightsAbsent: no weights in the folder.
        WeightsCorrupt: not the bytes that the digest names, or weights of another network.
    """
    check(source)
    with np.load(source / WEIGHTS, allow_pickle=False) as arrays:
        stored = {key: arrays[key].astype(np.float32) for key in arrays.files}
    wanted = {_key(v.name): tuple(v.shape) for v in model.weights}
    if wanted != {key: array.shape for key, array in stored.items()}:
        odd = sorted(wanted.keys() ^ stored.keys()) or [k for k in wanted if stored[k].shape != wanted[k]]
        raise WeightsCorrupt(
            f"The weights must fit the network {model.name}. Received: {source / WEIGHTS}, which differs in "
            f"{len(odd)} arrays, the first {odd[0]!r}. Restore the folder {source.name} from a fresh copy "
            "of Graft.",
            path=str(source / WEIGHTS),
        )
    model.set_weights([stored[_key(v.name)] for v in model.weights])
    return model


def check(source: Path) -> str:
    """The SHA-256 of the weights in the folder ``source``, once it is what the digest says.

    Raises:
        WeightsAbsent: no weights, or no digest, in the folder.
        WeightsCorrupt: other bytes than the digest names.
    """
    path = source / WEIGHTS
    try:
        named = (source / DIGEST).read_text().split()[0]
        found = sha256(path)
    except (FileNotFoundError, IndexError) as error:
        raise WeightsAbsent(
            f"An embedded backbone is the files {WEIGHTS} and {DIGEST}. Received: {source}, without them. "
            f"Restore the folder {source.name} from a fresh copy of Graft.",
            path=str(path),
        ) from error
    if found != named:
        raise WeightsCorrupt(
            f"Weights must have the SHA-256 that {DIGEST} names, {named[:12]}…. Received: {path} with "
            f"{found[:12]}…. Restore the folder {source.name} from a fresh copy of Graft.",
            path=str(path),
        )
    return found


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _key(name: str) -> str:
    """``stem/kernel:0`` as ``stem/kernel``."""
    return name.removesuffix(":0")
