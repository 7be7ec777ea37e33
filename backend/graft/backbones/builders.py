"""Builders: a row of the catalogue as a network in Keras."""

from collections.abc import Callable

import tf_keras as keras

from graft.backbones import embedded
from graft.backbones.catalogue import Backbone, weights_path
from graft.backbones.graftnet import build_graftnet
from graft.errors import WeightsCorrupt
from graft.settings import Settings


def build(backbone: Backbone, settings: Settings, *, weights: bool = True) -> keras.Model:
    """The network without its top, frozen.

    Args:
        backbone: a row of the catalogue.
        settings: where its weights are looked up.
        weights: the pretrained ones; otherwise random ones.

    Returns:
        A model from float32[N, h, w, 3] in [0, 255] to ``[maps, vector]``: the last feature maps,
        float32[N, h', w', C], and their average over the picture, float32[N, C].

    Raises:
        WeightsAbsent: the weights are not on this machine.
        WeightsCorrupt: the file holds no weights of this network.
    """
    path = weights_path(backbone, settings) if weights else None
    model = BUILDERS[backbone.family](backbone)
    if path and backbone.source == "embedded":
        embedded.load_weights(model, path.parent)
    elif path:
        try:
            model.load_weights(path)  # by order: the layers around the network have none
        except (OSError, ValueError, KeyError) as error:
            raise WeightsCorrupt(
                f"The file of weights must be Keras' own for {backbone.name}. Received: {path}, which can't "
                "be loaded. Remove it, then fetch or copy it again.",
                path=str(path),
            ) from error
    model.trainable = False
    return model


def _mobilenet_v1(backbone: Backbone) -> keras.Model:
    return _application(keras.applications.MobileNet, backbone)


def _mobilenet_v2(backbone: Backbone) -> keras.Model:
    return _application(keras.applications.MobileNetV2, backbone)


def _application(application: Callable[..., keras.Model], backbone: Backbone) -> keras.Model:
    """One of Keras' own, with scaling before it and the average after it."""
    picture = keras.Input((*backbone.input.size, 3), name="picture")
    scaled = keras.layers.Rescaling(backbone.input.scale, backbone.input.offset, name="scale")(picture)
    trunk = application(input_tensor=scaled, include_top=False, weights=None, **backbone.arguments)
    vector = keras.layers.GlobalAveragePooling2D(name="vector")(trunk.output)
    return keras.Model(picture, [trunk.output, vector], name=backbone.name)


def _graftnet(backbone: Backbone) -> keras.Model:
    return build_graftnet(size=backbone.input.size[0], **backbone.arguments)


BUILDERS: dict[str, Callable[[Backbone], keras.Model]] = {
    "graftnet": _graftnet,
    "mobilenet_v1": _mobilenet_v1,
    "mobilenet_v2": _mobilenet_v2,
}
"""Builder by family. They need no weights and read no file."""
