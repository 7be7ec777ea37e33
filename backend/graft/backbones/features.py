"""Feature vectors: computed once for an image and a backbone, then kept."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from queue import SimpleQueue

import numpy as np
import tf_keras as keras
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from graft.backbones.catalogue import Backbone, fingerprint
from graft.backbones.litert import FastCopy, litert_model
from graft.backbones.preprocessing import prepare
from graft.datasets import pictures
from graft.settings import Settings
from graft.storage.home import Home
from graft.storage.tables import Feature

__all__ = ["Embedder", "fingerprint", "load", "missing", "save"]

CHUNK = 500
"""Values in one SQL list; SQLite takes 32,766 at most."""
MOST_THREADS = 8


class Embedder:
    """Turns pictures into feature vectors, on every core."""

    def __init__(
        self, backbone: Backbone, settings: Settings, home: Home, build: Callable[[], keras.Model]
    ) -> None:
        """Cheap: nothing is loaded yet.

        Raises:
            WeightsAbsent: the weights are not on this machine.
        """
        self.backbone = backbone
        self.settings = settings
        self.home = home
        self.fingerprint = fingerprint(backbone, settings)
        self._build = build
        self._threads = max(1, min(MOST_THREADS, os.cpu_count() or 1))
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="embed")
        self._copies: SimpleQueue[FastCopy] = SimpleQueue()
        self._loaded = False

    def warm(self) -> None:
        """Have the fast copy made and loaded, so that the first picture is as quick as the next.

        Raises:
            ConversionFailed, DiskFull, WeightsAbsent: see :func:`~graft.backbones.litert.litert_model`.
        """
        if self._loaded:
            return
        path = litert_model(self.backbone, self.settings, self.home, self._build)
        for _ in range(self._threads):
            self._copies.put(FastCopy(path))
        self._loaded = True

    def embed(self, images: Sequence[bytes]) -> Iterator[np.ndarray]:
        """One float32[C] for each picture file's bytes, in order.

        Raises:
            BadPicture: bytes that can't be decoded; the pictures before it were given.
        """
        self.warm()
        todo = iter(images)
        # A window, not all at once: a stopped iteration leaves no queue of work behind.
        window = [self._pool.submit(self._vector, data) for data in islice(todo, 2 * self._threads)]
        while window:
            vector = window.pop(0).result()
            window.extend(self._pool.submit(self._vector, data) for data in islice(todo, 1))
            yield vector

    def _vector(self, data: bytes) -> np.ndarray:
        image = pictures.decode(data, self.settings.pixels)
        values = prepare(image, self.backbone.input)
        copy = self._copies.get()
        try:
            return copy(values)
        finally:
            self._copies.put(copy)


def missing(session: Session, fingerprint: str, sha256s: Sequence[str]) -> list[str]:
    """Those of the images, in order, that have no feature vector yet."""
    known: set[str] = set()
    for chunk in _chunks(sha256s):
        known.update(
            session.scalars(
                select(Feature.sha256).where(Feature.backbone == fingerprint, Feature.sha256.in_(chunk))
            )
        )
    return [sha256 for sha256 in sha256s if sha256 not in known]


def save(session: Session, fingerprint: str, vectors: Mapping[str, np.ndarray]) -> None:
    """Keep float32[C] by SHA-256; one that is kept already stays as it is."""
    new = missing(session, fingerprint, list(vectors))
    rows = [
        {"backbone": fingerprint, "sha256": sha256, "vector": vectors[sha256].astype("<f4").tobytes()}
        for sha256 in new
    ]
    if rows:
        session.execute(insert(Feature), rows)


def load(session: Session, fingerprint: str, sha256s: Sequence[str]) -> np.ndarray:
    """float32[n, C]: the images' feature vectors in the order given.

    Raises:
        KeyError: an image that has none; see :func:`missing`.
    """
    vectors = np.empty((0, 0), np.float32)
    for start, chunk in zip(range(0, len(sha256s), CHUNK), _chunks(sha256s), strict=True):
        query = select(Feature.sha256, Feature.vector).where(
            Feature.backbone == fingerprint, Feature.sha256.in_(chunk)
        )
        kept = dict(session.execute(query).tuples().all())
        rows = np.frombuffer(b"".join(kept[sha256] for sha256 in chunk), "<f4").reshape(len(chunk), -1)
        if not start:  # written in place: of many pictures, a second copy would be hundreds of megabytes
            vectors = np.empty((len(sha256s), rows.shape[1]), np.float32)
        vectors[start : start + len(chunk)] = rows
    return vectors


def _chunks(sha256s: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(sha256s), CHUNK):
        yield sha256s[start : start + CHUNK]
