"""Builders: a row of the catalogue as a network in Keras."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import tf_keras as keras

from graft.backbones import domain_weights, embedded, hub, resnext
from graft.backbones.catalogue import Backbone, top_paths, weights_path
from graft.backbones.entrance import entrance
from graft.backbones.graftnet import build_graftnet
from graft.backbones.grouped import side_by_side
from graft.backbones.rows import Pooling
from graft.errors import PoolingImpossible, WeightsCorrupt, WeightsMismatch
from graft.settings import Settings


def build(
    backbone: Backbone, settings: Settings, *, weights: bool = True, pooling: Pooling | None = None
) -> keras.Model:
    """The network without its top, frozen.

    Args:
        backbone: a row of the catalogue.
        settings: where its weights are looked up.
        weights: the pretrained ones; otherwise random ones.
        pooling: what makes the vector of the maps: their average, their largest, or for ``none`` the
            largest of each 2 × 2, side by side (the chapter's bottleneck, 11.2.2). By default the row's.

    Returns:
        A model from float32[N, h, w, 3] in [0, 255] to ``[maps, vector]``: the last feature maps,
        float32[N, h', w', C], and the vector, float32[N, C]; for ``none`` float32[N, h'//2 · w'//2 · C].
        A module of TF Hub gives no maps: there they are the vector, float32[N, 1, 1, C].

    Raises:
        PoolingImpossible: ``none``, and maps of one pixel.
        WeightsAbsent: the weights are not on this machine.
        WeightsCorrupt: the file holds no weights of this network.
        WeightsMismatch: it holds another network's, or those of another width.
        WrongModuleKind: a classifier of TF Hub, which gives no features.
    """
    path = weights_path(backbone, settings) if weights or backbone.source == "hub" else None
    keras.backend.reset_uids()  # layers that Keras numbers are called the same in every process
    model = BUILDERS[backbone.builder](backbone)
    if path:
        load(model, backbone, path)
    model.trainable = False
    pooling = pooling or backbone.pooling
    return model if pooling == "avg" else _pooled(model, backbone, pooling)


def build_classifier(backbone: Backbone, settings: Settings) -> keras.Model:
    """The network with its top as it was trained (11.1.2).

    Returns:
        A model from float32[N, h, w, 3] in [0, 255] to probabilities, float32[N, k].

    Raises:
        WeightsAbsent, WeightsCorrupt, WeightsMismatch: as :func:`build`, of the weights with the top.
        WrongModuleKind: a feature vector of TF Hub.
    """
    if backbone.source == "hub":
        weights_path(backbone, settings)
        return hub.build_classifier(backbone)
    path, _ = top_paths(backbone, settings)
    keras.backend.reset_uids()
    model = _resnext_with_top(backbone) if backbone.builder == "resnext" else application(backbone, top=True)
    load(model, backbone, path)
    model.trainable = False
    return model


def load(model: keras.Model, backbone: Backbone, path: Path) -> None:
    """Put the weights in the file ``path`` into ``model``.

    Raises:
        WeightsCorrupt: the file holds no weights.
        WeightsMismatch: it holds another network's.
    """
    if backbone.source == "domain":
        domain_weights.load(model, path)
        return
    try:
        LOADERS.get(backbone.builder, keras.Model.load_weights)(model, path)
    except (ValueError, KeyError) as error:
        raise WeightsMismatch(
            f"The file of weights must be Keras' own for {backbone.name}, of the same width (α) too. "
            f"Received: {path}, which is another network's ({str(error).splitlines()[0][:200]}). "
            "Remove it, then fetch or copy it again.",
            path=str(path),
        ) from error
    except OSError as error:
        raise WeightsCorrupt(
            f"The file of weights must be Keras' own for {backbone.name}. Received: {path}, which can't "
            "be loaded. Remove it, then fetch or copy it again.",
            path=str(path),
        ) from error


def application(backbone: Backbone, *, top: bool) -> keras.Model:
    """One of Keras' own, with preprocessing before it: float32[N, h, w, 3] in [0, 255] to its output."""
    picture, scaled = entrance(backbone.input)
    network = getattr(keras.applications, backbone.application)
    trunk = network(input_tensor=scaled, include_top=top, weights=None, **backbone.arguments)
    trunk = side_by_side(trunk)
    heard = any(layer.name == "scale" for layer in trunk.layers)
    # ConvNeXt and RegNet go past the tensor that they are given to its source.
    output = trunk.output if heard else trunk.call(scaled)
    if top and getattr(trunk.layers[-1], "activation", None) is not keras.activations.softmax:
        output = keras.layers.Softmax(name="probabilities")(output)  # RegNet's top gives logits
    return keras.Model(picture, output, name=backbone.name)


def _application(backbone: Backbone) -> keras.Model:
    return _averaged(application(backbone, top=False))


def _resnext(backbone: Backbone) -> keras.Model:
    picture, scaled = entrance(backbone.input)
    maps = resnext.resnext(scaled, **backbone.arguments)
    return _averaged(keras.Model(picture, maps, name=backbone.name))


def _resnext_with_top(backbone: Backbone) -> keras.Model:
    picture, scaled = entrance(backbone.input)
    vector = keras.layers.GlobalAveragePooling2D(name="avg_pool")(
        resnext.resnext(scaled, **backbone.arguments)
    )
    answer = keras.layers.Dense(1000, activation="softmax", name="predictions")(vector)
    return keras.Model(picture, answer, name=backbone.name)


def _averaged(network: keras.Model) -> keras.Model:
    maps = network.output
    vector = keras.layers.GlobalAveragePooling2D(name="vector")(maps)
    return keras.Model(network.input, [maps, vector], name=network.name)


def _pooled(model: keras.Model, backbone: Backbone, pooling: Pooling) -> keras.Model:
    maps: Any = model.outputs[0]  # type: ignore[index]  # a functional model has outputs
    if pooling == "max":
        vector = keras.layers.GlobalMaxPooling2D(name="largest")(maps)
    else:
        if min(maps.shape[1:3]) < 2:
            raise PoolingImpossible(
                f"Without pooling the maps of {backbone.name} must be 2 × 2 or more. Received: maps of "
                f"{maps.shape[1]} × {maps.shape[2]} at {backbone.input.size[0]} pixels. Take pooling avg or "
                "max, or a larger input.",
                name=backbone.name,
                maps=maps.shape[1:3].as_list(),
            )
        halved = keras.layers.MaxPooling2D(2, name="bottleneck")(maps)
        vector = keras.layers.Flatten(name="flat")(halved)
    return keras.Model(model.input, [maps, vector], name=model.name)


def _graftnet(backbone: Backbone) -> keras.Model:
    return build_graftnet(size=backbone.input.size[0], **backbone.arguments)


BUILDERS: dict[str, Callable[[Backbone], keras.Model]] = {
    "application": _application,
    "graftnet": _graftnet,
    "hub": hub.build_module,
    "resnext": _resnext,
}
"""Builder by name. Only ``hub`` reads files: there is no such network without its weights."""

LOADERS: dict[str, Callable[[keras.Model, Path], object]] = {
    "graftnet": lambda model, path: embedded.load_weights(model, path.parent),
    "hub": lambda model, path: None,
    "resnext": resnext.load_weights,
}
"""How weights are loaded where not by order, as Keras does: the layers around a network have none."""
