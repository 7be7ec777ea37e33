"""A frozen graph in words that TensorFlow.js knows.

Batch normalisation at inference is a product and a sum with constants: folded into the weights of the
convolution before it where there is one (Jacob et al. 2017, https://arxiv.org/abs/1712.05877, section
3.2), otherwise written out. The tensorflowjs converter folds too, element by element in Python, which
takes ResNet50 two minutes, and what it can't fold TensorFlow fuses into an operation of its own.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import tensorflow as tf

NORMALISATIONS = ("FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3")
CONVOLUTIONS = ("Conv2D", "DepthwiseConv2dNative")


def rewrite(graph: tf.compat.v1.GraphDef, outputs: Sequence[str]) -> None:
    """Fold batch normalisations, write out complementary error functions, keep hard swishes apart, in place.

    Normalisations whose statistics are computed from the batch, or are no constants, stay as they are. Nodes
    that ``outputs`` don't need are left out: the weights from before folding are as many again.
    """
    nodes = {node.name: node for node in graph.node}
    uses = Counter(_source(name) for node in graph.node for name in node.input)
    for node in list(graph.node):
        if node.op in NORMALISATIONS and not node.attr["is_training"].b:
            _fold(graph, nodes, uses, node)
        elif node.op == "Erfc":  # in Keras' GELU
            _write_out_erfc(graph, nodes, node)
        elif node.op == "Relu6":
            _keep_hard_swish_apart(graph, nodes, node)
    _leave_out_unused(graph, outputs)


def _leave_out_unused(graph, outputs: Sequence[str]) -> None:
    """Placeholders stay: a network's input is its input even where nothing looks at it."""
    nodes = {node.name: node for node in graph.node}
    needed, waiting = set(), [*outputs, *(name for name, node in nodes.items() if node.op == "Placeholder")]
    while waiting:
        name = _source(waiting.pop())
        if name not in needed:
            needed.add(name)
            waiting += nodes[name].input
    for place in reversed(range(len(graph.node))):
        if graph.node[place].name not in needed:
            del graph.node[place]


def _keep_hard_swish_apart(graph, nodes: dict, node) -> None:
    """relu6(x + 3), in MobileNet v3, as relu6(x - -3).

    As it is, TensorFlow on oneDNN fuses x · relu6(x + 3) / 6 into the convolution before it, as an activation
    that TensorFlow.js does not know.
    """
    shifted = nodes[_source(node.input[0])]
    if shifted.op not in ("Add", "AddV2"):
        return
    x, shift = shifted.input
    value = _constant(nodes, shift)
    if value is not None:
        shifted.op = "Sub"
        shifted.input[:] = [x, _add(graph, nodes, f"{shifted.name}/negative", -value)]


def _write_out_erfc(graph, nodes: dict, node) -> None:
    """1 - erf(x)."""
    erf = graph.node.add(name=f"{node.name}/erf", op="Erf")
    erf.input[:] = node.input
    erf.attr["T"].CopyFrom(node.attr["T"])
    node.op = "Sub"
    node.input[:] = [_add(graph, nodes, f"{node.name}/one", np.array(1.0)), erf.name]


def _fold(graph, nodes: dict, uses: Counter, node) -> None:
    constants = [_constant(nodes, name) for name in node.input[1:5]]
    if any(value is None for value in constants):
        return
    gamma, beta, mean, variance = constants
    scale = gamma / np.sqrt(variance + node.attr["epsilon"].f)
    offset = beta - mean * scale
    before = nodes[_source(node.input[0])]
    kernel = _constant(nodes, before.input[1]) if before.op in CONVOLUTIONS else None
    if kernel is not None and uses[before.name] == 1:
        shape = (*kernel.shape[2:],) if before.op == "DepthwiseConv2dNative" else (-1,)
        before.input[1] = _add(graph, nodes, f"{node.name}/kernel", kernel * scale.reshape(shape))
        scaled = before.name
    else:
        scaled = f"{node.name}/scaled"
        product = graph.node.add(name=scaled, op="Mul")
        product.input[:] = [node.input[0], _add(graph, nodes, f"{node.name}/scale", scale)]
        product.attr["T"].CopyFrom(node.attr["T"])
    kind = node.attr["T"].type
    node.op = "BiasAdd"
    node.input[:] = [scaled, _add(graph, nodes, f"{node.name}/offset", offset)]
    node.attr.clear()
    node.attr["T"].type = kind
    node.attr["data_format"].s = b"NHWC"


def _add(graph, nodes: dict, name: str, value: np.ndarray) -> str:
    """A new constant; returns its name."""
    constant = graph.node.add(name=name, op="Const")
    constant.attr["dtype"].type = tf.float32.as_datatype_enum
    constant.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(value.astype(np.float32)))
    nodes[name] = constant
    return name


def _constant(nodes: dict, name: str) -> np.ndarray | None:
    """The value of a constant, by way of identities; none for anything else."""
    node = nodes[_source(name)]
    while node.op == "Identity":
        node = nodes[_source(node.input[0])]
    return tf.make_ndarray(node.attr["value"].tensor) if node.op == "Const" else None


def _source(name: str) -> str:
    """``^node`` and ``node:1`` as ``node``."""
    return name.lstrip("^").split(":")[0]
