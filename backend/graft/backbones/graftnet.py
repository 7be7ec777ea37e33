"""GraftNet: the small network that Graft trains itself and carries along.

Inverted residual bottlenecks with linear outputs and ReLU6 (MobileNetV2, Sandler et al. 2018,
https://arxiv.org/abs/1801.04381, section 3). Where the maps are large the expansion is one plain
3×3 convolution (Fused-MBConv, EfficientNetV2, Tan and Le 2021, https://arxiv.org/abs/2104.00298,
section 3.2): depthwise convolutions on large maps wait for memory, and TensorFlow's gradients of
them are slow, so on two cores the fused form trains nearly twice as fast at the same size.
"""

from typing import Literal, NamedTuple

import tf_keras as keras

layers = keras.layers


class Block(NamedTuple):
    """One residual bottleneck. ``fused`` expands by a 3×3 convolution, otherwise 1×1 then depthwise 3×3."""

    fused: bool
    expanded: int
    width: int
    stride: int = 1


class Plan(NamedTuple):
    """A variant of the network: width of the stem, blocks, width of the last convolution."""

    stem: int
    blocks: tuple[Block, ...]
    features: int


PLANS = {
    # 73 million multiply-adds at 160 px, 1.0 million weights. Costs less than MobileNetV2 α 0.35 at 224 px
    # (59 million), most of whose time goes into depthwise convolutions on large maps.
    "small": Plan(
        stem=16,
        blocks=(
            Block(True, 32, 24, stride=2),
            Block(True, 80, 40, stride=2),
            Block(True, 64, 40),
            Block(False, 160, 80, stride=2),
            Block(False, 320, 80),
            Block(False, 320, 96),
            Block(False, 384, 96),
            Block(False, 384, 160, stride=2),
            Block(False, 640, 160),
            Block(False, 640, 160),
        ),
        features=1024,
    ),
    # For tests: learns plain colours within seconds.
    "tiny": Plan(stem=8, blocks=(Block(True, 16, 8, stride=2), Block(False, 32, 16, stride=2)), features=32),
}


def build_graftnet(
    variant: str = "small", size: int | None = 160, *, levels: Literal[1, 2] = 2
) -> keras.Model:
    """The network with random weights.

    Its maps are those of the last convolution and, after them, the filtered maps of the block that first
    has their resolution. What a network says late is about the classes that it was trained on; earlier
    levels are more general, and a head chooses among both (Head2Toe, Evci et al. 2022,
    https://arxiv.org/abs/2201.03529). They cost nothing, for they are computed anyway.

    Args:
        variant: a key of :data:`PLANS`.
        size: height and width of the input in pixels, a multiple of 32; ``None`` for any size.
        levels: 1 leaves the earlier maps out: the training of the network itself looks at the last alone.

    Returns:
        A model of ``float32[N, size, size, 3]`` in [0, 255] to ``[maps, vector]``: ``float32[N, size/32,
        size/32, C]`` and ``float32[N, C]``, both in [0, 6]; the vector is the mean of the maps.

    Raises:
        KeyError: no such variant.
    """
    plan = PLANS[variant]
    pixels = layers.Input((size, size, 3), name="pixels")
    x = layers.Rescaling(1 / 127.5, offset=-1.0, name="rescaling")(pixels)
    x = _convolve(x, plan.stem, "stem", kernel=3, stride=2)
    entrance = x
    for number, block in enumerate(plan.blocks, start=1):
        x, filtered = _bottleneck(x, block, f"block{number:02d}")
        entrance = filtered if block.stride == 2 else entrance
    maps = _convolve(x, plan.features, "maps")
    if levels == 2:
        maps = layers.Concatenate(name="maps_levels")([maps, entrance])
    vector = layers.GlobalAveragePooling2D(name="vector")(maps)
    return keras.Model(pixels, [maps, vector], name=f"graftnet_{variant}")


def _bottleneck(x, block: Block, name: str):
    """Expand, filter, project; add the input where shapes allow. Gives that, and what was filtered."""
    if block.fused:
        y = _convolve(x, block.expanded, f"{name}_expand", kernel=3, stride=block.stride)
    else:
        y = _convolve(x, block.expanded, f"{name}_expand")
        depthwise = layers.DepthwiseConv2D(
            3, strides=block.stride, padding="same", use_bias=False, name=f"{name}_depthwise"
        )
        y = _normalise(depthwise(y), f"{name}_depthwise")
    filtered = y
    y = _convolve(y, block.width, f"{name}_project", linear=True)
    if block.stride == 1 and x.shape[-1] == block.width:
        y = layers.Add(name=f"{name}_add")([x, y])
    return y, filtered


def _convolve(x, width: int, name: str, *, kernel: int = 1, stride: int = 1, linear: bool = False):
    """Convolution without bias, batch normalisation, and ReLU6 unless linear."""
    convolution = layers.Conv2D(
        width,
        kernel,
        strides=stride,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        name=name,
    )
    return _normalise(convolution(x), name, linear=linear)


def _normalise(x, name: str, *, linear: bool = False):
    """Batch normalisation, and ReLU6 unless linear."""
    x = layers.BatchNormalization(epsilon=1e-3, momentum=0.99, name=f"{name}_norm")(x)
    return x if linear else layers.ReLU(6.0, name=f"{name}_relu6")(x)
