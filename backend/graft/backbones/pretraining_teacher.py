"""The teacher: its feature maps for every crop, computed once and kept in a file."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
import tf_keras as keras
from numpy.lib.format import open_memmap

from graft.backbones.litert import FastCopy, convert
from graft.backbones.pretraining_data import Pictures, Progress
from graft.backbones.recipes import Teacher
from graft.errors import BadParameter, WeightsAbsent

BATCH = 64
SAMPLE = 4096  # pictures of the first set from which the principal components come

Network = Callable[[np.ndarray, np.ndarray], np.ndarray]


class Targets:
    """The teacher's feature maps of one set of pictures, view by view.

    Attributes:
        width: number of features at each place.
        pooled_variance: mean variance of the features once averaged over the places.
    """

    def __init__(self, folder: Path, number: int, basis: "Basis") -> None:
        self._folder, self._number = folder, number
        self._views: dict[int, np.ndarray] = {}
        self.width, self.pooled_variance = basis.matrix.shape[1], basis.pooled_variance

    def of(self, view: int, chosen: np.ndarray) -> np.ndarray:
        """``float32[len(chosen), H, W, width]``, of mean 0 and mean variance 1 over the first set."""
        if view not in self._views:
            self._views[view] = np.load(path_of(self._folder, self._number, view), mmap_mode="r")
        return self._views[view][chosen].astype(np.float32)


@dataclass(frozen=True)
class Basis:
    """The strongest principal components of the teacher's standardised features.

    A fifth of the numbers, and nearly all that they say. The components keep their sizes, so that
    the strong ones count for more; one common factor makes their mean variance 1.

    Attributes:
        mean: ``float32[C]``.
        matrix: ``float32[C, K]``.
        pooled_variance: mean variance of the K numbers once averaged over the places.
    """

    mean: np.ndarray
    matrix: np.ndarray
    pooled_variance: float

    @classmethod
    def of(cls, maps: np.ndarray, components: int) -> "Basis":
        """The basis for ``float32[N, H, W, C]``."""
        flat = maps.reshape(-1, maps.shape[-1])
        mean, deviation = flat.mean(axis=0), flat.std(axis=0) + 1e-2
        standard = (flat - mean) / deviation
        variances, vectors = np.linalg.eigh(standard.T @ standard / len(standard))
        variances, vectors = variances[::-1][:components], vectors[:, ::-1][:, :components]
        matrix = (vectors / deviation[:, None] / np.sqrt(variances.mean())).astype(np.float32)
        pooled = (maps.mean(axis=(1, 2)) - mean) @ matrix
        return cls(mean, matrix, float(pooled.var(axis=0).mean()))

    @classmethod
    def load(cls, path: Path) -> "Basis":
        """The basis in a file."""
        with np.load(path, allow_pickle=False) as kept:
            return cls(kept["mean"], kept["matrix"], float(kept["pooled_variance"]))

    def save(self, path: Path) -> None:
        """Write the basis aside, then rename."""
        aside = path.with_suffix(".part")
        with aside.open("wb") as file:
            np.savez(file, mean=self.mean, matrix=self.matrix, pooled_variance=self.pooled_variance)
        os.replace(aside, path)


def path_of(folder: Path, number: int, view: int) -> Path:
    """The file of the teacher's features of set ``number``, view ``view``."""
    return folder / f"teacher-{number}-view{view}.npy"


