"""A network's graph with constants for its variables, which is what every converter begins with.

TensorFlow's own ``convert_variables_to_constants_v2`` optimises the graph, imports it and makes a function
of it again, of which the converters take nothing but the graph: for InceptionResNet v2 half of an export.
"""

from typing import Any

import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2


def freeze(function: Any) -> tf.compat.v1.GraphDef:
    """The graph of a concrete function; inputs and nodes keep their names.

    Functions within the function, as modules of TF Hub have them, and variables that are not simply read
    are left to TensorFlow.
    """
    graph = function.graph.as_graph_def()
    variables = {id(variable.handle): variable for variable in function.graph.variables}
    held = {inner.op.name: variables.get(id(outer), outer) for outer, inner in function.graph.captures}
    if graph.library.function or not all(_simple(node, held) for node in graph.node):
        return convert_variables_to_constants_v2(function).graph.as_graph_def()
    frozen = tf.compat.v1.GraphDef()
    frozen.versions.producer = graph.versions.producer
    for node in graph.node:
        if node.op == "ReadVariableOp":
            _add_constant(frozen, node, node.attr["dtype"], held[node.input[0]])
        elif node.name not in held:
            node.attr.pop("_user_specified_name", None)
            frozen.node.append(node)
        elif held[node.name].dtype != tf.resource and not isinstance(held[node.name], tf.Variable):
            _add_constant(frozen, node, node.attr["dtype"], held[node.name])
    return frozen


def _simple(node, held: dict[str, Any]) -> bool:
    """Whether the node reads a variable as a whole, or has to do with none."""
    if node.op == "ReadVariableOp":
        return isinstance(held.get(node.input[0]), tf.Variable)
    return not any(isinstance(held.get(name), tf.Variable) for name in node.input) and not (
        node.name in held and held[node.name].dtype == tf.resource
    )


def _add_constant(graph, node, kind, value) -> None:
    """A constant in the node's place."""
    constant = graph.node.add(name=f"{node.name}/resource", op="Const")
    constant.attr["dtype"].CopyFrom(kind)
    constant.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(value.numpy()))
    same = graph.node.add(name=node.name, op="Identity", input=[constant.name])
    same.attr["T"].CopyFrom(kind)
