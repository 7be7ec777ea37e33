"""Keras networks as TensorFlow.js graph models, by tensorflowjs' own converter.

The network is traced into one function, its variables are frozen into constants, and the frozen
graph goes to :func:`convert_tf_frozen_model`. Going by way of a SavedModel, which is what the
converter's documentation shows, gives the same graph five times slower: saving traces every layer
of the Keras object once more, and nothing of that is kept.
"""

import errno
import importlib
import json
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import ModuleType, SimpleNamespace

import tensorflow as tf
import tf_keras as keras

from graft.backbones.frozen_graphs import freeze
from graft.errors import ConversionFailed
from graft.exporting.rewriting import rewrite

MODEL = "model.json"
CONVERTER = f"tensorflowjs {version('tensorflowjs')}, graft 3"
"""Changes when the same network would be written as other bytes."""


def convert(model: keras.Model, folder: Path, outputs: Sequence[str]) -> None:
    """Write ``model`` as a graph model: ``model.json`` and ``group1-shard1of1.bin``, ….

    Batch normalisation is folded into the convolutions. Two conversions of one network give the
    same bytes if its layers have the same names.

    Args:
        model: One float32 input, ``len(outputs)`` outputs; exported as in inference.
        folder: Made if it isn't there.
        outputs: Names of the graph's output nodes, in the order of the model's outputs.

    Raises:
        ConversionFailed: The converter doesn't know an operation of the network.
        OSError: The disk is full.
    """
    converter = _converter()
    with tempfile.TemporaryDirectory(prefix="graft-") as scratch:
        frozen = Path(scratch) / "frozen.pb"
        frozen.write_bytes(_freeze(model, outputs))
        try:
            converter.convert_tf_frozen_model(str(frozen), ",".join(outputs), str(folder))
        except tf.errors.ResourceExhaustedError as error:  # TensorFlow's own writer met a full disk
            raise OSError(errno.ENOSPC, str(error)) from error
        except ValueError as error:
            raise ConversionFailed(
                f"The tensorflowjs converter could not write {model.name!r}: {error}. "
                "A network may hold only operations that TensorFlow.js knows.",
                network=model.name,
            ) from error
    _sort_keys(folder / MODEL)


def _freeze(model: keras.Model, outputs: Sequence[str]) -> bytes:
    """The serialised graph of ``model`` at inference, with constants for variables."""

    def network(values: tf.Tensor) -> list[tf.Tensor]:
        results = tf.nest.flatten(model(values, training=False))
        return [tf.identity(result, name=name) for result, name in zip(results, outputs, strict=True)]

    image = tf.TensorSpec(model.input_shape, tf.float32, name="input")
    function = tf.function(network, autograph=False).get_concrete_function(image)
    graph = freeze(function)
    rewrite(graph, outputs)
    return graph.SerializeToString()


def _sort_keys(file: Path) -> None:
    """Rewrite a JSON file in one fixed order: protobuf maps come in whatever order they please."""
    file.write_text(json.dumps(json.loads(file.read_text()), sort_keys=True, separators=(",", ":")))


@cache
def _converter() -> ModuleType:
    """``tensorflowjs.converters.tf_saved_model_conversion_v2``, imported on first use.

    ``import tensorflowjs`` also imports TensorFlow Decision Forests (only so that SavedModels with
    forests load) and its converter from JAX. Graft needs neither, and they bring half a gigabyte
    of packages and restrict the versions of others; so empty modules stand in for both while the
    import runs, whether or not the real ones are installed, and are taken away again.
    """
    jax_conversion = ModuleType("tensorflowjs.converters.jax_conversion")
    jax_conversion.convert_jax = None  # type: ignore[attr-defined]
    stand_ins = {"tensorflow_decision_forests": ModuleType("tensorflow_decision_forests")}
    stand_ins[jax_conversion.__name__] = jax_conversion
    real = {name: sys.modules.get(name) for name in stand_ins}
    sys.modules.update(stand_ins)
    try:
        converter = importlib.import_module("tensorflowjs.converters.tf_saved_model_conversion_v2")
    finally:
        for name, module in real.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module
    # It takes the sum of two convolutions for a convolution and its bias; real biases are told already.
    converter.__dict__["normalize_bias_add"] = SimpleNamespace(normalize_bias_add_op=lambda graph: graph)
    return converter