def ask(
    teacher: Teacher,
    weights_dir: Path | None,
    sets: list[Pictures],
    seed: int,
    folder: Path,
    progress: Progress,
) -> list[Targets]:
    """The teacher's feature maps for all views of all sets, computed where ``folder`` has none yet.

    Raises:
        WeightsAbsent: the teacher's weights are not in the weights folder.
        BadParameter: no such Keras application.
    """
    network = None
    basis_path = folder / "teacher.npz"
    if not basis_path.exists():
        network = _build(teacher, weights_dir)
        sample = np.unique(np.linspace(0, len(sets[0]) - 1, SAMPLE).astype(int))
        boxes = sets[0].boxes(0, seed)
        maps = [
            network(sets[0].pixels[part], boxes[part])
            for part in np.array_split(sample, -(-len(sample) // BATCH))
        ]
        Basis.of(np.concatenate(maps), teacher.components).save(basis_path)
    basis = Basis.load(basis_path)
    for number, pictures in enumerate(sets):
        for view in range(pictures.data.views):
            target = path_of(folder, number, view)
            if not target.exists():
                network = network or _build(teacher, weights_dir)
                words = (
                    f"Asking the teacher about {pictures.data.path}, view {view + 1} of {pictures.data.views}"
                )
                _write(
                    network,
                    basis,
                    pictures,
                    pictures.boxes(view, seed),
                    target,
                    lambda done, total, words=words: progress(words, done, total),
                )
    return [Targets(folder, number, basis) for number in range(len(sets))]


def _build(teacher: Teacher, weights_dir: Path | None) -> Network:
    """uint8[N, S, S, 3] and float32[N, 4], the boxes to cut from them, to float32[N, H, W, C]."""
    builder: Any = getattr(keras.applications, teacher.application, None)
    if not callable(builder):
        raise BadParameter(
            f"A teacher must be a Keras application. Received: {teacher.application!r}. "
            "Use e.g. 'MobileNetV2'."
        )
    path = weights_dir / teacher.weights if weights_dir else None
    if path is None or not path.exists():
        raise WeightsAbsent(
            f"A teacher's weights must lie in the weights folder. Received: no {teacher.weights} in "
            f"{weights_dir or 'GRAFT_WEIGHTS_DIR, which is not set'}. Put the file there or leave the "
            "teacher out.",
            file=teacher.weights,
        )
    shape = (teacher.size, teacher.size, 3)
    network: Any = builder(input_shape=shape, weights=str(path), include_top=False)
    pixels = keras.layers.Input(shape)
    maps = network(keras.layers.Rescaling(1 / 127.5, offset=-1.0)(pixels))
    copy = convert(keras.Model(pixels, [maps, maps]))  # XNNPACK: twice as fast as TensorFlow's own kernels
    of_thread = threading.local()
    pool = ThreadPoolExecutor(os.cpu_count())

    def answer(picture: np.ndarray) -> np.ndarray:
        if not hasattr(of_thread, "copy"):
            of_thread.copy = FastCopy(copy)
        return of_thread.copy(picture)

    @tf.function(reduce_retracing=True)
    def cut(pixels, boxes):
        return tf.image.crop_and_resize(
            tf.cast(pixels, tf.float32), boxes, tf.range(tf.shape(boxes)[0]), shape[:2]
        )

    def look(pixels: np.ndarray, boxes: np.ndarray) -> np.ndarray:
        seen: Any = cut(tf.constant(pixels), tf.constant(boxes))
        return np.stack(list(pool.map(answer, seen.numpy())))

    return look


def _write(
    network: Network, basis: Basis, pictures: Pictures, boxes: np.ndarray, target: Path, progress
) -> None:
    """Write ``float16[N, H, W, K]`` aside, then rename."""
    aside = target.with_suffix(".part")
    kept = None
    for start in range(0, len(pictures), BATCH):
        part = slice(start, start + BATCH)
        maps = network(pictures.pixels[part], boxes[part])
        # Not numpy's product: its threads wait by spinning, and crawl as soon as anything else runs.
        found = tf.tensordot(maps - basis.mean, basis.matrix, 1).numpy()
        if kept is None:
            kept = open_memmap(aside, mode="w+", dtype=np.float16, shape=(len(pictures), *found.shape[1:]))
        kept[part] = found
        progress(start, len(pictures))
    assert kept is not None  # a set holds at least one picture
    kept.flush()
    os.replace(aside, target)
