"""One network with a head of five classes, in the format of every contender.

A user of a peer would deploy one file that ends in probabilities, so that is what they get; Graft gets
backbone and head apart, as it exports them. The head's weights are random, but the same for all.
"""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import tensorflow as tf
import tf_keras as keras
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2
from tests.benchmarks.peers import packages
from tests.benchmarks.peers.metadata import with_metadata
from tests.scenes import KINDS, scene

from graft.backbones.preprocessing import Preprocessing, prepare
from graft.exporting import converter
from graft.exporting.converter import convert
from graft.exporting.head import OUTPUT, HeadWeights
from graft.exporting.head import build as build_head

CLASSES = 5
REPRESENTATIVE = 12
"""Pictures by which the full-integer quantisation sets its ranges."""


def random_head(features: int) -> HeadWeights:
    """Weights that make probabilities neither even nor certain of what a backbone usually gives."""
    random = np.random.default_rng(5)
    kernel = random.normal(0, 1.6 / np.sqrt(features), (features, CLASSES)).astype(np.float32)
    return HeadWeights(kernel, np.zeros(CLASSES, np.float32))


def export_all(backbone: keras.Model, given: Preprocessing, folder: Path) -> None:
    """Write ``folder`` full of one network: float32[1, h, w, 3] in [0, 255] to the vector or probabilities.

    ``backbone`` and ``head`` as Graft has them; ``graph`` and ``layers`` for TensorFlow.js; ``float.tflite``
    and ``int8.tflite`` by TensorFlow's converter; ``mediapipe.tflite``, the first with metadata;
    ``network.onnx`` by tf2onnx, for planes of colour, which ONNX Runtime prefers.
    """
    folder.mkdir(parents=True)
    head = random_head(backbone.outputs[1].shape[-1])
    convert(backbone, folder / "backbone", ["maps", "vector"])
    convert(build_head(head), folder / "head", [OUTPUT])
    whole = with_head(backbone, head)
    convert(whole, folder / "graph", [OUTPUT])
    save_layers(whole, folder / "layers")
    plain = lite(whole)
    (folder / "float.tflite").write_bytes(plain)
    (folder / "mediapipe.tflite").write_bytes(with_metadata(plain))
    (folder / "int8.tflite").write_bytes(lite(whole, given))
    _onnx(whole, folder / "network.onnx")


def with_head(backbone: keras.Model, head: HeadWeights) -> keras.Model:
    """Backbone and head as one network to probabilities."""
    dense = keras.layers.Dense(CLASSES, activation="softmax", name="classes")
    model = keras.Model(backbone.inputs[0], dense(backbone.outputs[1]), name=backbone.name)
    dense.set_weights([head.kernel, head.bias])
    return model


def save_layers(model: keras.Model, folder: Path) -> None:
    """The model as a layers model of TensorFlow.js, by tensorflowjs' own converter."""
    converter._converter()  # imports the package without what it needs for other frameworks
    sys.modules["tensorflowjs.converters"].save_keras_model(model, str(folder))


def lite(model: keras.Model, quantised_for: Preprocessing | None = None) -> bytes:
    """A TFLite file; full-integer with bytes for pixels where it is to be quantised."""
    shape = (1, *model.input_shape[1:])
    function = tf.function(lambda pictures: model(pictures, training=False))
    concrete = function.get_concrete_function(tf.TensorSpec(shape, tf.float32))
    making = tf.lite.TFLiteConverter.from_concrete_functions([convert_variables_to_constants_v2(concrete)])
    if quantised_for:
        making.optimizations = [tf.lite.Optimize.DEFAULT]
        making.representative_dataset = lambda: _representative(quantised_for)
        making.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        making.inference_input_type = tf.uint8
    return making.convert()


def _representative(given: Preprocessing) -> Iterator[list[np.ndarray]]:
    for seed in range(REPRESENTATIVE):
        picture = prepare(scene(KINDS[seed % len(KINDS)], seed, (640, 480)), given)
        yield [picture[None].astype(np.float32)]


def _onnx(model: keras.Model, path: Path) -> None:
    """An ONNX file whose input is float32[1, 3, h, w]."""
    shape = (1, *model.input_shape[1:])

    def network(pictures: tf.Tensor) -> tf.Tensor:
        return tf.identity(model(pictures, training=False), name=OUTPUT)

    function = tf.function(network, input_signature=[tf.TensorSpec(shape, tf.float32, name="pictures")])
    with _importable(packages.PYTHON):
        import tf2onnx.convert  # not Graft's: it lies beside the other peers

        tf2onnx.convert.from_function(
            function, function.input_signature, opset=17, inputs_as_nchw=["pictures:0"], output_path=str(path)
        )


@contextlib.contextmanager
def _importable(folder: Path) -> Iterator[None]:
    sys.path.append(str(folder))  # last, so that it shadows nothing
    try:
        yield
    finally:
        sys.path.remove(str(folder))
