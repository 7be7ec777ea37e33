"""Random twins: a backbone's own network with random weights, for transfer to be measured against.

Two kinds. ``drawn`` is the network as its builder leaves it. In ``settled`` the BatchNormalization
statistics are then measured, as any training would, on what only looks like pictures in general:
noise whose power falls with the square of frequency, as that of photographs does (Field 1987,
https://doi.org/10.1364/JOSAA.4.002379). A network of depth says more once its activations are
settled, and settling them is not transfer.
"""

import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np
import tf_keras as keras

from graft.backbones.builders import build
from graft.backbones.catalogue import NETWORK_VERSION, Backbone
from graft.backbones.litert import FastCopy, convert
from graft.errors import NoTwin
from graft.settings import Settings

Kind = Literal["drawn", "settled"]

VERSION = 1
"""Raised when twins are made in another way: kept feature vectors then count no more."""
SETTLING = 32
"""Pictures of noise that the statistics are measured on."""


@dataclass(frozen=True)
class Twin:
    """One random network: the same backbone, kind and seed always give the same weights."""

    backbone: Backbone
    kind: Kind
    seed: int

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all that its feature vectors depend on, as a key beside those of real backbones."""
        row = self.backbone
        facts = {
            "twin": [VERSION, self.kind, self.seed],
            "network": [NETWORK_VERSION, row.family, row.application, dict(row.arguments)],
            "input": row.input.as_json(),
        }
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()

    def model(self, settings: Settings) -> keras.Model:
        """The network in Keras: float32[N, h, w, 3] in [0, 255] to [maps, vector].

        Raises:
            NoTwin: a module of TF Hub, of which there is nothing without its weights.
        """
        if self.backbone.builder == "hub":
            raise NoTwin(
                f"A verdict compares a network with its twin of random weights. {self.backbone.name} is a "
                "module of TF Hub, which can't be built without its own. Ask about a backbone of Keras'.",
                backbone=self.backbone.name,
            )
        keras.utils.set_random_seed(self.seed)
        model = build(self.backbone, settings, weights=False)
        if self.kind == "settled":
            settle(model, photograph_like(SETTLING, self.backbone.input.size, self.seed))
        return model

    def embed(
        self, pictures: Sequence[np.ndarray], settings: Settings, stop: Callable[[], None] = lambda: None
    ) -> Iterator[np.ndarray]:
        """One float32[C] for each of ``pictures``, uint8[h, w, 3] each, in order, by a fast copy.

        ``stop`` is called between pictures and may raise.

        Raises:
            NoTwin, ConversionFailed: see :meth:`model` and :func:`~graft.backbones.litert.convert`.
        """
        copy = convert(self.model(settings))
        of_thread = threading.local()

        def vector(picture: np.ndarray) -> np.ndarray:
            stop()
            if not hasattr(of_thread, "copy"):
                of_thread.copy = FastCopy(copy)
            return of_thread.copy(picture)

        with ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="twin") as pool:
            yield from pool.map(vector, pictures)


def twins(backbone: Backbone, each: int) -> Sequence[Twin]:
    """``each`` of both kinds. Without BatchNormalization there is nothing to settle: they are alike then."""
    kinds: tuple[Kind, ...] = ("drawn", "settled")
    return [Twin(backbone, kind, seed) for kind in kinds for seed in range(each)]


def settle(model: keras.Model, pictures: np.ndarray) -> None:
    """Set every BatchNormalization's statistics to those of float32[N, h, w, 3], in place."""
    layers = [one for one in model._flatten_layers() if isinstance(one, keras.layers.BatchNormalization)]
    before = [layer.momentum for layer in layers]
    model.trainable = True  # frozen ones would neither use nor move their statistics
    for layer in layers:
        layer.momentum = 0.0
    model(pictures, training=True)
    for layer, momentum in zip(layers, before, strict=True):
        layer.momentum = momentum
    model.trainable = False


def photograph_like(count: int, size: tuple[int, int], seed: int) -> np.ndarray:
    """float32[count, h, w, 3] in [0, 255]: coloured noise of photographs' spectrum, mostly grey."""
    height, width = size
    random = np.random.default_rng(seed)
    frequency = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None])
    frequency[0, 0] = frequency[0, 1]
    spectrum = np.fft.rfft2(random.normal(size=(count, 3, height, width))) / frequency
    values = np.fft.irfft2(spectrum, s=size)
    values /= values.std(axis=(2, 3), keepdims=True)
    # Light is common to the three colours; red against blue, and green against both, vary less.
    mixed = np.einsum("nchw,cd->nhwd", values, [[1, 0.9, 0.8], [0, 0.3, 0.1], [0, 0, 0.3]])
    return np.clip(128 + 64 * mixed, 0, 255).astype(np.float32)
