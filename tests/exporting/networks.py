"""Small networks for these tests, with every layer kind that the backbones have."""

import numpy as np
import tf_keras as keras

from graft.backbones.preprocessing import Preprocessing

SIDE = 16
FEATURES = 12
INPUT = Preprocessing(size=(SIDE, SIDE), fit="crop", filter="triangle", scale=1 / 127.5, offset=-1.0)


def small_backbone(seed: int = 0) -> keras.Model:
    """float32[N, 16, 16, 3] in [0, 255] to maps float32[N, 8, 8, 12] and vector float32[N, 12]."""
    image = keras.Input((SIDE, SIDE, 3), name="image")
    x = keras.layers.Rescaling(1 / 127.5, -1, name="scale")(image)
    x = keras.layers.Conv2D(FEATURES, 3, 2, "same", use_bias=False, name="conv")(x)
    x = keras.layers.BatchNormalization(name="conv_bn")(x)
    x = keras.layers.ReLU(6.0, name="conv_relu")(x)
    x = keras.layers.DepthwiseConv2D(3, padding="same", use_bias=False, name="depthwise")(x)
    x = keras.layers.BatchNormalization(name="depthwise_bn")(x)
    maps = keras.layers.ReLU(6.0, name="maps")(x)
    vector = keras.layers.GlobalAveragePooling2D(name="pool")(maps)
    model = keras.Model(image, [maps, vector], name="small")
    random = np.random.default_rng(seed)
    model.set_weights([random.uniform(0.1, 1.0, weight.shape) for weight in model.get_weights()])
    return model
