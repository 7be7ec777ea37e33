"""Examples: added once by content, listed, moved, removed, restored."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import event

from graft.datasets import classes, examples, projects
from graft.errors import (
    BadName,
    BadParameter,
    GraftError,
    ImageInOtherClass,
    LimitReached,
    UnknownClass,
    UnknownExample,
    UnknownImage,
    UnknownProject,
)
from graft.storage import events


@pytest.fixture
def tulip(database, settings, project):
    with database.session() as session:
        return classes.add(session, settings, project, "tulip").id


def test_an_example_remembers_what_was_told(database, home, project, rose, add, picture):
    data = picture(1, "PNG", (50, 40))
    row = add(
        rose, data, group="burst-1", split="test", source="camera", file_name="C:\\photos\\rose.png"
    ).example
    assert (row.group, row.split, row.source, row.file_name) == ("burst-1", "test", "camera", "rose.png")
    with database.reading() as session:
        image = examples.image(session, row.sha256)
        assert (image.format, image.width, image.height, image.bytes) == ("PNG", 50, 40, len(data))
    assert home.blobs.read(row.sha256) == data


def test_an_example_alone_is_its_own_group(rose, add, picture):
    row = add(rose, picture()).example
    assert (row.group, row.split) == (row.sha256, None)


def test_the_same_picture_again_is_a_duplicate_and_changes_nothing(rose, add, picture, counts):
    first = add(rose, picture(), file_name="a.jpg")
    again = add(rose, picture(), file_name="b.jpg", split="val")
    assert (first.duplicate, again.duplicate, again.moved) == (False, True, False)
    assert (again.example.id, again.example.file_name, again.example.split) == (
        first.example.id,
        "a.jpg",
        None,
    )
    assert counts() == {"rose": 1}


def test_a_picture_in_another_class_is_refused_with_where_it_is(rose, tulip, add, picture, counts):
    first = add(rose, picture()).example
    with pytest.raises(ImageInOtherClass, match="in 'rose' already") as told:
        add(tulip, picture())
    assert told.value.details == {"class_id": rose, "class": "rose", "example_id": first.id}
    assert counts() == {"rose": 1, "tulip": 0}


def test_a_picture_in_another_class_moves_when_asked(rose, tulip, add, picture, counts):
    first = add(rose, picture()).example
    moved = add(tulip, picture(), conflict="move")
    assert (moved.example.id, moved.duplicate, moved.moved) == (first.id, False, True)
    assert counts() == {"rose": 0, "tulip": 1}


def test_a_removed_picture_comes_back_where_it_is_added(database, project, rose, tulip, add, picture, counts):
    first = add(rose, picture(0)).example
    add(rose, picture(1))
    with database.session() as session:
        examples.remove(session, project, [first.id])
    back = add(tulip, picture(0))
    assert (back.example.id, back.duplicate, back.moved) == (first.id, False, False)
    assert counts() == {"rose": 1, "tulip": 1}
    with database.reading() as session:
        assert examples.page(session, project).items[0].id == first.id


def test_a_picture_of_a_removed_class_can_be_added_to_another(
    database, project, rose, tulip, add, picture, counts
):
    add(rose, picture())
    with database.session() as session:
        classes.remove(session, project, rose)
    add(tulip, picture())
    with database.session() as session:
        classes.restore(session, project, rose)
    assert counts() == {"rose": 0, "tulip": 1}


def test_the_same_picture_may_be_in_two_projects(database, settings, home, rose, add, picture):
    add(rose, picture())
    image = examples.store(home.blobs, settings, picture())
    with database.session() as session:
        other = projects.create(session, "Kitchen").id
        row = classes.add(session, settings, other, "spoon")
        added = examples.add(session, settings, other, examples.NewExample(row.id, image))
    assert added.duplicate is False


def test_the_same_picture_from_many_at_once_is_one_example(rose, add, picture, counts):
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda _: add(rose, picture()), range(16)))
    assert sum(not outcome.duplicate for outcome in outcomes) == 1
    assert len({outcome.example.id for outcome in outcomes}) == 1
    assert counts() == {"rose": 1}


def test_many_are_added_at_once_and_each_is_told(
    database, settings, home, project, rose, tulip, add, picture
):
    images = [examples.store(home.blobs, settings, picture(n)) for n in range(3)]
    add(tulip, picture(2))
    news = [examples.NewExample(rose, image) for image in [images[0], images[0], images[1], images[2]]]
    news.append(replace(news[0], class_id="nothing", image=images[1]))
    with database.session() as session:
        outcomes = examples.add_many(session, settings, project, news)
    told = [one.code if isinstance(one, GraftError) else one.duplicate for one in outcomes]
    assert told == [False, True, False, "image_in_other_class", "unknown_class"]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"split": "dev"}, BadParameter),
        ({"source": "elsewhere"}, BadParameter),
        ({"conflict": "ignore"}, BadParameter),
        ({"group": "x" * 101}, BadName),
        ({"group": "a\nb"}, BadName),
    ],
)
def test_bad_parameters_are_refused(rose, add, picture, counts, options, error):
    with pytest.raises(error):
        add(rose, picture(), **options)
    assert counts() == {"rose": 0}


def test_what_is_not_there_is_told(database, settings, home, project, rose, add, picture):
    with pytest.raises(UnknownClass):
        add("0" * 12, picture())
    image = examples.store(home.blobs, settings, picture())
    with pytest.raises(UnknownProject), database.session() as session:
        examples.add(session, settings, "0" * 12, examples.NewExample(rose, image))
    with pytest.raises(UnknownExample), database.session() as session:
        examples.change(session, project, "0" * 12, split="val")
    with pytest.raises(UnknownImage), database.session() as session:
        examples.image(session, "0" * 64)


def test_a_project_has_a_limit_of_examples(database, settings, home, project, rose, add, picture):
    first = add(rose, picture(0)).example
    limits = replace(settings, examples=1)
    image = examples.store(home.blobs, settings, picture(1))
    new = examples.NewExample(rose, image)
    with pytest.raises(LimitReached, match="may have 1 examples"), database.session() as session:
        examples.add(session, limits, project, new)
    with database.session() as session:
        examples.remove(session, project, [first.id])
        examples.add(session, limits, project, new)


def test_pages_follow_each_other_newest_first_without_gaps(database, project, rose, tulip, add, picture):
    ids = [add(tulip if n % 2 else rose, picture(n)).example.id for n in range(8)]
    with database.session() as session:
        first = examples.page(session, project, limit=3)
        assert (first.total, len(first.items)) == (8, 3)
        assert first.sizes[first.items[0].sha256] == (32, 24)
        examples.remove(session, project, [ids[3]])
        second = examples.page(session, project, limit=3, cursor=first.next)
        third = examples.page(session, project, limit=3, cursor=second.next)
        seen = [row.id for page in (first, second, third) for row in page.items]
        assert seen == [ids[n] for n in (7, 6, 5, 4, 2, 1, 0)]
        assert third.next is None
        assert [row.id for row in examples.page(session, project, class_id=tulip).items] == [
            ids[7],
            ids[5],
            ids[1],
        ]


def test_pages_of_one_split(database, project, rose, add, picture):
    for number, split in enumerate(["train", "test", None]):
        add(rose, picture(number), split=split)
    with database.reading() as session:
        for split, expected in (("train", "train"), ("test", "test"), ("auto", None)):
            page = examples.page(session, project, split=split)
            assert (page.total, page.items[0].split) == (1, expected)
        assert examples.page(session, project, split="val").total == 0


@pytest.mark.parametrize(
    "options",
    [{"limit": 0}, {"limit": 201}, {"cursor": "x"}, {"cursor": "9" * 30}, {"cursor": "²"}, {"split": "x"}],
)
def test_bad_questions_are_refused(database, project, options):
    with pytest.raises(BadParameter), database.reading() as session:
        examples.page(session, project, **options)


def test_one_example_changes_class_and_split(database, project, rose, tulip, add, picture, counts):
    row = add(rose, picture()).example
    with database.session() as session:
        examples.change(session, project, row.id, class_id=tulip, split="val")
    with database.session() as session:
        assert examples.find(session, project, row.id).split == "val"
        assert examples.change(session, project, row.id).split == "val"
        assert examples.change(session, project, row.id, split=None).split is None
        with pytest.raises(BadParameter):
            examples.change(session, project, row.id, split="dev")
        with pytest.raises(UnknownClass):
            examples.change(session, project, row.id, class_id="nothing")
    assert counts() == {"rose": 0, "tulip": 1}


def test_many_are_removed_restored_and_moved(database, project, rose, tulip, add, picture, counts):
    ids = [add(rose, picture(n)).example.id for n in range(4)]
    with database.session() as session:
        assert examples.remove(session, project, [*ids[:2], "unknown"]) == 2
        assert examples.remove(session, project, ids[:2]) == 0
        with pytest.raises(UnknownExample):
            examples.find(session, project, ids[0])
        assert examples.restore(session, project, ids) == 2
        assert examples.remove(session, project, []) == 0
        assert examples.move(session, project, ids[:3], tulip) == 3
        assert examples.move(session, project, ids[:3], tulip) == 0
        with pytest.raises(UnknownClass):
            examples.move(session, project, ids, "nothing")
    assert counts() == {"rose": 1, "tulip": 3}


def test_more_ids_than_a_statement_takes(database, project, rose, add, picture):
    row = add(rose, picture()).example
    with database.session() as session:
        assert examples.remove(session, project, [f"{n:012}" for n in range(40_000)] + [row.id]) == 1


def test_examples_of_another_project_are_out_of_reach(database, project, rose, add, picture, counts):
    row = add(rose, picture()).example
    with database.session() as session:
        other = projects.create(session, "Kitchen").id
        assert examples.remove(session, other, [row.id]) == 0
        with pytest.raises(UnknownExample):
            examples.find(session, other, row.id)
    assert counts() == {"rose": 1}


def test_pages_hear_of_new_examples_and_not_of_duplicates(database, project, rose, add, picture):
    with database.reading() as session:
        before = events.last_id(session)
    add(rose, picture())
    add(rose, picture())
    with database.reading() as session:
        assert [event.kind for event in events.since(session, before, project)] == ["examples"]


def test_lists_and_counts_look_at_no_more_than_they_show(database, project, rose, add, picture):
    """Of thousands of examples, those of other classes, splits and places cost nothing."""
    add(rose, picture())
    statements: list[tuple[str, tuple]] = []

    def note(connection, cursor, statement, parameters, context, many):
        statements.append((statement, parameters))

    with database.reading() as session:
        event.listen(database.engine, "before_cursor_execute", note)
        for asked in ({}, {"class_id": rose}, {"split": "auto"}, {"class_id": rose, "split": "test"}):
            examples.page(session, project, offset=1, limit=1, **asked)
        classes.all_of(session, project)
        event.remove(database.engine, "before_cursor_execute", note)
        connection = session.connection()
        for statement, parameters in [one for one in statements if "FROM example" in one[0]]:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plan = " ".join(row[3] for row in rows)
            assert "SCAN" not in plan, (statement, plan)
            assert "TEMP B-TREE" not in plan, (statement, plan)
            if "count(" in statement:
                assert "COVERING INDEX" in plan, (statement, plan)
    assert sum("FROM example" in statement for statement, _ in statements) == 9
