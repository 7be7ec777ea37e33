"""Pictures: bytes to pixels, in one way only.

What a picture is, is found by decoding it, never by its name. Sizes are checked in the header,
before a pixel is decoded.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from io import BytesIO

import pillow_heif
from PIL import ExifTags, Image

from graft.errors import (
    EmptyPicture,
    GraftError,
    NotAPicture,
    PictureTooLarge,
    TooManyPixels,
    TruncatedPicture,
)
from graft.settings import Settings

MEDIA_TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "BMP": "image/bmp",
    "TIFF": "image/tiff",
    "HEIF": "image/heif",
    "AVIF": "image/avif",
}
"""Pillow's names of the formats that are read, and what browsers call them."""

_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*")

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each EXIF orientation."""

LARGE = 16_000_000
"""Pixels from which pictures are decoded one at a time: each takes some 8 bytes a pixel while it lasts."""

BAND = 256
"""Rows that are laid over white at once."""

_one_large = threading.Lock()

pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = None  # Pillow's own limit is 89 megapixels; ours is a setting and always checked


@dataclass(frozen=True)
class Inspected:
    """What a picture turned out to be."""

    format: str
    """A key of :data:`MEDIA_TYPES`."""
    width: int
    height: int
    """Pixels, after EXIF orientation."""


def media_type(format: str) -> str:  # noqa: A002 - the word everywhere else too
    """``image/jpeg`` for ``JPEG`` and so on."""
    return MEDIA_TYPES[format]


def inspect(data: bytes, settings: Settings) -> Inspected:
    """Decode the picture once to know that it can be, and say what it is.

    Raises:
        EmptyPicture, PictureTooLarge, NotAPicture, TooManyPixels: see :mod:`graft.errors`.
        TruncatedPicture: it ends early or is damaged.
    """
    if len(data) > settings.upload_bytes:
        raise PictureTooLarge(
            f"A picture may have {settings.upload_bytes / 2**20:.0f} MB. "
            f"Received: {len(data) / 2**20:.0f} MB. Save it smaller, then send it again.",
            limit=settings.upload_bytes,
            received=len(data),
        )
    with _opened(data, settings.pixels) as image:
        width, height = image.size
        image.draft(image.mode, (1, 1))  # JPEG: all bytes are read, but an eighth of each side is kept
        image.load()
        if _orientation(image) >= 5:  # 5 to 8 lie on their side
            width, height = height, width
        _rgb(image.crop((0, 0, 1, 1)))  # some modes can't become RGB
        return Inspected("JPEG" if image.format == "MPO" else str(image.format), width, height)


def decode(data: bytes, pixels: int, at_least: int | None = None) -> Image.Image:
    """The picture upright as 8-bit RGB: transparency over white, 16 bits scaled to 8, the first frame.

    ``pixels`` is the most that are decoded (``settings.pixels``). With ``at_least``, a JPEG may come
    smaller, in quality less than resampled, but with both sides of so many pixels or more.

    Raises:
        EmptyPicture, NotAPicture, TooManyPixels, TruncatedPicture: as :func:`inspect`.
    """
    with _opened(data, pixels) as image:
        if at_least:
            image.draft(image.mode, (at_least, at_least))
        return _upright_rgb(image)


@contextmanager
def _opened(data: bytes, pixels: int) -> Iterator[Image.Image]:
    """The picture with its header read and its size accepted; what Pillow raises becomes ours."""
    if not data:
        raise EmptyPicture("A picture has bytes. Received: none. Choose the file again.")
    try:
        with Image.open(BytesIO(data), formats=list(MEDIA_TYPES)) as image:
            width, height = image.size
            if width * height > pixels:
                raise TooManyPixels(
                    f"A picture may have {pixels / 1e6:g} million pixels. Received: {width} × {height}. "
                    "Make it smaller, then send it again.",
                    limit=pixels,
                    width=width,
                    height=height,
                )
            with _one_large if width * height > LARGE else nullcontext():
                yield image
    except GraftError:
        raise
    except Exception as error:  # on damaged bytes Pillow's decoders raise nearly every type there is
        raise _refusal(data) from error


def _refusal(data: bytes) -> GraftError:
    """Why these bytes can't be decoded."""
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    heif = data[4:8] == b"ftyp" and data[8:11] in (b"hei", b"hev", b"mif", b"msf", b"avi")
    if webp or heif or data.startswith(_BEGINNINGS):
        return TruncatedPicture(
            "A picture must be whole. This one begins like a picture, but ends early or is damaged: "
            "copy it again from where it came."
        )
    return NotAPicture(
        "A picture is a JPEG, PNG, WebP, GIF, BMP, TIFF, HEIC or AVIF file, whatever its name says. "
        f"Received {len(data)} bytes of something else: save it as one of these."
    )


def _orientation(image: Image.Image) -> int:
    """EXIF's orientation, 1 to 8; 1 where there is none."""
    try:
        found = image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # damaged EXIF is no reason to refuse good pixels, and fails in as many ways
        return 1
    return found if found in _TURNS else 1


def _upright_rgb(image: Image.Image) -> Image.Image:
    image.load()  # first: it may turn the picture by itself (TIFF) and take the tag away
    turn = _TURNS.get(_orientation(image))
    return _rgb(image if turn is None else image.transpose(turn))


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I") or image.mode == "F":
        return _eight_bits(image).convert("RGB")
    if image.has_transparency_data:
        return _over_white(image)
    return image if image.mode == "RGB" else image.convert("RGB")  # which would copy what is RGB already


def _over_white(image: Image.Image) -> Image.Image:
    """Band by band, because a large picture would be in memory five times."""
    whole = Image.new("RGB", image.size)
    for top in range(0, image.height, BAND):
        box = (0, top, image.width, min(top + BAND, image.height))
        band = image.crop(box).convert("RGBA")
        white = Image.new("RGBA", band.size, "white")
        whole.paste(Image.alpha_composite(white, band).convert("RGB"), box)
    return whole


def _eight_bits(image: Image.Image) -> Image.Image:
    """Integers of 0 … 65535, or floats of 0 … 1 (of 0 … 255 where one is over 1), as 0 … 255."""
    image.info.pop("transparency", None)
    if image.mode == "F":
        _, brightest = image.getextrema()
        scale = 1.0 if float(str(brightest)) > 1 else 255.0
    else:
        image, scale = image.convert("I"), 255 / 65535
    return image.point(lambda value: value * scale + 0.5).convert("L")
