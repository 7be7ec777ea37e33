"""Convolution groups: what fine-tuning frees together, found from the network's graph.

The catalogue says how each family's groups end: by what the names of their last layers begin with. A
group is those layers and all that feeds them and is in no group before it; the last group takes the
rest as well. So every layer is in exactly one group, layers that Keras only numbers (``conv2d_57``)
find theirs, and no group feeds an earlier one, whatever the names are.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import tensorflow as tf
import tf_keras as keras

from graft.backbones.rows import Backbone
from graft.errors import NoGroups


@dataclass(frozen=True)
class Group:
    """A convolution group of a network."""

    name: str
    layers: tuple[keras.layers.Layer, ...]
    """Those that have weights, as the signal flows."""

    @property
    def weights(self) -> list[tf.Variable]:
        """All weights of its layers, those of batch normalisation's statistics among them."""
        return [weight for layer in self.layers for weight in layer.weights]


def convolution_groups(model: keras.Model, backbone: Backbone) -> list[Group]:
    """The groups of ``model`` as the signal flows, the stem first.

    Fine-tuning goes the other way: ``reversed(groups)``, the stem last.

    Args:
        model: a network as :func:`graft.backbones.builders.build` makes it.
        backbone: its row.

    Raises:
        NoGroups: a module of TF Hub, which is one layer.
    """
    if not backbone.groups:
        raise NoGroups(
            f"{backbone.name} has no convolution groups: a module of TF Hub is one layer, frozen or trained "
            "as a whole. Take a backbone of Keras' own to train group by group.",
            name=backbone.name,
        )
    left = {id(layer): layer for layer in model.layers}
    groups = []
    for name, beginning in backbone.groups.items():
        last = [layer for layer in left.values() if layer.name.startswith(beginning)]
        taken = list(left.values()) if name == list(backbone.groups)[-1] else _upstream(last)
        inside = {id(layer) for layer in taken} & left.keys()
        members = [left.pop(key) for key in list(left) if key in inside]
        groups.append(Group(name, tuple(layer for layer in members if layer.weights)))
    return groups


def parts(model: keras.Model, backbone: Backbone) -> list[Group]:
    """What a training of the whole network moves, each at a rate of its own: its convolution groups, or a
    module of TF Hub as the one layer that it is.

    Args:
        model: a network as :func:`graft.backbones.builders.build` makes it.
        backbone: its row.
    """
    if backbone.groups:
        return convolution_groups(model, backbone)
    return [Group("module", tuple(layer for layer in model.layers if layer.weights))]


def _upstream(layers: list[keras.layers.Layer]) -> list[keras.layers.Layer]:
    """The layers and all that feeds them."""
    found = {id(layer): layer for layer in layers}
    todo = list(layers)
    while todo:
        new = {id(layer): layer for layer in _parents(todo.pop()) if id(layer) not in found}
        found.update(new)
        todo.extend(new.values())
    return list(found.values())


def _parents(layer: keras.layers.Layer) -> Iterator[keras.layers.Layer]:
    for node in layer.inbound_nodes:
        yield from (parent.layer for parent in node.parent_nodes)
