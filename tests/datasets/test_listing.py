"""Listings: a CSV beside the pictures, good, odd and wrong."""

import pytest

from graft.datasets import classes, examples, labels, projects
from graft.datasets.listing import Columns
from graft.datasets.tasks import MULTI_LABEL, REGRESSION
from graft.errors import BadListing, BadValue, ImageLabelled, TaskFixed, WrongTask


@pytest.fixture
def of_task(database, project):
    """Makes the empty project one of another task."""

    def of_task(task):
        with database.session() as session:
            projects.set_task(session, project, task, None)

    return of_task


@pytest.fixture
def rows(database, project):
    """Examples by file name, with the names of their classes."""

    def rows():
        with database.reading() as session:
            names = {one.row.id: one.row.name for one in classes.all_of(session, project)}
            shown = labels.of_project(session, project)
            items = examples.page(session, project, limit=200).items
            return {row.file_name: (row, [names[one] for one in shown.get(row.id, [])]) for row in items}

    return rows


@pytest.mark.parametrize("wrapping", ["", "discs/", "a/b/"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_values_come_from_the_csv(import_, archive, picture, of_task, rows, wrapping, delimiter):
    of_task(REGRESSION)
    text = "\ufefffile,value,split,group\nphotos/a.jpg,1.5,train,x\r\n./b.jpg,-2e3,test,x\n\nc.jpg,0,,\n"
    names = ["photos/a.jpg", "b.jpg", "c.jpg"]
    entries = [(wrapping + name, picture(number)) for number, name in enumerate(names)]
    found = import_(archive((wrapping + "values.csv", text.replace(",", delimiter).encode()), *entries))
    assert found == {"added": 3, "duplicates": 0, "rejected": []}
    listed = {name: row for name, (row, _) in rows().items()}
    assert {name: row.value for name, row in listed.items()} == {"a.jpg": 1.5, "b.jpg": -2000, "c.jpg": 0}
    assert [listed[name].split for name in ("a.jpg", "b.jpg", "c.jpg")] == ["train", "test", None]
    assert listed["a.jpg"].group == listed["b.jpg"].group != listed["c.jpg"].group
    assert listed["c.jpg"].group == listed["c.jpg"].sha256


def test_a_line_of_several_pictures_is_one_group(import_, archive, picture, of_task, rows):
    of_task(REGRESSION)
    table = b"id,price,front,back\n1,10,p/1f.jpg,p/1b.jpg\n2,20,p/2f.jpg,\n"
    names = ["p/1f.jpg", "p/1b.jpg", "p/2f.jpg"]
    path = archive(("houses.csv", table), *[(name, picture(number)) for number, name in enumerate(names)])
    assert import_(path, columns=Columns(value="price"))["added"] == 3
    listed = {name: row for name, (row, _) in rows().items()}
    assert {name: row.value for name, row in listed.items()} == {"1f.jpg": 10, "1b.jpg": 10, "2f.jpg": 20}
    assert listed["1f.jpg"].group == listed["1b.jpg"].group != listed["2f.jpg"].group


def test_only_the_asked_columns_of_files_are_read(import_, archive, picture, of_task, rows):
    of_task(REGRESSION)
    table = b"price,front,back\n10,f.jpg,b.jpg\n"
    path = archive(("h.csv", table), ("f.jpg", picture(1)), ("b.jpg", picture(2)))
    found = import_(path, columns=Columns(file=("front",), value="price"))
    assert (found["added"], [row["code"] for row in found["rejected"]]) == (1, ["labels_missing"])
    assert list(rows()) == ["f.jpg"]


def test_several_labels_and_none_of_these(import_, archive, picture, of_task, rows, counts):
    of_task(MULTI_LABEL)
    table = b"file,labels\na.jpg,cat|dog\nb.jpg, dog | \nc.jpg,-\n"
    path = archive(("l.csv", table), *[(f"{n}.jpg", picture(i)) for i, n in enumerate("abc")])
    assert import_(path)["added"] == 3
    assert {name: shown for name, (_, shown) in rows().items()} == {
        "a.jpg": ["cat", "dog"],
        "b.jpg": ["dog"],
        "c.jpg": [],
    }
    assert rows()["c.jpg"][0].none_of_these
    assert counts() == {"cat": 1, "dog": 2}
    assert import_(path)["duplicates"] == 3


def test_class_folders_are_one_label_each_where_several_are_possible(import_, folder, picture, of_task, rows):
    of_task(MULTI_LABEL)
    assert import_(folder({"cat/a.jpg": picture(1), "dog/b.jpg": picture(2)}))["added"] == 2
    assert {name: shown for name, (_, shown) in rows().items()} == {"a.jpg": ["cat"], "b.jpg": ["dog"]}


def test_one_label_may_come_from_a_csv_too(import_, folder, picture, counts):
    table = b"file,labels,split\na.jpg,cat,val\nb.jpg,dog,test\n"
    assert import_(folder({"l.csv": table, "a.jpg": picture(1), "b.jpg": picture(2)}))["added"] == 2
    assert counts() == {"cat": 1, "dog": 1}


def test_another_csv_beside_class_folders_is_left_alone(import_, folder, picture, counts):
    files = {"cat/a.jpg": picture(1), "dog/b.jpg": picture(2), "notes.csv": b"who,when\nme,today\n"}
    assert import_(folder(files))["added"] == 2
    assert counts() == {"cat": 1, "dog": 1}


def test_columns_of_other_names_are_found_where_they_are_plain(import_, archive, picture, of_task, rows):
    of_task(REGRESSION)
    table = b"image,split,price\na.jpg,train,10\nb.jpg,test,20\n"
    assert import_(archive(("houses.csv", table), ("a.jpg", picture(1)), ("b.jpg", picture(2))))["added"] == 2
    assert {name: row.value for name, (row, _) in rows().items()} == {"a.jpg": 10, "b.jpg": 20}


def test_classes_too_where_no_folders_tell_them(import_, folder, picture, counts):
    table = b"image,species\nall/a.jpg,cat\nall/b.jpg,dog\n"
    files = {"l.csv": table, "all/a.jpg": picture(1), "all/b.jpg": picture(2)}
    assert import_(folder(files))["added"] == 2
    assert counts() == {"cat": 1, "dog": 1}


def test_folders_of_classes_go_before_a_csv_that_names_none(import_, folder, picture, counts):
    table = b"image,bytes\ncat/a.jpg,100\ndog/b.jpg,200\n"
    assert import_(folder({"l.csv": table, "cat/a.jpg": picture(1), "dog/b.jpg": picture(2)}))["added"] == 2
    assert counts() == {"cat": 1, "dog": 1}


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("file,value\na.jpg,\n", "line 2: its value is empty"),
        ("file,value\na.jpg,tall\n", "line 2: its value is no number: 'tall'"),
        ("file,value\na.jpg,nan\n", "line 2: its value is nan, and a value is a finite number"),
        ("file,value\na.jpg,inf\n", "a finite number"),
        ("file,value\na.jpg,1e40\n", "at most 1e+30"),
        ("file,value\na.jpg,1_00\n", "no number: '1_00'"),
        ("file,value\na.jpg,1\nb.jpg,2\nzz.jpg,3\n", "line 4: there is no file 'zz.jpg'"),
        ("file,value\na.jpg,1\na.jpg,2\n", "line 3: 'a.jpg' stands in line 2 already"),
        ("file,value\n,1\n", "line 2: it names no file"),
        ("file,value\na.jpg,1,2\n", "line 2: it has 3 cells where the header has 2"),
        ("file,value,split\na.jpg,1,tst\n", "line 2: its split is 'tst'"),
        ("file,value\na.jpg,x\nb.jpg,y\n", "and 1 more lines are wrong"),
        ("file,price,rooms\na.jpg,1,2\n", "no column 'value'; it has file, price, rooms"),
        ("picture,value\nnowhere.jpg,1\n", "no column 'file'"),
        ("file,value,value\na.jpg,1,2\n", "'value' twice"),
        ("file,value\n", "has 1 lines"),
        ('file,value\n"a.jpg,1\n', "no line of a CSV"),
        ("../../etc/passwd,value\n../../etc/passwd,1\n", "no column 'file'"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(import_, archive, picture, of_task, rows, table, words):
    of_task(REGRESSION)
    path = archive(("values.csv", table.encode()), ("a.jpg", picture(1)), ("b.jpg", picture(2)))
    with pytest.raises(BadListing) as told:
        import_(path)
    assert words in told.value.message
    assert rows() == {}


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("file,labels\na.jpg,\n", "its labels is empty: write it in, or - for none of the classes"),
        ("file,labels\na.jpg,|\n", "name no class"),
        ("file,labels\na.jpg,-|cat\n", "none of the classes, and others too"),
    ],
)
def test_labels_that_say_nothing_are_told(import_, archive, picture, of_task, table, words):
    of_task(MULTI_LABEL)
    with pytest.raises(BadListing) as told:
        import_(archive(("l.csv", table.encode()), ("a.jpg", picture(1))))
    assert words in told.value.message


def test_a_project_of_one_label_takes_one_a_picture(import_, archive, picture):
    with pytest.raises(BadListing, match=r"several \(cat\|dog\)"):
        import_(archive(("l.csv", b"file,labels\na.jpg,cat|dog\n"), ("a.jpg", picture(1))))


def test_two_listings_are_one_too_many(import_, archive, picture, of_task):
    of_task(REGRESSION)
    one = b"file,value\na.jpg,1\n"
    with pytest.raises(BadListing, match=r"'a\.csv' and 'b\.csv'"):
        import_(archive(("a.csv", one), ("b.csv", one), ("a.jpg", picture(1))))


def test_a_listing_that_is_no_text(import_, archive, picture, of_task):
    of_task(REGRESSION)
    with pytest.raises(BadListing, match="UTF-8"):
        import_(archive(("a.csv", b"\xff\xfe\xff"), ("a.jpg", picture(1))))


def test_values_are_not_for_a_project_of_classes(import_, archive, picture):
    with pytest.raises(WrongTask, match="regression"):
        import_(archive(("v.csv", b"file,value\na.jpg,1\n"), ("a.jpg", picture(1))))


def test_classes_are_not_for_a_project_of_values(
    import_, folder, picture, of_task, database, settings, project
):
    of_task(REGRESSION)
    with pytest.raises(WrongTask, match="file and value"):
        import_(folder({"cat/a.jpg": picture(1)}))
    with pytest.raises(WrongTask, match="has labels"):
        import_(folder({"l.csv": b"file,labels\ncat/a.jpg,cat\n"}))
    with database.session() as session, pytest.raises(WrongTask, match="no classes"):
        classes.add(session, settings, project, "cat")


def test_a_picture_has_one_value(add, picture, of_task):
    of_task(REGRESSION)
    first = add(None, picture(1))
    assert first.example.value is None
    assert add(None, picture(1), value=4.0).example.value == 4
    assert add(None, picture(1), value=4.0).duplicate
    with pytest.raises(ImageLabelled, match="value 4"):
        add(None, picture(1), value=5.0)
    assert add(None, picture(1), value=5.0, conflict="move").moved
    with pytest.raises(BadValue, match="nan"):
        add(None, picture(2), value=float("nan"))
    with pytest.raises(WrongTask, match="a value, and no class"):
        add(None, picture(2), none_of_these=True)


def test_what_the_task_asks_for_is_demanded(add, picture, rose):
    with pytest.raises(WrongTask, match="Received: a value"):
        add(rose, picture(1), value=3.0)
    with pytest.raises(WrongTask, match="Received: none"):
        add(None, picture(1))
    with pytest.raises(WrongTask, match="Received: classes"):
        add(rose, picture(1), class_ids=(rose,))


def test_a_task_is_fixed_once_there_are_pictures(add, picture, rose, database, project):
    add(rose, picture(1))
    with database.session() as session:
        assert projects.set_task(session, project, "single_label", None).task == "single_label"
        with pytest.raises(TaskFixed, match="regression"):
            projects.set_task(session, project, REGRESSION, None)


def test_an_example_is_told_anew(add, picture, of_task, database, settings, project):
    of_task(MULTI_LABEL)
    with database.session() as session:
        cat, dog = (classes.add(session, settings, project, name).id for name in ("cat", "dog"))
    row = add(None, picture(1), class_ids=(cat,)).example
    with database.session() as session:
        examples.change(session, project, row.id, target=examples.Target(class_ids=(dog, cat)))
        assert labels.of(session, [row.id]) == {row.id: [cat, dog]}
        assert examples.page(session, project, class_id=dog).total == 1
        classes.remove(session, project, cat)
        assert labels.of(session, [row.id]) == {row.id: [dog]}
        classes.restore(session, project, cat)
        assert classes.counted(session, project, cat).examples == 1
        examples.change(session, project, row.id, target=examples.Target(none_of_these=True))
        assert labels.of(session, [row.id]) == {}
