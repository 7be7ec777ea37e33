"""Decoding: every format and every way of being wrong, with real files."""

import io
import struct
import subprocess
import sys
import zlib
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from graft.datasets import examples, pictures, thumbnails
from graft.errors import (
    BadPicture,
    DiskFull,
    EmptyPicture,
    NotAPicture,
    PictureTooLarge,
    TooManyPixels,
    TruncatedPicture,
    UnknownImage,
)
from graft.settings import Settings

PIXELS = Settings().pixels
FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF", "AVIF"]


CAMERA_HELD = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How the pixels lie in the file for each EXIF orientation."""


def png_of_size(width: int, height: int) -> bytes:
    """A PNG whose header claims a size, with hardly any data."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def near(color: tuple[int, ...], expected: tuple[int, ...], tolerance: int) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(color, expected, strict=True))


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_is_known_by_its_bytes(picture, settings, format_):
    data = picture(format_=format_, size=(40, 30))
    assert pictures.inspect(data, settings) == pictures.Inspected(format_, 40, 30)
    image = pictures.decode(data, PIXELS)
    assert (image.mode, image.size) == ("RGB", (40, 30))
    assert near(image.getpixel((5, 5)), (250, 120, 10), 30)
    assert pictures.media_type(format_).startswith("image/")


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_undone(encode, settings, format_, orientation):
    upright = Image.new("RGB", (60, 40), "black")
    upright.paste("white", (0, 0, 20, 10))
    stored = upright if orientation == 1 else upright.transpose(CAMERA_HELD[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encode(stored, format_, exif=exif)
    found = pictures.inspect(data, settings)
    assert (found.width, found.height) == (60, 40)
    image = pictures.decode(data, PIXELS)
    assert image.size == (60, 40)
    assert near(image.getpixel((5, 4)), (255, 255, 255), 40)
    assert near(image.getpixel((55, 35)), (0, 0, 0), 40)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_damaged_exif_is_no_reason_to_refuse_good_pixels(encode, settings):
    data = encode(Image.new("RGB", (20, 10)), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\x7fgarbage")
    assert pictures.inspect(data, settings) == pictures.Inspected("JPEG", 20, 10)


def test_transparency_becomes_white(encode):
    clear = Image.new("RGBA", (8, 8), (255, 0, 0, 0))
    half = Image.new("RGBA", (8, 8), (0, 0, 0, 128))
    assert pictures.decode(encode(clear, "PNG"), PIXELS).getpixel((3, 3)) == (255, 255, 255)
    assert near(pictures.decode(encode(half, "WEBP", lossless=True), PIXELS).getpixel((3, 3)), (127,) * 3, 1)


def test_transparency_becomes_white_all_the_way_down(encode):
    image = Image.new("RGBA", (4, 700), (0, 0, 255, 255))
    image.paste((0, 0, 0, 0), (0, 600, 4, 700))
    decoded = pictures.decode(encode(image, "PNG"), PIXELS)
    assert [decoded.getpixel((1, y)) for y in (0, 599)] == [(0, 0, 255)] * 2
    assert [decoded.getpixel((1, y)) for y in (600, 699)] == [(255, 255, 255)] * 2


def test_a_palette_with_a_transparent_color_becomes_white_there(encode):
    image = Image.new("P", (8, 8), 1)
    image.putpalette([10, 20, 30, 200, 0, 0])
    image.paste(0, (0, 0, 4, 8))
    decoded = pictures.decode(encode(image, "PNG", transparency=1), PIXELS)
    assert decoded.getpixel((1, 1)) == (10, 20, 30)
    assert decoded.getpixel((6, 1)) == (255, 255, 255)


@pytest.mark.parametrize("format_", ["PNG", "TIFF"])
@pytest.mark.parametrize(("value", "expected"), [(0, 0), (128, 0), (129, 1), (32768, 128), (65535, 255)])
def test_sixteen_bits_are_scaled_to_eight(encode, format_, value, expected):
    data = encode(Image.new("I;16", (9, 5), value), format_)
    assert pictures.decode(data, PIXELS).getpixel((4, 2)) == (expected,) * 3


def test_floats_are_brightness(encode):
    assert pictures.decode(encode(Image.new("F", (4, 4), 0.5), "TIFF"), PIXELS).getpixel((1, 1)) == (128,) * 3
    assert pictures.decode(encode(Image.new("F", (4, 4), 77), "TIFF"), PIXELS).getpixel((1, 1)) == (77,) * 3


def test_cmyk_becomes_rgb(encode, settings):
    data = encode(Image.new("CMYK", (16, 16), (0, 255, 255, 0)), "JPEG", quality=95)
    assert pictures.inspect(data, settings).format == "JPEG"
    assert near(pictures.decode(data, PIXELS).getpixel((8, 8)), (255, 0, 0), 6)


@pytest.mark.parametrize("format_", ["GIF", "WEBP"])
def test_the_first_frame_of_an_animation_counts(encode, settings, format_):
    first, second = Image.new("RGB", (16, 16), (255, 0, 0)), Image.new("RGB", (16, 16), (0, 0, 255))
    data = encode(first, format_, save_all=True, append_images=[second], duration=50)
    assert pictures.inspect(data, settings).format == format_
    assert near(pictures.decode(data, PIXELS).getpixel((8, 8)), (255, 0, 0), 8)


def test_a_photo_with_a_second_one_inside_is_a_jpeg(encode, settings):
    image = Image.new("RGB", (16, 16), (255, 0, 0))
    data = encode(image, "MPO", save_all=True, append_images=[image])
    assert pictures.inspect(data, settings).format == "JPEG"


@pytest.mark.parametrize(
    "data",
    [
        b"hello, this is text",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><title>no</title>",
        b"PK\x03\x04 a zip",
        b"%PDF-1.7",
        b"\0" * 1000,
    ],
)
def test_what_is_no_picture_is_refused_whatever_it_is(settings, data):
    with pytest.raises(NotAPicture, match="JPEG, PNG, WebP") as told:
        pictures.inspect(data, settings)
    assert (told.value.code, told.value.status) == ("not_a_picture", 415)


def test_no_bytes_are_refused(settings):
    with pytest.raises(EmptyPicture):
        pictures.inspect(b"", settings)
    with pytest.raises(EmptyPicture):
        pictures.decode(b"", PIXELS)


@pytest.mark.parametrize("format_", FORMATS)
def test_half_a_picture_is_refused(encode, settings, format_):
    data = encode(Image.effect_noise((64, 64), 90).convert("RGB"), format_)
    for part in (0.2, 0.5, 0.9):
        with pytest.raises(TruncatedPicture, match="ends early"):
            pictures.inspect(data[: int(len(data) * part)], settings)
        with pytest.raises(TruncatedPicture):
            pictures.decode(data[: int(len(data) * part)], PIXELS)


def test_a_header_that_claims_too_many_pixels_is_refused_without_decoding():
    """In a process whose memory is limited to far less than the pixels would take."""
    program = (
        "import resource, sys\n"
        "from graft.datasets import pictures\n"
        "from graft.errors import TooManyPixels\n"
        "from graft.settings import Settings\n"
        "resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))\n"
        "try:\n"
        "    pictures.inspect(sys.stdin.buffer.read(), Settings())\n"
        "except TooManyPixels as error:\n"
        "    print(error.details['width'], error.details['height'], error.status)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=png_of_size(50_000, 50_000), capture_output=True, check=True
    )
    assert done.stdout.split() == [b"50000", b"50000", b"413"]


@pytest.mark.parametrize("format_", ["JPEG", "WEBP", "GIF", "BMP", "TIFF", "HEIF", "AVIF"])
def test_the_limit_of_pixels_holds_for_every_format(picture, settings, format_):
    data = picture(format_=format_, size=(40, 30))
    assert pictures.inspect(data, replace(settings, pixels=1200)).width == 40
    with pytest.raises(TooManyPixels, match="40 × 30"):
        pictures.inspect(data, replace(settings, pixels=1199))


def test_too_many_bytes_are_refused(picture, settings):
    data = picture() + b"\0" * (40 * 2**20)
    with pytest.raises(PictureTooLarge, match=r"may have 32 MB\. Received: 40 MB") as told:
        pictures.inspect(data, settings)
    assert told.value.status == 413


@given(st.data())
def test_damaged_bytes_are_a_picture_or_a_bad_picture_and_never_a_crash(data):
    format_ = data.draw(st.sampled_from(FORMATS))
    file = io.BytesIO()
    Image.linear_gradient("L").resize((24, 16)).convert("RGB").save(file, format_)
    damaged = bytearray(file.getvalue())
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    with suppress(BadPicture):
        found = pictures.inspect(bytes(damaged), Settings(pixels=10_000))
        assert found.width * found.height <= 10_000


def test_a_thumbnail_is_a_small_upright_jpeg(encode):
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encode(Image.new("RGB", (1000, 500), "teal"), "JPEG", exif=exif)
    with Image.open(io.BytesIO(thumbnails.make(data, PIXELS))) as small:
        assert (small.format, small.size) == ("JPEG", (120, 240))


def test_a_small_picture_is_not_blown_up(picture):
    with Image.open(io.BytesIO(thumbnails.make(picture(size=(50, 20)), PIXELS))) as small:
        assert small.size == (50, 20)


def test_a_thumbnail_is_made_once_and_again_when_deleted(home, picture):
    sha256 = home.blobs.put(picture(size=(500, 400)))
    path = thumbnails.path_of(home.thumbnails, home.blobs, sha256, PIXELS)
    made = path.read_bytes()
    path.unlink()
    assert thumbnails.path_of(home.thumbnails, home.blobs, sha256, PIXELS).read_bytes() == made
    path.write_bytes(b"")  # as the plug being pulled may leave it
    assert thumbnails.path_of(home.thumbnails, home.blobs, sha256, PIXELS).read_bytes() == made


@pytest.mark.parametrize("sha256", ["0" * 64, "../../etc/passwd", ""])
def test_no_thumbnail_of_what_is_not_there(home, sha256):
    with pytest.raises(UnknownImage):
        thumbnails.path_of(home.thumbnails, home.blobs, sha256, PIXELS)


def test_a_full_disk_is_told_and_leaves_nothing_behind(home, settings, picture, full_disk):
    with full_disk(after=0), pytest.raises(DiskFull, match="Free some space"):
        examples.store(home.blobs, settings, picture())
    assert [path for path in home.blobs.root.rglob("*") if path.is_file()] == []
    assert home.blobs.read(examples.store(home.blobs, settings, picture()).sha256) == picture()
