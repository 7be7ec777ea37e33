"""Projects and classes: made, renamed, removed, restored."""

from dataclasses import replace

import pytest

from graft.datasets import classes, examples, projects
from graft.errors import BadName, LimitReached, NameTaken, UnknownClass, UnknownProject
from graft.storage import events
from graft.storage.tables import Feature


@pytest.fixture
def session(database):
    with database.session() as session:
        yield session


@pytest.fixture
def garden(session):
    return projects.create(session, "Garden")


def names(session):
    return [project.name for project in projects.all_of(session)]


def living(session, project):
    return [one.row.name for one in classes.all_of(session, project.id)]


def test_projects_are_found_by_id_and_by_name(session, garden):
    assert projects.find(session, garden.id) is garden
    assert projects.find(session, "Garden") is garden
    assert projects.find_or_create(session, "Garden") is garden
    assert projects.find_or_create(session, "Kitchen").name == "Kitchen"
    assert names(session) == ["Kitchen", "Garden"]


@pytest.mark.parametrize("text", ["Gardn", "nothing like it", "", "\ud800", "a\0b", "x" * 10_000])
def test_an_unknown_project_is_told(session, garden, text):
    with pytest.raises(UnknownProject, match="No project has") as told:
        projects.find(session, text)
    assert told.value.details["near"] == (["Garden"] if text == "Gardn" else [])


def test_two_projects_cannot_have_one_name(session, garden):
    with pytest.raises(NameTaken, match="'Garden'"):
        projects.create(session, " Garden ")
    kitchen = projects.create(session, "Kitchen")
    with pytest.raises(NameTaken):
        projects.change(session, kitchen.id, name="Garden")
    assert projects.find(session, kitchen.id).name == "Kitchen"
    assert projects.change(session, garden.id, name="Garden").name == "Garden"


@pytest.mark.parametrize("name", ["", "x" * 10_000])
def test_a_bad_project_name_is_refused(session, garden, name):
    with pytest.raises(BadName):
        projects.create(session, name)
    with pytest.raises(BadName):
        projects.change(session, garden.id, name=name)


def test_a_project_keeps_what_is_not_changed(session):
    made = projects.create(session, "Garden", "mobilenet_v2_035_224")
    assert projects.change(session, made.id, name="Yard").backbone == "mobilenet_v2_035_224"
    changed = projects.change(session, made.id, backbone="mobilenet_v1_025_224")
    assert (changed.name, changed.backbone) == ("Yard", "mobilenet_v1_025_224")


def test_a_removed_project_frees_its_name_and_comes_back(session, garden):
    projects.remove(session, garden.id)
    assert names(session) == []
    assert [projects.name_of(row) for row in projects.all_of(session, removed=True)] == ["Garden"]
    for call in (projects.find, projects.remove, projects.hold):
        with pytest.raises(UnknownProject):
            call(session, garden.id)
    again = projects.create(session, "Garden")
    projects.change(session, again.id, name="Second garden")
    assert projects.restore(session, garden.id).name == "Garden"
    assert projects.restore(session, garden.id).name == "Garden"
    assert sorted(names(session)) == ["Garden", "Second garden"]


def test_a_project_whose_name_was_taken_meanwhile_comes_back_with_a_number(session, garden):
    projects.create(session, "Garden 2")
    projects.remove(session, garden.id)
    projects.create(session, "Garden")
    assert projects.restore(session, garden.id).name == "Garden 3"


def test_only_a_project_that_holds_nothing_is_forgotten(session, settings, garden):
    row = classes.add(session, settings, garden.id, "rose")
    classes.remove(session, garden.id, row.id)
    projects.forget_empty(session, garden.id)
    assert names(session) == ["Garden"], "its class can be restored"
    projects.forget_empty(session, projects.create(session, "Yard").id)
    assert names(session) == ["Garden"]
    assert projects.all_of(session, removed=True) == []


def test_a_project_that_never_was_cannot_be_restored(session):
    with pytest.raises(UnknownProject):
        projects.restore(session, "0" * 12)


def test_counts_and_covers_follow_what_is_there(database, settings, project, rose, add, picture):
    with database.session() as session:
        tulip = classes.add(session, settings, project, "tulip").id
    added = [add(class_id, picture(n)).example for n, class_id in enumerate([rose, rose, tulip])]
    with database.session() as session:
        session.add(Feature(backbone="f" * 64, sha256=added[0].sha256, vector=b""))
        session.add(Feature(backbone="0" * 64, sha256=added[1].sha256, vector=b""))
    with database.session() as session:
        summary = projects.summary(session, project, "f" * 64)
        assert summary == projects.Summary(2, 3, 1, [added[1].sha256, added[2].sha256])
        assert projects.summary(session, project, None).embedded == 0
        examples.remove(session, project, [added[0].id])
        classes.remove(session, project, tulip)
        assert projects.summary(session, project, "f" * 64) == projects.Summary(1, 1, 0, [added[1].sha256])


