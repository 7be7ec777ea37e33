"""The fast copy of a backbone: a TFLite file that ai-edge-litert runs on XNNPACK.

One picture takes it about a millisecond where a ``tf.function`` takes six to ten. The converter is given
the frozen graph: it needs a third of a second for that, two seconds for a function of the same constants,
and half a minute for one with variables.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import tensorflow as tf
import tf_keras as keras
from ai_edge_litert.interpreter import Interpreter

from graft.backbones.catalogue import Backbone, fingerprint
from graft.backbones.frozen_graphs import freeze
from graft.errors import ConversionFailed
from graft.settings import Settings
from graft.storage.files import write_aside
from graft.storage.home import Home

TOLERANCE = 1e-3
"""Largest difference of a feature from Keras', as a part of the largest feature."""
FORMAT = 1
"""Raised when copies are made in another way: older ones are then left alone."""


def litert_model(
    backbone: Backbone, settings: Settings, home: Home, build: Callable[[], keras.Model]
) -> Path:
    """The fast copy's file; ``build`` is called, and seconds go by, only the first time.

    Raises:
        ConversionFailed: the copy could not be made, or disagrees with Keras.
        DiskFull: no space left.
        WeightsAbsent: the weights are not on this machine.
    """
    path = home.artifacts / "litert" / f"{fingerprint(backbone, settings)}-{FORMAT}.tflite"
    if not path.exists():
        copy = convert(build())
        with write_aside(path) as file:
            file.write(copy)
    return path


def convert(model: keras.Model) -> bytes:
    """A TFLite model from float32[1, h, w, 3] in [0, 255] to the vector, float32[1, C], alone.

    Raises:
        ConversionFailed: it could not be made, or disagrees with Keras.
    """
    height, width = model.input_shape[1:3]

    signature = tf.TensorSpec((1, height, width, 3), tf.float32)
    vector = tf.function(lambda pictures: model(pictures, training=False)[1], autograph=False)
    try:
        function = vector.get_concrete_function(signature)
        frozen = freeze(function)
        with tf.Graph().as_default():
            ends = [tensor.name for tensor in (*function.graph.inputs[:1], *function.graph.outputs)]
            given, found = tf.import_graph_def(frozen, return_elements=ends, name="")
        copy = tf.compat.v1.lite.TFLiteConverter(frozen, [given], [found]).convert()
    except Exception as error:  # the converter documents no exceptions of its own
        raise ConversionFailed(
            f"TensorFlow could not make the fast copy of {model.name}: {error}", name=model.name
        ) from error
    noise = np.random.default_rng(0).uniform(0, 255, (height, width, 3)).astype(np.float32)
    # Layer by layer: for one picture, the function would first be made ready for a second.
    expected = model(tf.constant(noise[None]), training=False)[1].numpy()[0]
    compare(model.name, expected, FastCopy(copy)(noise))
    return copy


def compare(name: str, expected: np.ndarray, found: np.ndarray) -> None:
    """Raise ConversionFailed unless the copy's features are Keras'."""
    difference = float(np.max(np.abs(found - expected)) / max(float(np.max(np.abs(expected))), 1e-12))
    if not difference <= TOLERANCE:
        raise ConversionFailed(
            f"The fast copy of {name} must give Keras' features within {TOLERANCE:g} of the largest. "
            f"It differs by {difference:.2g}: it was thrown away.",
            name=name,
            difference=difference,
        )


class FastCopy:
    """A TFLite model in memory, for one thread at a time."""

    def __init__(self, model: bytes | Path) -> None:
        # One thread each: several copies side by side keep all cores busy without waiting for each other.
        self._interpreter = Interpreter(
            model_path=str(model) if isinstance(model, Path) else None,
            model_content=None if isinstance(model, Path) else model,
            num_threads=1,
        )
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]["index"]
        self._output = self._interpreter.get_output_details()[0]["index"]

    def __call__(self, picture: np.ndarray) -> np.ndarray:
        """uint8 or float32[h, w, 3] in [0, 255] to float32[C]."""
        # Into the network's own memory: as an array first, the floats would be written twice.
        np.copyto(self._interpreter.tensor(self._input)()[0], picture)
        self._interpreter.invoke()
        return self._interpreter.get_tensor(self._output)[0]
