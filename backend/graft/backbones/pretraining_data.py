"""Pictures for training a backbone: decoded once to a file, read from there batch by batch.

The file (``uint8[N, S, S, 3]``) is memory-mapped, so a set may be larger than memory, and a batch
costs a copy instead of a hundred decodings.
"""

import io
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.lib.format import open_memmap
from PIL import Image

from graft.backbones.recipes import Data
from graft.errors import EmptyArchive, NotAnArchive

ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff"}

Progress = Callable[[str, int, int | None], None]  # phase in words, done, total


@dataclass(frozen=True)
class Pictures:
    """A set of square pictures of one size.

    Attributes:
        pixels: ``uint8[N, S, S, 3]``, memory-mapped.
        labels: ``int32[N]``, index into ``classes``; -1 where there is no label.
        classes: names of the folders, sorted.
    """

    data: Data
    pixels: np.ndarray
    labels: np.ndarray
    classes: tuple[str, ...]

    def __len__(self) -> int:
        """How many pictures."""
        return len(self.labels)

    def boxes(self, view: int, seed: int) -> np.ndarray:
        """``float32[N, 4]``: y1, x1, y2, x2 in [0, 1] of view ``view`` of every picture, the same each time.

        View 0 is the whole picture. Fixed crops, and not new ones each time, because the teacher has
        to see the very crop that the network sees ("consistent teaching", Beyer et al. 2022,
        https://arxiv.org/abs/2106.05237) and is asked only once for each.
        """
        count = len(self)
        if view == 0:
            return np.tile(np.array([0, 0, 1, 1], np.float32), (count, 1))
        random = np.random.default_rng([seed, view])
        area = random.uniform(*self.data.area, count)
        aspect = np.exp(random.uniform(-0.25, 0.25, count))
        height = np.minimum(np.sqrt(area / aspect), 1)
        width = np.minimum(np.sqrt(area * aspect), 1)
        top = random.uniform(0, 1, count) * (1 - height)
        left = random.uniform(0, 1, count) * (1 - width)
        return np.stack([top, left, top + height, left + width], axis=1).astype(np.float32)


def load(data: Data, split: str, data_dir: Path, cache: Path, progress: Progress) -> Pictures:
    """The pictures of ``data`` in folder ``split``, decoded to ``cache`` unless they are there already.

    Raises:
        NotAnArchive: neither a zip file nor a folder at that path.
        EmptyArchive: no pictures in it.
    """
    source = data_dir / data.path
    members = sorted(name for name in _names(source) if _belongs(name, split))
    if not members:
        raise EmptyArchive(
            f"A source must hold pictures as {split or 'any folder'}/class/file. Received: {source}."
        )
    folders = [PurePosixPath(name).parent.name for name in members]
    classes = tuple(sorted(set(folders))) if data.labelled else ()
    index = {name: number for number, name in enumerate(classes)}
    labels = np.array([index.get(folder, -1) for folder in folders], np.int32)
    if not cache.exists():
        _decode(source, members, data.size, cache, progress)
    return Pictures(data, np.load(cache, mmap_mode="r"), labels, classes)


def batches(sets: list[Pictures], batch: int, seed: int, epoch: int) -> list[tuple[int, np.ndarray]]:
    """The order of one epoch: (number of the set, ``int[batch]`` indices into it), the same each time.

    A batch is of one set, because sets differ in size; what is left over of a set waits for
    another epoch's order.
    """
    random = np.random.default_rng([seed, epoch])
    order: list[tuple[int, np.ndarray]] = []
    for number, pictures in enumerate(sets):
        shuffled = np.concatenate([random.permutation(len(pictures)) for _ in range(pictures.data.repeat)])
        size = min(batch, len(shuffled))
        order += [(number, part) for part in shuffled[: len(shuffled) // size * size].reshape(-1, size)]
    return [order[position] for position in random.permutation(len(order))]


def count_batches(sets: list[Pictures], batch: int) -> int:
    """How many batches :func:`batches` gives, in any epoch."""
    shown = [len(pictures) * pictures.data.repeat for pictures in sets]
    return sum(count // min(batch, count) for count in shown)


def _names(source: Path) -> Iterator[str]:
    """The files in a zip file or folder, relative, with ``/``."""
    if source.is_dir():
        yield from (p.relative_to(source).as_posix() for p in source.rglob("*") if p.is_file())
    elif zipfile.is_zipfile(source):
        with zipfile.ZipFile(source) as archive:
            yield from archive.namelist()
    else:
        raise NotAnArchive(
            f"Data must be a zip file or a folder in the data folder. Received: {source}. "
            "Check the recipe's path.",
            path=str(source),
        )


def _belongs(name: str, split: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() in ENDINGS and (not split or path.parts[0] == split)


def _decode(source: Path, members: list[str], size: int, cache: Path, progress: Progress) -> None:
    """Write ``uint8[N, size, size, 3]`` aside, then rename."""
    cache.parent.mkdir(parents=True, exist_ok=True)
    aside = cache.with_suffix(".part")
    pixels = open_memmap(aside, mode="w+", dtype=np.uint8, shape=(len(members), size, size, 3))
    archive = None if source.is_dir() else zipfile.ZipFile(source)
    for number, member in enumerate(members):
        raw = archive.read(member) if archive else (source / member).read_bytes()
        pixels[number] = _square(raw, size)
        if number % 1000 == 0:
            progress(f"Decoding {source.name}", number, len(members))
    pixels.flush()
    os.replace(aside, cache)


def _square(raw: bytes, size: int) -> np.ndarray:
    """The central square of a picture, ``uint8[size, size, 3]``."""
    picture = Image.open(io.BytesIO(raw)).convert("RGB")
    width, height = picture.size
    side = min(width, height)
    left, top = (width - side) / 2, (height - side) / 2
    box = (left, top, left + side, top + side)
    return np.asarray(picture.resize((size, size), Image.Resampling.BILINEAR, box=box))