def test_classes_keep_their_order_and_color(session, settings, garden):
    rows = [classes.add(session, settings, garden.id, name) for name in ("rose", "tulip", "🌻")]
    classes.remove(session, garden.id, rows[1].id)
    added = classes.add(session, settings, garden.id, "daisy")
    assert living(session, garden) == ["rose", "🌻", "daisy"]
    assert [one.color for one in classes.all_of(session, garden.id)] == [0, 2, 3]
    assert classes.counted(session, garden.id, added.id).examples == 0


def test_a_class_is_renamed_and_stays_itself(session, settings, garden):
    row = classes.add(session, settings, garden.id, "rose")
    assert classes.rename(session, garden.id, row.id, "Rose").id == row.id
    assert living(session, garden) == ["Rose"]


def test_two_classes_cannot_have_one_name_in_any_case(session, settings, garden):
    rose = classes.add(session, settings, garden.id, "Straße")
    other = classes.add(session, settings, garden.id, "tulip")
    with pytest.raises(NameTaken, match="'Straße'") as told:
        classes.add(session, settings, garden.id, "STRASSE")
    assert told.value.details["class_id"] == rose.id
    with pytest.raises(NameTaken):
        classes.rename(session, garden.id, other.id, "strasse")
    assert classes.find_or_add(session, settings, garden.id, "strasse") is rose
    assert classes.find_or_add(session, settings, garden.id, "daisy").name == "daisy"


@pytest.mark.parametrize("name", ["", " ", "x" * 10_000, "a\nb"])
def test_a_bad_class_name_is_refused(session, settings, garden, name):
    row = classes.add(session, settings, garden.id, "rose")
    with pytest.raises(BadName):
        classes.add(session, settings, garden.id, name)
    with pytest.raises(BadName):
        classes.rename(session, garden.id, row.id, name)
    assert living(session, garden) == ["rose"]


def test_a_project_has_a_limit_of_classes(session, settings, garden):
    limits = replace(settings, classes=2)
    first = classes.add(session, limits, garden.id, "a")
    classes.add(session, limits, garden.id, "b")
    with pytest.raises(LimitReached, match="may have 2 classes"):
        classes.add(session, limits, garden.id, "c")
    classes.remove(session, garden.id, first.id)
    classes.add(session, limits, garden.id, "c")


def test_an_unknown_class_is_told(session, settings, garden):
    other = projects.create(session, "Kitchen")
    foreign = classes.add(session, settings, other.id, "spoon")
    for class_id in ("0" * 12, foreign.id, ""):
        with pytest.raises(UnknownClass):
            classes.find(session, garden.id, class_id)
        with pytest.raises(UnknownClass):
            classes.rename(session, garden.id, class_id, "x")
        with pytest.raises(UnknownClass):
            classes.remove(session, garden.id, class_id)
        with pytest.raises(UnknownClass):
            classes.restore(session, garden.id, class_id)


def test_a_removed_class_takes_its_examples_along_and_brings_them_back(
    database, settings, project, rose, add, picture, counts
):
    kept, gone = (add(rose, picture(n)).example.id for n in range(2))
    with database.session() as session:
        examples.remove(session, project, [gone])
        classes.remove(session, project, rose)
    assert counts() == {}
    with database.session() as session:
        assert examples.page(session, project).total == 0
        assert examples.restore(session, project, [kept]) == 0
        with pytest.raises(UnknownClass, match="was removed"):
            classes.find(session, project, rose)
        classes.restore(session, project, rose)
        classes.restore(session, project, rose)
        assert [row.id for row in examples.page(session, project).items] == [kept]
    assert counts() == {"rose": 1}


def test_a_class_whose_name_was_taken_meanwhile_comes_back_with_a_number(session, settings, garden):
    for name, found in (("rose", "rose 2"), ("x" * 100, "x" * 98 + " 2")):
        row = classes.add(session, settings, garden.id, name)
        classes.remove(session, garden.id, row.id)
        classes.add(session, settings, garden.id, name.upper())
        assert classes.restore(session, garden.id, row.id).name == found


def test_pages_hear_of_every_change(session, settings, garden):
    row = classes.add(session, settings, garden.id, "rose")
    classes.rename(session, garden.id, row.id, "Rose")
    classes.remove(session, garden.id, row.id)
    classes.restore(session, garden.id, row.id)
    projects.change(session, garden.id, name="Yard")
    kinds = [event.kind for event in events.since(session, 0, garden.id)]
    assert kinds == ["project", "classes", "classes", "classes", "classes", "project"]
