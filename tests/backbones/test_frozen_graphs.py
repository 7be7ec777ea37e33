"""A frozen graph has no variables, says what the function says, and keeps its names."""

import numpy as np
import pytest
import tensorflow as tf

from graft.backbones.frozen_graphs import freeze

GIVEN = np.array([[1.0, -2.0]], np.float32)
KERNEL = tf.Variable([[2.0, 1.0], [0.5, 3.0]])
TABLE = tf.Variable([[10.0], [20.0]])
SHIFT = tf.constant([0.25, 0.5])
INNER = tf.function(lambda values: values @ KERNEL)


@pytest.mark.parametrize(
    "network",
    [
        pytest.param(lambda values: values @ KERNEL, id="a variable"),
        pytest.param(lambda values: values @ KERNEL @ KERNEL, id="one twice"),
        pytest.param(lambda values: values @ KERNEL + SHIFT, id="a captured tensor"),
        pytest.param(lambda values: INNER(values) + 1, id="a function"),
        pytest.param(lambda values: values + tf.gather(TABLE, [0]), id="rows of a variable"),
    ],
)
def test_a_frozen_graph_says_the_same(network) -> None:
    function = tf.function(network).get_concrete_function(tf.TensorSpec((1, 2), name="given"))
    frozen = freeze(function)
    assert not {"ReadVariableOp", "ResourceGather", "PartitionedCall"} & {node.op for node in frozen.node}
    assert [node.name for node in frozen.node if node.op == "Placeholder"] == ["given"]
    ends = ["given:0", function.graph.outputs[0].name]
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        given, found = tf.import_graph_def(frozen, return_elements=ends, name="")
        said = session.run(found, {given: GIVEN})
    np.testing.assert_allclose(said, function(tf.constant(GIVEN)), rtol=1e-6)
