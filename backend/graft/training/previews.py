"""What a preset of augmentation makes of the user's own pictures, as one sheet to look at."""

import hashlib
import io
from collections.abc import Sequence

import numpy as np
import tensorflow as tf
from PIL import Image

from graft.backbones.preprocessing import Preprocessing, prepare
from graft.storage.files import write_aside
from graft.storage.home import Home
from graft.training.augmentation import augment
from graft.training.presets import Preset

SIDE = 128
"""Pixels of a picture on the sheet."""
VARIANTS = 5
"""Changed pictures beside each original."""
GAP = 4


def draw_sheet(pictures: Sequence[Image.Image], preset: Preset, seed: int) -> Image.Image:
    """A row for each picture: as it is, then as the network might see it.

    Args:
        pictures: one or more, upright RGB.
        preset: the scene.
        seed: of what is random.
    """
    look = Preprocessing((SIDE, SIDE), "crop", "triangle", 1.0, 0.0)
    originals = np.stack([prepare(picture, look) for picture in pictures])
    columns = [originals]
    for variant in range(VARIANTS):
        changed: tf.Tensor = augment(tf.constant(originals), preset, tf.constant([seed, variant], tf.int32))
        columns.append(np.asarray(changed).round().astype(np.uint8))
    step = SIDE + GAP
    sheet = Image.new("RGBA", (step * len(columns) - GAP, step * len(pictures) - GAP))
    for across, column in enumerate(columns):
        for down, pixels in enumerate(column):
            sheet.paste(Image.fromarray(pixels), (across * step, down * step))
    return sheet


def keep_sheet(sheet: Image.Image, home: Home) -> str:
    """Write the sheet among the previews; returns its SHA-256.

    Raises:
        DiskFull: no space left.
    """
    content = io.BytesIO()
    sheet.save(content, "WEBP", quality=85)
    sha256 = hashlib.sha256(content.getvalue()).hexdigest()
    with write_aside(home.previews / f"{sha256}.webp") as file:
        file.write(content.getvalue())
    return sha256
