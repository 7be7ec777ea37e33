"""Pictures as arrays: decoded and preprocessed once, then read by every epoch."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.lib.format import open_memmap

from graft.backbones.preprocessing import Preprocessing, prepare
from graft.datasets import pictures
from graft.errors import Cancelled
from graft.storage.files import disk_errors, sync_folder

Progress = Callable[[int, int], None]
AHEAD = 16
"""Pictures that are decoded ahead of the one that is written."""


def decode_all(
    sha256s: Sequence[str],
    read: Callable[[str], bytes],
    preprocessing: Preprocessing,
    most_pixels: int,
    cache: Path,
    progress: Progress = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> np.ndarray:
    """The pictures as a network takes them, from ``cache`` where an earlier try has left them.

    Args:
        sha256s: n images.
        read: gives an image's file.
        preprocessing: of the network.
        most_pixels: pictures of more are refused.
        cache: the file, written aside and renamed: it is whole or absent.
        progress: told pictures done and in all.
        cancelled: asked at every picture.

    Returns:
        uint8[n, h, w, 3] in [0, 255], mapped from the file and not in memory.

    Raises:
        BadPicture: bytes that can't be decoded.
        Cancelled: ``cancelled`` said so.
        DiskFull: no space left.
    """
    if not cache.exists():
        with disk_errors():
            _write(sha256s, read, preprocessing, most_pixels, cache, progress, cancelled)
    return np.load(cache, mmap_mode="r")


def _write(sha256s, read, preprocessing, most_pixels, cache, progress, cancelled) -> None:
    cache.parent.mkdir(parents=True, exist_ok=True)
    aside = cache.with_suffix(".part")
    shape = (len(sha256s), *preprocessing.size, 3)
    pixels = open_memmap(aside, mode="w+", dtype=np.uint8, shape=shape)

    def pixels_of(sha256: str) -> np.ndarray:
        return prepare(pictures.decode(read(sha256), most_pixels), preprocessing)

    with ThreadPoolExecutor(max(1, os.cpu_count() or 1), thread_name_prefix="decode") as pool:
        todo = iter(sha256s)
        window = [pool.submit(pixels_of, sha256) for sha256 in islice(todo, AHEAD)]
        for place in range(len(sha256s)):
            if cancelled():
                raise Cancelled("The training was cancelled.")
            pixels[place] = window.pop(0).result()
            window.extend(pool.submit(pixels_of, sha256) for sha256 in islice(todo, 1))
            progress(place + 1, len(sha256s))
    pixels.flush()
    os.replace(aside, cache)
    sync_folder(cache.parent)
