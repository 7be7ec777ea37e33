"""Names: cleaned, never trusted."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graft.datasets.names import clean_file_name, clean_name, readable, source_of
from graft.errors import BadName


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rose", "rose"),
        ("  rose \n", "rose"),
        ("Ro\u0308schen", "Röschen"),
        ("🌹", "🌹"),
        ("👩‍🌾", "👩‍🌾"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("../../etc/passwd", "../../etc/passwd"),
        ("x" * 100, "x" * 100),
    ],
)
def test_names_are_data(text, expected):
    assert clean_name(text, "class") == expected


@pytest.mark.parametrize("text", ["", "   ", "\n", "\u200d", "\u200b\u00a0"])
def test_a_name_that_nobody_could_see_is_refused(text):
    with pytest.raises(BadName, match="A class needs a name") as told:
        clean_name(text, "class")
    assert (told.value.code, told.value.status) == ("bad_name", 422)


def test_a_long_name_is_refused_with_its_length():
    with pytest.raises(BadName, match="Received 10000: shorten it"):
        clean_name("x" * 10_000, "class")


@pytest.mark.parametrize("text", ["a\0b", "a\nb", "a\x1bb", "a\u2028b", "a\ud800b"])
def test_control_characters_are_refused(text):
    with pytest.raises(BadName, match="one line of plain text"):
        clean_name(text, "project")


@given(st.text(st.characters(exclude_categories=()), max_size=150))
def test_a_cleaned_name_is_clean(text):
    try:
        name = clean_name(text, "class")
    except BadName:
        return
    assert 1 <= len(name) <= 100
    assert clean_name(name, "class") == name == unicodedata.normalize("NFC", name)
    name.encode()


@given(st.text(st.characters(exclude_categories=()), max_size=600))
def test_a_file_name_is_never_a_path_and_never_refused(text):
    name = clean_file_name(text)
    assert len(name) <= 255
    assert not set(name) & set("/\\\0\n\r")
    name.encode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C:\\photos\\rose.jpg", "rose.jpg"),
        ("../../rose.jpg", "rose.jpg"),
        ("a\0b.jpg", "ab.jpg"),
        ("roses/", ""),
    ],
)
def test_file_names_lose_their_folders(text, expected):
    assert clean_file_name(text) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "cp437", "latin-1"])
def test_names_of_unknown_encoding_are_read(encoding):
    assert readable("Blüte é".encode(encoding)) == "Blüte é"


@given(st.binary(max_size=60))
def test_any_bytes_become_text(raw):
    readable(raw).encode()


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("rose.jpg", "rose"),
        ("rose_jpg.rf.0a1B2c3d.jpg", "rose"),
        ("my.rose_png.rf.0a1b2c3d.png", "my.rose"),
        ("rose copy.jpg", "rose"),
        ("rose copy 2.jpg", "rose"),
        ("rose - Copy.jpg", "rose"),
        ("rose - Copy (2).jpg", "rose"),
        ("rose (2).jpg", "rose (2)"),
        ("clip03_frame0007.jpg", "clip03"),
        ("VID 7 - frame 12.png", "VID 7"),
        ("frame0007.jpg", "frame0007"),
        ("picture-frame.jpg", "picture-frame"),
        ("IMG_1234.JPG", "IMG_1234"),
        ("copy.jpg", "copy"),
        (".jpg", ".jpg"),
    ],
)
def test_relatives_are_known_by_their_names(name, source):
    assert source_of(name) == source


@given(st.text(max_size=80))
def test_every_name_has_a_source_that_is_its_own(name):
    assert source_of(source_of(name) + ".jpg")
