"""Names that people and files bring along: data, never paths."""

import re
import unicodedata
from collections.abc import Callable

from graft.errors import BadName

LONGEST_NAME = 100
"""Characters (code points) of a project's or class's name."""
LONGEST_FILE_NAME = 255

_INVISIBLE = {"Cf", "Zs"}  # joiners belong into emoji, so they are allowed, but not alone
_CONTROL = {"Cc", "Cs", "Zl", "Zp"}

_ROBOFLOW = re.compile(r"(.+)_(?:jpe?g|png|webp|gif|bmp|tiff?|heic|avif)\.rf\.\w+", re.IGNORECASE)
_FRAME = re.compile(r"(.+?)[ _.-]*fr(?:ame|m)[ _.-]*\d+", re.IGNORECASE)
_COPY = re.compile(r"(.+?)(?: -)? copy(?: \d+| \(\d+\))?", re.IGNORECASE)


def clean_name(text: str, what: str) -> str:
    """``text`` in Unicode's composed form (NFC) and trimmed: 1 to 100 characters, markup and emoji welcome.

    ``what`` is the word for the sentence: "project" or "class".

    Raises:
        BadName: nothing visible is left, it is too long, or it holds control characters.
    """
    name = unicodedata.normalize("NFC", text).strip()
    kinds = {unicodedata.category(character) for character in name}
    if kinds <= _INVISIBLE:
        raise BadName(f"A {what} needs a name of 1 to {LONGEST_NAME} characters. Received none: type one.")
    if len(name) > LONGEST_NAME:
        raise BadName(
            f"A {what}'s name may have {LONGEST_NAME} characters. Received {len(name)}: shorten it.",
            limit=LONGEST_NAME,
            received=len(name),
        )
    if kinds & _CONTROL:
        raise BadName(
            f"A {what}'s name is one line of plain text. Received {name!r}: remove the control characters."
        )
    return name


def free_name(name: str, taken: Callable[[str], bool]) -> str:
    """``name``, or with a number behind it where it is taken: ``rose 2``."""
    found, number = name, 2
    while taken(found):
        found = f"{name[: LONGEST_NAME - len(str(number)) - 1]} {number}"
        number += 1
    return found


def clean_file_name(text: str) -> str:
    """The last part of a path as plain text of at most 255 characters; "" when nothing is left."""
    last = unicodedata.normalize("NFC", text).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(character for character in last if unicodedata.category(character) not in _CONTROL)
    return visible.strip()[:LONGEST_FILE_NAME]


def readable(raw: bytes) -> str:
    """A file name's bytes as text, whatever wrote them: UTF-8, else DOS (cp437), else Latin-1.

    Bytes 0x80 to 0x9f are letters in cp437 and control characters in Latin-1.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp437" if any(0x80 <= byte <= 0x9F for byte in raw) else "latin-1")


def source_of(file_name: str) -> str:
    """The name of the file that ``file_name`` was made from, without its suffix.

    Three marks are known: Roboflow's augmentations (``rose_jpg.rf.0a1b2c.jpg``), a film's frames
    (``clip03_frame0007.jpg``) and copies (``rose copy 2.jpg``, ``rose - Copy (2).jpg``). A bare
    ``rose (2).jpg`` is not one: browsers and Windows number different pictures that way, and a whole
    class would become one group.
    """
    stem = file_name.rsplit(".", 1)[0] or file_name
    for mark in (_ROBOFLOW, _FRAME, _COPY):
        found = mark.fullmatch(stem)
        if found:
            return found[1]
    return stem
