"""Imports: folders and archives, good, odd and hostile."""

import io
import os
import stat
import struct
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest

from graft.datasets import examples, projects
from graft.errors import (
    ArchiveTooLarge,
    BadArchive,
    Cancelled,
    DiskFull,
    EmptyArchive,
    FileAbsent,
    NotAnArchive,
    UnknownProject,
    UnsafeArchive,
)

NOTHING_REJECTED: list[dict] = []


def codes(result):
    return {one["file"]: one["code"] for one in result["rejected"]}


@pytest.fixture
def splits(database, project):
    """Each file's name and split."""

    def splits():
        with database.reading() as session:
            return {row.file_name: row.split for row in examples.page(session, project, limit=200).items}

    return splits


@pytest.fixture
def groups(database, project):
    """Each file's name and group."""

    def groups():
        with database.reading() as session:
            return {row.file_name: row.group for row in examples.page(session, project, limit=200).items}

    return groups


@pytest.mark.parametrize("kind", ["folder", "archive"])
@pytest.mark.parametrize("wrapping", ["", "flowers/", "My Data/flowers/"])
def test_class_folders_become_classes(import_, archive, folder, picture, counts, splits, kind, wrapping):
    names = ["Class 10/a.jpg", "Class 2/b.jpg", "Class 2/deeper/c.jpg", "🌻/d.jpg"]
    files = {wrapping + name: picture(number) for number, name in enumerate(names)}
    result = import_(folder(files) if kind == "folder" else archive(*files.items()))
    assert result == {"added": 4, "duplicates": 0, "rejected": NOTHING_REJECTED}
    assert counts() == {"Class 2": 2, "Class 10": 1, "🌻": 1}
    assert list(counts()) == ["Class 2", "Class 10", "🌻"]
    assert set(splits().values()) == {None}


@pytest.mark.parametrize(
    ("folders", "expected"),
    [
        (["train", "val", "test"], ["train", "val", "test"]),
        (["train", "val"], ["train", "test"]),
        (["Training set/TRAIN", "Training set/Validation"], ["train", "test"]),
        (["train", "valid", "test"], ["train", "val", "test"]),
        (["Training", "Testing"], ["train", "test"]),
        (["train", "test"], ["train", "test"]),
        (["train"], [None]),
        (["test", "daisy"], [None, None]),
    ],
)
def test_split_folders_become_splits(import_, archive, picture, splits, folders, expected):
    entries = [(f"{name}/rose/{number}.jpg", picture(number)) for number, name in enumerate(folders)]
    assert import_(archive(*entries))["added"] == len(folders)
    assert splits() == {f"{number}.jpg": split for number, split in enumerate(expected)}


def test_folders_beside_splits_are_no_classes(import_, archive, picture, counts):
    entries = {"train/rose/a.jpg": 0, "val/rose/b.jpg": 1, "docs/c.jpg": 2, "test/loose.jpg": 3}
    result = import_(archive(*[(name, picture(number)) for name, number in entries.items()]))
    assert counts() == {"rose": 2}
    assert codes(result) == {"docs/c.jpg": "bad_archive", "test/loose.jpg": "bad_archive"}


def test_a_folder_with_pictures_in_it_is_a_class_even_when_alone(import_, archive, picture, counts):
    import_(archive(("train/a.jpg", picture(0)), ("train/more/b.jpg", picture(1))))
    assert counts() == {"train": 2}


def test_what_systems_leave_behind_is_skipped_silently(import_, archive, picture, counts):
    left = [
        "__MACOSX/rose/._a.jpg",
        "rose/.DS_Store",
        "rose/Thumbs.db",
        "rose/desktop.ini",
        ".git/config",
        "SOURCE.md",
    ]
    result = import_(archive(("rose/a.jpg", picture()), *[(name, b"something") for name in left]))
    assert result == {"added": 1, "duplicates": 0, "rejected": NOTHING_REJECTED}
    assert counts() == {"rose": 1}


def test_files_that_are_no_pictures_are_told_and_the_others_kept(import_, archive, picture, counts, encode):
    nested = io.BytesIO()
    with zipfile.ZipFile(nested, "w") as file:
        file.writestr("rose/x.jpg", picture(9))
    result = import_(
        archive(
            ("rose/good.jpg", picture(1)),
            ("rose/labels.txt", b"rose"),
            ("rose/half.jpg", picture(2, size=(100, 100))[:700]),
            ("rose/empty.jpg", b""),
            ("rose/really a.png", picture(3, "JPEG")),
            ("rose/nested.zip", nested.getvalue()),
            ("rose.zip", nested.getvalue()),
            ("tulip/page.jpg", b"<html>"),
        )
    )
    assert (result["added"], result["duplicates"]) == (2, 0)
    assert codes(result) == {
        "rose/labels.txt": "not_a_picture",
        "rose/half.jpg": "truncated_picture",
        "rose/empty.jpg": "empty_picture",
        "rose/nested.zip": "not_a_picture",
        "rose.zip": "bad_archive",
        "tulip/page.jpg": "not_a_picture",
    }
    assert all(one["message"].endswith(".") for one in result["rejected"])
    assert counts() == {"rose": 2}


