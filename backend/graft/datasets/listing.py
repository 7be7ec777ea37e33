"""A listing: a CSV beside the pictures that says what each of them shows.

Its header names the columns. ``file`` is the picture's path, from the listing's own folder; ``value``
its number, or ``labels`` its classes with ``|`` between them; ``group`` and ``split`` may be there.
What has another name is found where that is plain: columns of files by their cells, and what the pictures
show as the only column that is nothing else.
A line may name several pictures of one thing, in several columns of files: they become one group.
"""

import csv
import hashlib
import io
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graft.datasets.adding import SPLITS
from graft.datasets.files import File
from graft.datasets.layout import SPLIT_FOLDERS, Layout, Placed, is_hidden, is_picture, source_of_file
from graft.datasets.tasks import LARGEST_VALUE, MULTI_LABEL, REGRESSION, SINGLE_LABEL
from graft.errors import BadListing

NONE_OF_THESE = "-"
"""Stands in the column of labels where a picture shows none of the classes."""
TOLD = 20
"""Lines with a mistake that are told at once."""


@dataclass(frozen=True)
class Columns:
    """Which columns to read, where they have other names than usual."""

    file: tuple[str, ...] = ()
    """None: ``file``, else every column whose first cell names a file that is there."""
    value: str = "value"
    labels: str = "labels"
    group: str = "group"
    split: str = "split"

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Columns":
        """Those that were given, by what they hold; ``file`` may be several."""
        named: dict[str, Any] = dict(given) | {"file": tuple(given.get("file", ()))}
        return cls(**named)


@dataclass(frozen=True)
class Listing:
    """A CSV as text, and the files that it can name."""

    name: str
    header: list[str]
    lines: list[tuple[int, list[str]]]
    """Number of the line in the file, and its cells."""
    files: Mapping[str, File]
    """By path from the listing's folder."""


@dataclass
class _Reading:
    """What was read so far, and every mistake on the way."""

    placed: list[Placed] = field(default_factory=list)
    mistakes: list[tuple[int, str]] = field(default_factory=list)


def find_listing(files: Sequence[File]) -> Listing | None:
    """The one CSV file that lies nearest to the top; none where there is none.

    Raises:
        BadListing: two lie side by side, or it is no CSV with a header and lines.
    """
    shown = [file for file in files if not any(is_hidden(part) for part in file.parts)]
    found = sorted((file for file in shown if file.path.lower().endswith(".csv")), key=lambda f: len(f.parts))
    if not found:
        return None
    if len(found) > 1 and len(found[0].parts) == len(found[1].parts):
        raise BadListing(
            f"One CSV file says what the pictures show. Received several: {found[0].path!r} and "
            f"{found[1].path!r}. Keep one."
        )
    folder = found[0].parts[:-1]
    below = {"/".join(f.parts[len(folder) :]): f for f in shown if f.parts[: len(folder)] == folder}
    header, lines = _parse(found[0])
    return Listing(found[0].path, header, lines, below)


def is_meant(listing: Listing, columns: Columns, *, beside_folders: bool) -> bool:
    """Whether a CSV says of which class pictures are; beside class folders it may be something else."""
    named = columns.labels in listing.header or columns.value in listing.header
    plain = not beside_folders and tells(listing, SINGLE_LABEL, columns) is not None
    return bool(_file_columns(listing, columns)) and (named or plain)


def tells(listing: Listing, task: str, columns: Columns) -> str | None:
    """The column that says what a picture shows: the one that is named so, else the only one left."""
    asked, usual = (one.value if task == REGRESSION else one.labels for one in (columns, Columns()))
    if asked in listing.header:
        return asked
    known = {*_file_columns(listing, columns), columns.group, columns.split}
    left = [name for name in listing.header if name not in known]
    return left[0] if asked == usual and len(left) == 1 else None


def read_listing(listing: Listing, task: str, columns: Columns = Columns()) -> Layout:
    """Every picture that the listing names, with what it shows; the others are stray.

    Raises:
        BadListing: a column is missing, or lines are wrong; nothing of it is taken then.
    """
    file_columns = _file_columns(listing, columns)
    what = _checked(listing, task, columns, file_columns)
    reading = _Reading()
    seen: dict[str, int] = {}
    relatives = Counter(source_of_file(file) for file in listing.files.values() if is_picture(file))
    for number, cells in listing.lines:
        row = dict(zip(listing.header, cells, strict=False))
        try:
            if len(cells) != len(listing.header):
                raise _Mistake(f"it has {len(cells)} cells where the header has {len(listing.header)}")
            paths = _paths(listing, row, file_columns, seen, number)
            shown = _shown(task, what, row[what].strip())
            split = _split(row.get(columns.split, ""))
            group = row.get(columns.group, "").strip() or ("\0".join(paths) if len(paths) > 1 else None)
        except _Mistake as mistake:
            reading.mistakes.append((number, str(mistake)))
            continue
        kept = group and hashlib.sha256(f"{listing.name}\0{group}".encode()).hexdigest()
        for path in paths:
            file = listing.files[path]
            alone = kept or relatives[source_of_file(file)] < 2
            source = None if alone else source_of_file(file)
            reading.placed.append(Placed(file, shown[0], split, source, kept, shown[1], shown[2]))
    _tell(listing, reading.mistakes)
    stray = [file for path, file in listing.files.items() if path not in seen and is_picture(file)]
    return Layout(reading.placed, stray)


