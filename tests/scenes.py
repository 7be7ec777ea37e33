"""Pictures that look a little like photographs: an object on a ground, lit from one side, with noise.

Drawn by us, from a seed, so that the tests need nothing from anywhere.
"""

import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

KINDS = ("tomato", "leaf", "bowl")
GROUNDS = ((176, 148, 112), (120, 126, 132), (206, 200, 190), (92, 84, 78))


def scene(kind: str, seed: int, size: tuple[int, int] = (320, 240)) -> Image.Image:
    """A picture of one of :data:`KINDS`; place, scale, light and ground vary with the seed."""
    random = np.random.default_rng([KINDS.index(kind), seed])
    width, height = size
    image = Image.new("RGB", size, GROUNDS[random.integers(len(GROUNDS))])
    draw = ImageDraw.Draw(image)
    for _ in range(40):  # the grain of the table
        y = int(random.integers(height))
        shade = int(random.integers(-12, 12))
        colour = tuple(int(np.clip(value + shade, 0, 255)) for value in image.getpixel((0, 0)))
        draw.line([(0, y), (width, y + int(random.integers(-8, 8)))], fill=colour, width=2)
    radius = height * random.uniform(0.24, 0.4)
    x, y = width * random.uniform(0.38, 0.62), height * random.uniform(0.42, 0.58)
    _draw(kind, draw, x, y, radius, random)
    return _lit(image.filter(ImageFilter.GaussianBlur(1)), random)


def disc(size: float, seed: int) -> Image.Image:
    """A disc of a share ``size`` of the picture's height on one of the grounds, somewhere, lit somehow."""
    random = np.random.default_rng([7, seed])
    image = Image.new("RGB", (160, 120), GROUNDS[random.integers(len(GROUNDS))])
    radius, x, y = size * 60, 80 + random.uniform(-14, 14), 60 + random.uniform(-6, 6)
    tint = int(random.integers(-20, 20))
    ImageDraw.Draw(image).ellipse([x - radius, y - radius, x + radius, y + radius], fill=(200 + tint, 60, 40))
    return _lit(image.filter(ImageFilter.GaussianBlur(1)), random)


def together(kinds: tuple[str, ...], seed: int) -> Image.Image:
    """A picture that shows each of ``kinds`` (of :data:`KINDS`) , side by side in any order."""
    random = np.random.default_rng([11, seed, *[KINDS.index(kind) for kind in kinds]])
    image = Image.new("RGB", (320, 240), GROUNDS[random.integers(len(GROUNDS))])
    places = random.permutation(3)
    for kind, place in zip(kinds, places, strict=False):
        x, y = 56 + 104 * place + random.uniform(-8, 8), 120 + random.uniform(-40, 40)
        _draw(kind, ImageDraw.Draw(image), x, y, random.uniform(40, 50), random)
    return _lit(image.filter(ImageFilter.GaussianBlur(1)), random)


def class_folders(folder: Path, each: int) -> Path:
    """A folder for each of :data:`KINDS`, with ``each`` scenes in it; returns ``folder``."""
    for kind in KINDS:
        (folder / kind).mkdir(parents=True)
        for seed in range(each):
            (folder / kind / f"{seed}.jpg").write_bytes(jpeg(kind, seed))
    return folder


def encoded(image: Image.Image) -> bytes:
    """The image as a JPEG file's bytes."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90)
    return file.getvalue()


def _draw(
    kind: str, draw: ImageDraw.ImageDraw, x: float, y: float, r: float, random: np.random.Generator
) -> None:
    tint = int(random.integers(-20, 20))
    if kind == "tomato":
        draw.ellipse([x - r, y - 0.9 * r, x + r, y + 0.9 * r], fill=(200 + tint, 44, 30))
        draw.polygon(
            [(x, y - r), (x - 0.3 * r, y - 0.6 * r), (x + 0.3 * r, y - 0.6 * r)], fill=(50, 110 + tint, 40)
        )
        draw.ellipse([x - 0.5 * r, y - 0.6 * r, x - 0.2 * r, y - 0.3 * r], fill=(240, 150, 130))
    elif kind == "leaf":
        draw.polygon(
            [(x - r, y), (x - 0.3 * r, y - 0.5 * r), (x + r, y), (x - 0.3 * r, y + 0.5 * r)],
            fill=(40, 130 + tint, 46),
        )
        draw.line([(x - r, y), (x + r, y)], fill=(150, 190, 120), width=3)
        for step in np.linspace(-0.6, 0.6, 6):
            draw.line([(x + step * r, y), (x + (step - 0.2) * r, y - 0.3 * r)], fill=(120, 170, 100), width=2)
    else:
        draw.ellipse([x - r, y - r, x + r, y + r], fill=(236, 234 + tint // 4, 226))
        draw.ellipse([x - 0.8 * r, y - 0.8 * r, x + 0.8 * r, y + 0.8 * r], fill=(196 + tint, 150, 70))
        for _ in range(14):
            a, b = random.uniform(-0.5, 0.5, 2) * r
            draw.arc([x + a - 20, y + b - 12, x + a + 20, y + b + 12], 0, 200, fill=(240, 214, 150), width=3)


def _lit(image: Image.Image, random: np.random.Generator) -> Image.Image:
    """Light that falls off to one side, and the sensor's noise."""
    pixels = np.asarray(image, np.float32)
    across = np.linspace(random.uniform(0.75, 1.15), random.uniform(0.75, 1.15), pixels.shape[1])
    noisy = pixels * across[None, :, None] + random.normal(0, 4, pixels.shape)
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


def jpeg(kind: str, seed: int, size: tuple[int, int] = (320, 240)) -> bytes:
    """The scene as a JPEG file's bytes."""
    return encoded(scene(kind, seed, size))