def test_pictures_over_the_limits_are_told(import_, archive, picture, settings):
    path = archive(("rose/a.jpg", picture(0)), ("rose/b.bmp", picture(1, "BMP", (100, 100))))
    assert codes(import_(path, limits=replace(settings, upload_bytes=10_000))) == {
        "rose/b.bmp": "picture_too_large"
    }
    assert codes(import_(path, limits=replace(settings, pixels=1000))) == {"rose/b.bmp": "too_many_pixels"}
    assert codes(import_(path, limits=replace(settings, examples=1))) == {"rose/b.bmp": "limit_reached"}


@pytest.mark.parametrize("name", ["x" * 10_000, " ", "a\x1bb"])
def test_a_folder_name_that_cannot_be_a_class_is_told(import_, archive, picture, counts, name):
    result = import_(archive((f"{name}/a.jpg", picture(0)), ("rose/b.jpg", picture(1))))
    assert codes(result) == {f"{name}/a.jpg": "bad_name"}
    assert counts() == {"rose": 1}


def test_markup_in_names_is_data(import_, archive, picture, counts):
    import_(archive(("<script>alert(1)<!script>/a.jpg", picture())))
    assert counts() == {"<script>alert(1)<!script>": 1}


def test_folders_whose_names_differ_in_case_are_one_class(import_, archive, picture, counts):
    import_(archive(("Rose/a.jpg", picture(0)), ("ROSE/b.jpg", picture(1))))
    assert list(counts().values()) == [2]


def test_more_classes_than_the_limit_are_told(import_, archive, picture, settings, counts):
    result = import_(
        archive(("a/a.jpg", picture(0)), ("b/b.jpg", picture(1))), limits=replace(settings, classes=1)
    )
    assert codes(result) == {"b/b.jpg": "limit_reached"}
    assert counts() == {"a": 1}


def test_importing_again_adds_nothing(import_, archive, picture, counts):
    path = archive(*[(f"rose/{number}.jpg", picture(number)) for number in range(5)])
    assert import_(path)["added"] == 5
    assert import_(path) == {"added": 0, "duplicates": 5, "rejected": NOTHING_REJECTED}
    assert counts() == {"rose": 5}


def test_a_picture_in_two_classes_is_told(import_, archive, picture, counts):
    result = import_(
        archive(("rose/a.jpg", picture()), ("tulip/b.jpg", picture()), ("rose/c.jpg", picture()))
    )
    assert (result["added"], result["duplicates"]) == (1, 1)
    assert codes(result) == {"tulip/b.jpg": "image_in_other_class"}
    assert counts()["rose"] == 1


def test_two_entries_of_one_name_are_two_pictures(import_, archive, picture, counts):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = archive(("rose/a.jpg", picture(0)), ("rose/a.jpg", picture(1)))
    assert import_(path)["added"] == 2


def test_relatives_of_one_source_file_are_one_group(import_, archive, picture, groups):
    names = [
        "a_jpg.rf.0a1b.jpg",
        "a_jpg.rf.2c3d.jpg",
        "b_jpg.rf.4e5f.jpg",
        "c.jpg",
        "c copy.jpg",
        "d.jpg",
        "d (1).jpg",
    ]
    import_(archive(*[(f"rose/{name}", picture(number)) for number, name in enumerate(names)]))
    found = groups()
    assert found["a_jpg.rf.0a1b.jpg"] == found["a_jpg.rf.2c3d.jpg"]
    assert found["c.jpg"] == found["c copy.jpg"]
    assert len(set(found.values())) == 5


@pytest.mark.parametrize(
    "name",
    [
        "../a.jpg",
        "rose/../../a.jpg",
        "/etc/a.jpg",
        "C:/a.jpg",
        "c:\\a.jpg",
        "..\\..\\a.jpg",
        "__MACOSX/../../a.jpg",
    ],
)
def test_an_archive_with_a_name_that_leaves_it_is_refused_as_a_whole(import_, archive, picture, counts, name):
    with pytest.raises(UnsafeArchive, match="Nothing was imported") as told:
        import_(archive(("rose/a.jpg", picture(0)), (name, picture(1))))
    assert told.value.details["file"].replace("\\", "/") == name.replace("\\", "/")
    assert counts() == {}


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_an_archive_with_a_link_or_device_is_refused(import_, archive, picture, counts, kind):
    entry = zipfile.ZipInfo("rose/link.jpg")
    entry.external_attr = (kind | 0o777) << 16
    with pytest.raises(UnsafeArchive):
        import_(archive(("rose/a.jpg", picture()), (entry, b"/etc/passwd")))
    assert counts() == {}


