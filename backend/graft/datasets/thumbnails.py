"""Small copies of images, made when first asked for; they may be deleted at any time."""

from io import BytesIO
from pathlib import Path

from graft.datasets.pictures import decode
from graft.storage.blobs import BlobStore
from graft.storage.files import write_aside

SIDE = 240
"""Pixels of the longer side, at most."""


def make(data: bytes, pixels: int) -> bytes:
    """The picture as a JPEG whose longer side has at most 240 pixels.

    Raises:
        BadPicture: as :func:`graft.datasets.pictures.decode`.
    """
    image = decode(data, pixels, at_least=SIDE)
    image.thumbnail((SIDE, SIDE))
    file = BytesIO()
    image.save(file, "JPEG", quality=82)
    return file.getvalue()


def path_of(folder: Path, blobs: BlobStore, sha256: str, pixels: int) -> Path:
    """Where the image's thumbnail lies in ``folder``; it is made if it isn't there.

    Raises:
        UnknownImage: no such image.
        DiskFull: no space left for it.
    """
    name = blobs.path(sha256).name  # refuses what is no SHA-256
    path = folder / name[:2] / f"{name}.jpg"
    if not _is_whole(path):
        data = make(blobs.read(sha256), pixels)
        with write_aside(path, flush=False) as file:
            file.write(data)
    return path


def _is_whole(path: Path) -> bool:
    """Whether it is there. One that the plug was pulled on may be empty: it was not flushed."""
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False
