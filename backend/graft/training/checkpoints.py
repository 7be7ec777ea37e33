"""Checkpoints of a training: all that it needs to go on after a kill as if nothing had been."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from graft.storage.files import write_aside


@dataclass(frozen=True)
class Checkpoint:
    """A training at the end of an epoch."""

    facts: dict[str, Any]
    """JSON: position, history, what is best so far."""
    current: Sequence[np.ndarray]
    """The network's weights."""
    best: Sequence[np.ndarray]
    """Those with the smallest held-out loss; none: there are none yet."""
    moments: Sequence[np.ndarray]
    """The optimizers' weights."""


def save(checkpoint: Checkpoint, path: Path) -> None:
    """Write it; the one before is there until this one is whole.

    Raises:
        DiskFull: no space left.
    """
    arrays = {"facts": np.frombuffer(json.dumps(checkpoint.facts).encode(), np.uint8)}
    for part in ("current", "best", "moments"):
        arrays |= {f"{part}-{place:05d}": array for place, array in enumerate(getattr(checkpoint, part))}
    content = io.BytesIO()
    np.savez(content, **arrays)
    with write_aside(path) as file:
        file.write(content.getbuffer())


def load(path: Path) -> Checkpoint | None:
    """The checkpoint; none where there is none."""
    if not path.exists():
        return None
    with np.load(path, allow_pickle=False) as arrays:
        names = sorted(arrays.files)
        parts = {
            part: [arrays[name] for name in names if name.startswith(f"{part}-")]
            for part in ("current", "best", "moments")
        }
        return Checkpoint(json.loads(arrays["facts"].tobytes()), **parts)