def test_an_encrypted_archive_is_refused(import_, archive, picture):
    path = archive(("rose/a.jpg", picture()))
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.rindex(b"PK\1\2") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(BadArchive, match="encrypted"):
        import_(path)


def test_a_bomb_is_refused_before_it_goes_off(import_, archive):
    path = archive(*[(f"rose/{number}.bmp", bytes(16 * 2**20)) for number in range(5)])
    assert path.stat().st_size < 2**20
    with pytest.raises(ArchiveTooLarge, match="100 times its size"):
        import_(path)


def test_an_entry_that_is_larger_than_it_says_is_told(import_, archive, picture, counts):
    path = archive(("rose/a.jpg", picture(0)), ("rose/b.jpg", bytes(2**20)))
    data = bytearray(path.read_bytes())
    struct.pack_into("<L", data, data.rindex(b"PK\1\2") + 24, 1000)  # the size unpacked
    path.write_bytes(data)
    assert codes(import_(path)) == {"rose/b.jpg": "truncated_picture"}
    assert counts() == {"rose": 1}


def test_a_damaged_entry_is_told(import_, archive, encode, picture, counts):
    path = archive(("rose/a.jpg", picture(0)), ("rose/b.jpg", picture(1)))
    data = bytearray(path.read_bytes())
    start = data.index(b"rose/b.jpg") + len("rose/b.jpg")
    data[start + 10 : start + 30] = bytes(20)
    path.write_bytes(data)
    assert codes(import_(path)) == {"rose/b.jpg": "truncated_picture"}
    assert counts() == {"rose": 1}


def test_too_many_bytes_or_entries_are_refused(import_, archive, folder, picture, settings):
    files = {f"rose/{number}.jpg": picture(number) for number in range(3)}
    for path in (folder(files), archive(*files.items())):
        with pytest.raises(ArchiveTooLarge, match="2 files"):
            import_(path, limits=replace(settings, archive_entries=2))
    with pytest.raises(ArchiveTooLarge, match="GB"):
        import_(archive(*files.items()), limits=replace(settings, archive_bytes=1000))


def test_a_list_of_entries_that_would_fill_the_memory_is_refused(import_, archive, settings):
    path = archive(*[(f"rose/{number:0200}.jpg", b"x") for number in range(9)])
    with pytest.raises(ArchiveTooLarge):
        import_(path, limits=replace(settings, archive_entries=8, upload_bytes=-(2**20)))


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Blüte".encode(), "Blüte"),
        ("Blüte".encode("cp437"), "Blüte"),
        ("Blüte".encode("latin-1"), "Blüte"),
        (b"Bl\xff\xfe", None),
    ],
)
def test_names_in_any_encoding_are_read(import_, archive, picture, counts, raw, name):
    path = archive(("X" * len(raw) + "/a.jpg", picture()))
    path.write_bytes(path.read_bytes().replace(b"X" * len(raw), raw))
    assert import_(path)["added"] == 1
    assert list(counts()) == [name or "Blÿþ"]


def test_names_that_claim_to_be_utf8_and_are_not_are_told(import_, archive, picture):
    path = archive(("é" * 3 + "/a.jpg", picture()))
    path.write_bytes(path.read_bytes().replace("é".encode() * 3, b"\xff" * 6))
    with pytest.raises(NotAnArchive):
        import_(path)


def test_file_names_that_are_not_utf8_are_read_from_folders(import_, folder, picture, counts):
    root = folder({"rose/a.jpg": picture(0)})
    os.rename(os.fsencode(root) + b"/rose", os.fsencode(root) + b"/Bl\xfcte")
    assert import_(root)["added"] == 1
    assert counts() == {"Blüte": 1}


def test_links_out_of_a_folder_are_not_followed(import_, folder, tmp_path, picture, counts):
    (tmp_path / "secret.jpg").write_bytes(picture(5))
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "b.jpg").write_bytes(picture(6))
    root = folder({"rose/a.jpg": picture(0)})
    (root / "rose" / "out.jpg").symlink_to(tmp_path / "secret.jpg")
    (root / "rose" / "folder").symlink_to(tmp_path / "secrets")
    (root / "rose" / "in.jpg").symlink_to(root / "rose" / "a.jpg")
    (root / "rose" / "nowhere.jpg").symlink_to(root / "nowhere")
    os.mkfifo(root / "rose" / "pipe.jpg")
    result = import_(root)
    assert codes(result) == {
        "rose/out.jpg": "unsafe_archive",
        "rose/folder": "unsafe_archive",
        "rose/nowhere.jpg": "bad_picture",
        "rose/pipe.jpg": "not_a_picture",
    }
    assert (result["added"], result["duplicates"]) == (1, 1)


