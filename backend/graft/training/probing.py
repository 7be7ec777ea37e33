"""How good a backbone's feature vectors are: linear probes on sets of labelled pictures.

The probe is the product's own ``head`` strategy, multinomial logistic regression with L2 chosen by
cross-validation on the training pictures alone (the linear evaluation protocol of Kornblith, Shlens
and Le 2019, "Do Better ImageNet Models Transfer Better?", https://arxiv.org/abs/1805.08974, section 3).
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tf_keras as keras

from graft.backbones.builders import build
from graft.backbones.catalogue import Backbone
from graft.backbones.litert import FastCopy, convert
from graft.backbones.preprocessing import prepare
from graft.datasets import pictures
from graft.datasets.layout import Placed, arrange
from graft.datasets.sources import open_source
from graft.errors import EmptyArchive
from graft.settings import Settings
from graft.training.folds import assign_folds
from graft.training.heads import fit_convex

DRAWS = 3
"""How often the few training pictures are drawn; their mean accuracy is told."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Probed:
    """What a backbone's vectors were worth on one set.

    Attributes:
        name: of the set.
        few: test accuracy with a few training pictures a class, the mean over draws.
        all: test accuracy with every training picture.
        examples: number of test pictures.
    """

    name: str
    few: float
    all: float
    examples: int


def probe(
    backbone: Backbone,
    settings: Settings,
    sets: Sequence[Path],
    few: int,
    progress: Progress,
    *,
    random: bool = False,
) -> list[Probed]:
    """Probe a backbone on image-folder zips or folders with the splits train and test (or val).

    Args:
        backbone: a row of the catalogue.
        settings: where weights are looked up; limits of archives and pictures.
        sets: the zips or folders.
        few: training pictures a class of the first measurement.
        progress: told the set's name and how many of its pictures are done.
        random: with random weights instead, the twin that pretraining must beat.

    Raises:
        WeightsAbsent, WeightsCorrupt, ConversionFailed: see :mod:`graft.backbones`.
        EmptyArchive: a set without pictures in train and test.
        FileAbsent, NotAnArchive, UnsafeArchive, ArchiveTooLarge, BadArchive, BadPicture: unreadable ones.
    """
    if random:
        keras.utils.set_random_seed(0)
    copy = convert(build(backbone, settings, weights=not random))
    found = []
    for path in sets:
        train, test = _vectors(copy, backbone, settings, path, progress)
        accuracies = [_accuracy(train, test, few, draw) for draw in range(DRAWS)]
        everything = _accuracy(train, test, None, 0)
        found.append(Probed(path.stem, float(np.mean(accuracies)), everything, len(test[1])))
    return found


Vectors = tuple[np.ndarray, np.ndarray]
"""float32[n, C] and the names of the classes, str[n]."""


def _vectors(
    copy: bytes, backbone: Backbone, settings: Settings, path: Path, progress: Progress
) -> tuple[Vectors, Vectors]:
    """The feature vectors of the splits train and test."""
    of_thread = threading.local()

    def vector(placed: Placed) -> np.ndarray:
        if not hasattr(of_thread, "copy"):
            of_thread.copy = FastCopy(copy)
        image = pictures.decode(placed.file.read(), settings.pixels)
        return of_thread.copy(prepare(image, backbone.input))

    def both() -> Iterator[Vectors]:
        done, total = 0, sum(map(len, splits))
        for split in splits:
            rows = []
            for row in pool.map(vector, split):
                rows.append(row)
                done += 1
                progress(path.stem, done, total)
            yield np.stack(rows), np.array([placed.class_name for placed in split])

    with open_source(path, settings) as files, ThreadPoolExecutor(os.cpu_count()) as pool:
        placed = arrange(files).placed
        splits = [[one for one in placed if one.split == name] for name in ("train", "test")]
        if not all(splits):
            raise EmptyArchive(
                f"A set to probe on holds train/class/file and test/class/file. Received: {path.name}, where "
                "one of them has no pictures. Give a set with both.",
                path=str(path),
            )
        train, test = both()
    return train, test


def _accuracy(train: Vectors, test: Vectors, few: int | None, draw: int) -> float:
    """Test accuracy with ``few`` training pictures a class, drawn at random, or with all."""
    names, labels = np.unique(train[1], return_inverse=True)
    random = np.random.default_rng(draw)
    chosen = np.concatenate(
        [random.permutation(np.flatnonzero(labels == number))[:few] for number in range(len(names))]
    )
    folds = assign_folds(labels[chosen], [str(row) for row in chosen], draw)
    head = fit_convex(train[0][chosen], labels[chosen], len(names), folds, draw)
    answers = names[np.argmax(test[0] @ head.kernel + head.bias, axis=1)]
    return float(np.mean(answers == test[1]))
