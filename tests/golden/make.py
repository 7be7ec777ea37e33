"""Makes the golden files to which the backend's and the page's preprocessing are held.

Pillow alone is the definition, so neither side can pull the other along. Run from the repository:

    .venv/bin/python tests/golden/make.py

Writes preprocessing/cases.json, pictures/<name>.bin (raw uint8 rows, RGB or RGBA) and
expected/<case>.bin (raw uint8 RGB of the target's size). Everything comes from a fixed seed.
"""

import itertools
import json
import random
from dataclasses import asdict, dataclass
from pathlib import Path

from PIL import Image

FOLDER = Path(__file__).parent / "preprocessing"
FITS = ("crop", "squash", "pad")


@dataclass(frozen=True)
class Picture:
    """A source picture, made from its name."""

    name: str
    width: int
    height: int
    mode: str
    kind: str

    def image(self) -> Image.Image:
        """Noise shows every rounding, a gradient every shift, stripes every wrong weight."""
        dice = random.Random(self.name)
        channels = len(self.mode)
        values = bytearray()
        for y in range(self.height):
            for x in range(self.width):
                for c in range(channels):
                    values.append(self._value(dice, x, y, c))
        return Image.frombytes(self.mode, (self.width, self.height), bytes(values))

    def _value(self, dice: random.Random, x: int, y: int, c: int) -> int:
        """The value in 0…255 of column x, row y and channel c."""
        if self.kind == "noise":
            return dice.randrange(256)
        if self.kind == "gradient":
            across, down = x * 255 // max(1, self.width - 1), y * 255 // max(1, self.height - 1)
            return (across, down, 255 - across, (across + down) // 2)[c]
        return 255 * ((x // 3 + y // 2 + c) % 2)


PICTURES = (
    Picture("noise-landscape", 97, 61, "RGB", "noise"),
    Picture("noise-portrait", 45, 83, "RGB", "noise"),
    Picture("stripes-square", 64, 64, "RGB", "stripes"),
    Picture("gradient-same", 32, 32, "RGB", "gradient"),
    Picture("noise-tiny", 5, 3, "RGB", "noise"),
    Picture("noise-half", 10, 5, "RGB", "noise"),
    Picture("dot", 1, 1, "RGB", "noise"),
    Picture("noise-wide", 401, 2, "RGB", "noise"),
    Picture("noise-tall", 3, 257, "RGB", "noise"),
    Picture("glass", 53, 40, "RGBA", "noise"),
    Picture("glass-gradient", 40, 53, "RGBA", "gradient"),
)
SIZES = ((32, 32), (21, 34), (5, 5))


def over_white(image: Image.Image) -> Image.Image:
    """Lays a picture with alpha over white."""
    if image.mode == "RGB":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def fitted(image: Image.Image, fit: str, size: tuple[int, int]) -> Image.Image:
    """The picture at `size` (height, width), written as plainly as Pillow allows."""
    height, width = size
    if fit == "squash":
        return image.resize((width, height), Image.Resampling.BILINEAR)
    if fit == "pad":
        scale = min(width / image.width, height / image.height)
        inner = tuple(
            min(side, max(1, int(length * scale + 0.5)))
            for side, length in ((width, image.width), (height, image.height))
        )
        target = Image.new("RGB", (width, height))
        corner = ((width - inner[0]) // 2, (height - inner[1]) // 2)
        target.paste(image.resize(inner, Image.Resampling.BILINEAR), corner)
        return target
    ratio = width / height
    box_width = min(image.width, image.height * ratio)
    box_height = min(image.height, box_width / ratio)
    left, top = (image.width - box_width) / 2, (image.height - box_height) / 2
    box = (left, top, left + box_width, top + box_height)
    return image.resize((width, height), Image.Resampling.BILINEAR, box=box)


def main() -> None:
    """Writes all files anew."""
    cases = []
    for folder in ("pictures", "expected"):
        (FOLDER / folder).mkdir(parents=True, exist_ok=True)
    for picture in PICTURES:
        image = picture.image()
        (FOLDER / "pictures" / f"{picture.name}.bin").write_bytes(image.tobytes())
        for fit, (height, width) in itertools.product(FITS, SIZES):
            name = f"{picture.name}-{fit}-{width}x{height}"
            result = fitted(over_white(image), fit, (height, width))
            (FOLDER / "expected" / f"{name}.bin").write_bytes(result.tobytes())
            preprocessing = {
                "size": [height, width],
                "fit": fit,
                "filter": "triangle",
                "scale": 1,
                "offset": 0,
            }
            cases.append({"name": name, "picture": asdict(picture), "input": preprocessing})
    lines = ",\n".join(json.dumps(case) for case in cases)
    (FOLDER / "cases.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