def test_what_is_not_there_or_no_archive_is_told(import_, tmp_path, archive, picture):
    with pytest.raises(FileAbsent):
        import_(tmp_path / "nothing.zip")
    for data in (b"", b"not a zip", archive(("rose/a.jpg", picture())).read_bytes()[:-30]):
        (tmp_path / "file.zip").write_bytes(data)
        with pytest.raises(NotAnArchive):
            import_(tmp_path / "file.zip")


@pytest.mark.parametrize("entries", [[], ["metadata.json", "model.json"], ["a.jpg", "b.jpg"], ["rose/"]])
def test_an_archive_without_class_folders_is_told(import_, archive, picture, entries):
    with pytest.raises(EmptyArchive, match="a folder for each class"):
        import_(archive(*[(name, b"" if name.endswith("/") else picture()) for name in entries]))


def test_an_unknown_project_is_told(database, project, import_, archive, picture):
    with database.session() as session:
        projects.remove(session, project)
    with pytest.raises(UnknownProject):
        import_(archive(("rose/a.jpg", picture())))


def test_progress_is_told_up_to_the_end(import_, archive, picture):
    told = []
    path = archive(*[(f"rose/{number}.jpg", picture(number)) for number in range(120)])
    import_(path, progress=lambda done, total: told.append((done, total)))
    assert (told[0], told[-1]) == ((0, 120), (120, 120))
    assert told == sorted(told)


def test_a_cancelled_import_keeps_what_it_told_of_and_can_be_repeated(import_, archive, picture, counts):
    told = []
    path = archive(*[(f"rose/{number}.jpg", picture(number)) for number in range(150)])
    with pytest.raises(Cancelled, match="of 150 files"):
        import_(path, progress=lambda done, total: told.append(done), cancelled=lambda: told[-1] > 0)
    assert counts() == {"rose": told[-1]}
    again = import_(path)
    assert (again["added"], again["duplicates"]) == (150 - told[-1], told[-1])


def test_a_full_disk_ends_an_import_that_can_be_repeated(import_, archive, picture, counts, full_disk):
    path = archive(*[(f"rose/{number}.jpg", picture(number)) for number in range(130)])
    with full_disk(after=115), pytest.raises(DiskFull):
        import_(path)
    kept = counts()["rose"]
    assert kept > 0
    assert import_(path) == {"added": 130 - kept, "duplicates": kept, "rejected": NOTHING_REJECTED}


def test_what_an_import_told_of_survives_its_being_killed(home, import_, archive, picture, counts, project):
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from graft.datasets.imports import import_path\n"
        "from graft.settings import Settings\n"
        "from graft.storage.database import Database\n"
        "from graft.storage.home import Home\n"
        "home = Home(Path(sys.argv[1]))\n"
        "tell = lambda done, total: print(done, flush=True)\n"
        "database, settings = Database(home.database_url), Settings(home=home.path)\n"
        "path = Path(sys.argv[3])\n"
        "import_path(database, home.blobs, settings, sys.argv[2], path, tell, lambda: False)\n"
    )
    path = archive(*[(f"rose/{number}.jpg", picture(number)) for number in range(300)])
    command = [sys.executable, "-c", program, str(home.path), project, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = next(int(line) for line in process.stdout if int(line))
        process.kill()
    kept = counts()["rose"]
    assert told <= kept < 300
    assert import_(path) == {"added": 300 - kept, "duplicates": kept, "rejected": NOTHING_REJECTED}


@pytest.mark.slow
def test_real_photographs_are_imported_once(assets, import_, counts, splits, database, project):
    flowers = assets / "data" / "flowers.zip"
    assert import_(flowers) == {"added": 1750, "duplicates": 0, "rejected": NOTHING_REJECTED}
    assert counts() == dict.fromkeys(["daisy", "dandelion", "roses", "sunflowers", "tulips"], 350)
    with database.reading() as session:
        assert examples.page(session, project, split="train").total == 1400
        assert examples.page(session, project, split="test").total == 350
    assert import_(flowers) == {"added": 0, "duplicates": 1750, "rejected": NOTHING_REJECTED}


def test_teachable_machine_samples_are_imported(assets, import_, counts):
    result = import_(assets / "teachable-machine" / "image-model-data.zip")
    assert result == {"added": 22, "duplicates": 0, "rejected": NOTHING_REJECTED}
    assert counts() == {"Class 1": 11, "Class 2": 11}


def test_a_model_is_no_set_of_pictures(assets, import_):
    with pytest.raises(EmptyArchive):
        import_(assets / "teachable-machine" / "image-model.zip")
