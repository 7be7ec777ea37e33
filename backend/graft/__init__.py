"""Graft grows a new head on a pretrained backbone."""

import os

# TensorFlow reads this once, when it is imported. By itself it takes oneDNN's kernels only on processors
# with AVX-512 or AMX; on others too they train a convolutional network in six tenths of the time.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
# TensorFlow loads one Keras whether anybody asks or not. Ours is tf_keras; Keras 3 beside it takes the
# worker's start a tenth longer.
os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")

__version__ = "0.1.0"
