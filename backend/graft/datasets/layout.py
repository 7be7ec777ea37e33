"""The image-folder layout: which class and split a file belongs to, by where it lies.

``class/file`` or ``split/class/file``, inside any number of folders that hold nothing else.
Deeper folders belong to the class they lie in.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from graft.datasets.names import source_of
from graft.datasets.sources import File

SPLIT_FOLDERS = {
    **dict.fromkeys(("train", "training"), "train"),
    **dict.fromkeys(("val", "valid", "validation"), "val"),
    **dict.fromkeys(("test", "testing"), "test"),
}

_SYSTEM = {"__MACOSX", "Thumbs.db", "desktop.ini"}
_PICTURE = re.compile(r"\.(jpe?g|jfif|png|webp|gif|bmp|tiff?|hei[cf]|avif)$", re.IGNORECASE)
_ARCHIVE = re.compile(r"\.(zip|tar|t?gz|7z|rar)$", re.IGNORECASE)


@dataclass(frozen=True)
class Placed:
    """A file in a class folder."""

    file: File
    class_name: str
    """The folder's name as it is: it may not do as a class's name."""
    split: str | None
    source: tuple[str, ...] | None
    """Folder and stem that it shares with relatives; none where it has no relatives."""
    group: str | None = None
    """As a listing told it, which goes before ``source``."""
    value: float | None = None
    """Its number, in a listing."""
    class_names: tuple[str, ...] | None = None
    """Its classes, in a listing where they are several; empty: none of these."""


@dataclass(frozen=True)
class Layout:
    """Every file that matters."""

    placed: list[Placed]
    """By class, in the order of their names as people count (2 before 10)."""
    stray: list[File]
    """Pictures and archives that lie in no class folder."""


def arrange(files: Sequence[File]) -> Layout:
    """Find out what the folders mean.

    A split is only taken from the folders when there are two or more of train, val and test: one alone
    says nothing. With train and val but no test, val is the held-out set, so it is kept as "test".
    """
    files = [file for file in files if not any(is_hidden(part) for part in file.parts)]
    depth = _wrapping(files)
    splits = _splits(files, depth)
    placed: list[Placed] = []
    stray: list[File] = []
    relatives = Counter(source_of_file(file) for file in files)
    for file in files:
        split = splits.get(file.parts[depth]) if len(file.parts) > depth else None
        at = depth + 1 if splits else depth
        if len(file.parts) > at + 1 and (split or not splits):
            source = source_of_file(file)
            placed.append(Placed(file, file.parts[at], split, source if relatives[source] > 1 else None))
        elif _PICTURE.search(file.parts[-1]) or _ARCHIVE.search(file.parts[-1]):
            stray.append(file)
    return Layout(sorted(placed, key=lambda one: _counting(one.class_name)), stray)


def is_hidden(part: str) -> bool:
    """Whether a file or folder of that name is the system's, not the user's."""
    return part.startswith(".") or part in _SYSTEM


def is_picture(file: File) -> bool:
    """Whether its name is a picture's."""
    return bool(_PICTURE.search(file.parts[-1]))


def source_of_file(file: File) -> tuple[str, ...]:
    """Folder and stem, the same for relatives."""
    return (*file.parts[:-1], source_of(file.parts[-1]))


def _wrapping(files: Sequence[File]) -> int:
    """How many folders lie round all others: each alone, with folders but no pictures in it."""
    depth = 0
    while True:
        below = [file.parts for file in files if len(file.parts) > depth + 1]
        alone = len({parts[depth] for parts in below}) == 1
        deeper = any(len(parts) > depth + 2 for parts in below)
        pictures = any(len(parts) == depth + 2 and _PICTURE.search(parts[-1]) for parts in below)
        if not alone or not deeper or pictures:
            return depth
        depth += 1


def _splits(files: Sequence[File], depth: int) -> dict[str, str]:
    """The split that each split folder stands for; none where folders are classes."""
    holding = {file.parts[depth] for file in files if len(file.parts) > depth + 2}
    found = {name: SPLIT_FOLDERS[name.lower()] for name in holding if name.lower() in SPLIT_FOLDERS}
    kinds = set(found.values())
    if len(kinds) < 2:
        return {}
    if kinds == {"train", "val"}:
        return {name: "test" if split == "val" else split for name, split in found.items()}
    return found


def _counting(name: str) -> list[tuple[int, str]]:
    """Sorts "Class 2" before "Class 10"."""
    pieces = re.split(r"(\d+)", name.casefold())
    return [(int(piece) if piece.isdecimal() and len(piece) < 19 else -1, piece) for piece in pieces]
