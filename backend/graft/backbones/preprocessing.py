"""Preprocessing is data: from an upright RGB picture to a network's input.

The page does the same arithmetic (web/src/vision), and tests/golden holds both to it. Pillow's
BILINEAR, a triangle filter that widens as it shrinks, is the definition.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from PIL import Image

from graft.errors import BadParameter

Values = float | tuple[float, float, float]
"""One number for all channels, or one for each."""


@dataclass(frozen=True)
class Preprocessing:
    """How a picture becomes a network's input."""

    size: tuple[int, int]
    """Height and width, in pixels."""
    fit: Literal["crop", "squash", "pad"]
    """What happens to a picture of another shape: its middle, all of it distorted, or black borders."""
    filter: Literal["triangle"]
    scale: Values
    offset: Values
    """``value * scale + offset`` happens inside the network: what goes in is 0…255, RGB."""
    channels: Literal["rgb", "bgr"] = "rgb"
    """The order in which ``scale`` and ``offset`` come, and the network takes them; turned inside it too."""

    def __post_init__(self) -> None:
        """Raise BadParameter for what no side could do."""
        fits = self.fit in ("crop", "squash", "pad") and self.channels in ("rgb", "bgr")
        if not fits or self.filter != "triangle" or min(self.size) < 1:
            raise BadParameter(
                "Preprocessing has a size of 1 or more, a fit of crop, squash or pad, the filter triangle, "
                f"and channels in the order rgb or bgr. Received: {self.as_json()}."
            )

    def as_json(self) -> dict[str, Any]:
        """As the manifest and the page have it."""
        return {
            "size": list(self.size),
            "fit": self.fit,
            "filter": self.filter,
            "scale": _plain(self.scale),
            "offset": _plain(self.offset),
            "channels": self.channels,
        }

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> "Preprocessing":
        """The inverse of :meth:`as_json`.

        Raises:
            BadParameter: a fit, filter or order of channels that there is not, or an empty size.
        """
        height, width = fields["size"]
        return cls(
            (int(height), int(width)),
            fields["fit"],
            fields["filter"],
            _values(fields["scale"]),
            _values(fields["offset"]),
            fields.get("channels", "rgb"),
        )


def _plain(values: Values) -> float | list[float]:
    return list(values) if isinstance(values, tuple) else values


def _values(values: float | Sequence[float]) -> Values:
    if isinstance(values, (int, float)):
        return float(values)
    first, second, third = values
    return float(first), float(second), float(third)


def prepare(image: Image.Image, preprocessing: Preprocessing) -> np.ndarray:
    """An upright RGB picture as uint8[h, w, 3], not yet scaled."""
    height, width = preprocessing.size
    if preprocessing.fit == "pad":
        return np.asarray(_padded(image, width, height))
    box = _central_box(image, width / height) if preprocessing.fit == "crop" else None
    return np.asarray(image.resize((width, height), Image.Resampling.BILINEAR, box=box))


def _central_box(image: Image.Image, ratio: float) -> tuple[float, float, float, float]:
    """The largest box of the ratio width / height in the middle, in fractions of pixels."""
    width = min(image.width, image.height * ratio)
    height = min(image.height, width / ratio)
    left, top = (image.width - width) / 2, (image.height - height) / 2
    return (left, top, left + width, top + height)


def _padded(image: Image.Image, width: int, height: int) -> Image.Image:
    """The whole picture as large as it fits, in the middle of black."""
    scale = min(width / image.width, height / image.height)
    # Half up, as JavaScript rounds: Python's round() goes to even.
    inner = (
        min(width, max(1, int(image.width * scale + 0.5))),
        min(height, max(1, int(image.height * scale + 0.5))),
    )
    target = Image.new("RGB", (width, height))
    corner = ((width - inner[0]) // 2, (height - inner[1]) // 2)
    target.paste(image.resize(inner, Image.Resampling.BILINEAR), corner)
    return target
