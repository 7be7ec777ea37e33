"""Where a picture enters a network: the part of preprocessing that happens inside it."""

from typing import Any

import tf_keras as keras

from graft.backbones.preprocessing import Preprocessing


def entrance(given: Preprocessing) -> tuple[Any, Any]:
    """A picture, float32[N, h, w, 3] in [0, 255] and RGB, and the same ordered, scaled and offset."""
    picture: Any = keras.Input((*given.size, 3), name="picture")
    ordered = picture[..., ::-1] if given.channels == "bgr" else picture
    rescaling: Any = keras.layers.Rescaling  # takes a number a channel too, which its types don't tell
    return picture, rescaling(given.scale, given.offset, name="scale")(ordered)