class _Mistake(Exception):
    """What is wrong with a line."""


def _parse(file: File) -> tuple[list[str], list[tuple[int, list[str]]]]:
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadListing(
            f"A listing is a CSV file in UTF-8. {file.path!r} is not: save it as UTF-8."
        ) from error
    delimiter = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((reader.line_num, row))
    except csv.Error as error:
        raise BadListing(
            f"{file.path}, line {reader.line_num}, is no line of a CSV file: {error}."
        ) from error
    if len(rows) < 2:
        raise BadListing(
            f"A listing has a header and a line for each picture. {file.path!r} has {len(rows)} lines: "
            "its first line is to name the columns, file and value, or file and labels."
        )
    header = [cell.strip() for cell in rows[0][1]]
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise BadListing(f"A column's name stands once in the header. {file.path!r} has {twice[0]!r} twice.")
    return header, rows[1:]


def _file_columns(listing: Listing, columns: Columns) -> list[str]:
    if columns.file:
        return [name for name in columns.file if name in listing.header]
    if "file" in listing.header:
        return ["file"]
    first = dict(zip(listing.header, listing.lines[0][1], strict=False))
    return [name for name, cell in first.items() if _path(cell) in listing.files]


def _checked(listing: Listing, task: str, columns: Columns, file_columns: list[str]) -> str:
    """The column that tells what a picture shows, where every column that is needed is there."""
    what = columns.value if task == REGRESSION else columns.labels
    found = tells(listing, task, columns)
    missing = [name for name in columns.file if name not in listing.header]
    if found is None:
        missing.append(what)
    for name in ("group", "split"):
        given = getattr(columns, name)
        if given != name and given not in listing.header:
            missing.append(given)
    if not file_columns and not columns.file:
        missing.insert(0, "file")
    if found is not None and not missing:
        return found
    option = {"file": "file", what: "value" if task == REGRESSION else "labels"}.get(
        missing[0], "file" if missing[0] in columns.file else "group"
    )
    raise BadListing(
        f"{listing.name} has no column {missing[0]!r}; it has {', '.join(listing.header)}. "
        f"Name the column so, or say which it is (--{option}-column on the command line).",
        columns=listing.header,
        missing=missing,
    )


def _path(cell: str) -> str:
    return re.sub(r"^(\./)+", "", cell.strip().replace("\\", "/"))


def _paths(
    listing: Listing, row: Mapping[str, str], columns: Sequence[str], seen: dict[str, int], number: int
) -> list[str]:
    """The pictures of a line, which are there and stand in no other."""
    paths = [path for path in (_path(row[name]) for name in columns) if path]
    if not paths:
        raise _Mistake("it names no file")
    for path in paths:
        if path not in listing.files:
            raise _Mistake(f"there is no file {path[:200]!r} beside the listing")
        if path in seen:
            raise _Mistake(f"{path[:200]!r} stands in line {seen[path]} already")
        seen[path] = number
    return paths


def _shown(task: str, column: str, cell: str) -> tuple[str, float | None, tuple[str, ...] | None]:
    """The class's name, the value, and the names of several classes; what the task has not is empty."""
    if not cell:
        cure = f", or {NONE_OF_THESE} for none of the classes" if task == MULTI_LABEL else ""
        raise _Mistake(f"its {column} is empty: write it in{cure}")
    if task == REGRESSION:
        return "", _number(column, cell), None
    names = tuple(dict.fromkeys(name.strip() for name in cell.split("|") if name.strip()))
    if task == SINGLE_LABEL:
        if len(names) != 1:
            raise _Mistake(f"its {column} are several ({cell[:80]}), where this project has one a picture")
        return names[0], None, None
    if not names:
        raise _Mistake(f"its {column} name no class: write them in, or {NONE_OF_THESE} for none")
    if NONE_OF_THESE in names and len(names) > 1:
        raise _Mistake(f"its {column} are {NONE_OF_THESE}, which is none of the classes, and others too")
    return "", None, () if names == (NONE_OF_THESE,) else names


def _number(column: str, cell: str) -> float:
    try:
        value = float(cell.replace("_", "?"))  # Python reads 1_00 as 100
    except ValueError:
        raise _Mistake(f"its {column} is no number: {cell[:80]!r} (write 1234.5)") from None
    if not (math.isfinite(value) and abs(value) <= LARGEST_VALUE):
        raise _Mistake(
            f"its {column} is {cell[:80]}, and a value is a finite number, at most {LARGEST_VALUE:g}"
        )
    return value


def _split(cell: str) -> str | None:
    name = cell.strip().lower()
    if not name:
        return None
    if name not in SPLIT_FOLDERS:
        raise _Mistake(f"its split is {cell[:80]!r}, and a split is {', '.join(SPLITS)} or empty")
    return SPLIT_FOLDERS[name]


def _tell(listing: Listing, mistakes: list[tuple[int, str]]) -> None:
    if not mistakes:
        return
    number, sentence = mistakes[0]
    more = "." if len(mistakes) == 1 else f" (and {len(mistakes) - 1} more lines are wrong)."
    raise BadListing(
        f"{listing.name}, line {number}: {sentence}{more} Nothing was imported: correct it, import again.",
        lines=[{"line": line, "message": message} for line, message in mistakes[:TOLD]],
        wrong=len(mistakes),
    )
