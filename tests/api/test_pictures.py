"""Pictures over HTTP: what goes in comes out, and bad input says what is wrong."""

import io
from dataclasses import replace

import pytest
from PIL import Image
from tests.api.conftest import picture

from graft.app import create_app
from graft.storage.tables import Job


def error(response):
    return response.status_code, response.json["error"]["code"]


def counts(client, project):
    return {
        row["name"]: row["examples"]
        for row in client.get(f"/api/projects/{project['id']}/classes").json["items"]
    }


def test_a_picture_comes_back_byte_for_byte_with_a_thumbnail(client, add):
    data = picture(7, (600, 400))
    answer = add("a", data, file_name="bowl.png", source="upload")
    assert answer.status_code == 201
    example = answer.json["example"]
    assert (example["width"], example["height"], example["file_name"]) == (600, 400, "bowl.png")
    image = client.get(f"/api/images/{example['sha256']}", buffered=True)
    assert (image.data, image.mimetype) == (data, "image/png")
    thumbnail = client.get(f"/api/images/{example['sha256']}/thumbnail", buffered=True)
    assert max(Image.open(io.BytesIO(thumbnail.data)).size) <= 240


def test_the_same_picture_twice_is_one_example(client, project, add):
    first, second = add("a", picture(1)), add("a", picture(1))
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json["duplicate"] is True
    assert counts(client, project) == {"a": 1, "b": 0}


def test_a_picture_of_another_class_is_refused_or_moved(client, project, add):
    add("a", picture(1))
    refused = add("b", picture(1))
    assert error(refused) == (409, "image_in_other_class")
    assert refused.json["error"]["details"]["class"] == "a"
    moved = add("b", picture(1), conflict="move", source="correction")
    assert moved.json["moved"] is True
    assert counts(client, project) == {"a": 0, "b": 1}


def test_the_project_tells_when_what_it_would_learn_from_changed_last(client, project, add):
    path = f"/api/projects/{project['id']}"

    def told():
        return client.get(path).json["relabelled_at"]

    assert told() is None, "classes without pictures teach nothing"
    ids = [add("a", picture(shade)).json["example"]["id"] for shade in range(3)]
    changes = [
        lambda: add("b", picture(9)),
        lambda: client.patch(f"{path}/examples/{ids[0]}", json={"class_id": project["b"]}),
        lambda: client.post(f"{path}/examples/move", json={"ids": ids[1:2], "class_id": project["b"]}),
        lambda: client.post(f"{path}/examples/remove", json={"ids": ids[2:]}),
        lambda: client.post(f"{path}/examples/restore", json={"ids": ids[2:]}),
        lambda: client.delete(f"{path}/classes/{project['a']}"),
        lambda: client.post(f"{path}/classes/{project['a']}/restore"),
    ]
    for change in changes:
        before = told()
        assert change().status_code < 300
        assert told() > before
    before = told()
    client.patch(f"{path}/classes/{project['b']}", json={"name": "another name"})
    add("b", picture(9))
    assert told() == before, "it learns the same under another name, and from a picture that is there"


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 422, "empty_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "not_a_picture"),
        (picture(1, (300, 300), "JPEG")[:400], 422, "truncated_picture"),
    ],
)
def test_bad_pictures_say_what_is_wrong_and_add_nothing(client, project, add, data, status, code):
    assert error(add("a", data)) == (status, code)
    assert counts(client, project) == {"a": 0, "b": 0}


def test_a_picture_over_the_limit_is_refused_without_being_kept(settings, database, client, project):
    small = create_app(replace(settings, upload_bytes=1000)).test_client()
    answer = small.post(
        f"/api/projects/{project['id']}/examples", query_string={"class_id": project["a"]}, data=b"x" * 5000
    )
    assert error(answer) == (413, "picture_too_large")


def test_removing_and_restoring_are_opposites(client, project, add):
    ids = [add("a", picture(shade)).json["example"]["id"] for shade in range(3)]
    path = f"/api/projects/{project['id']}/examples"
    assert client.post(f"{path}/remove", json={"ids": ids[:2]}).json == {"removed": 2}
    assert counts(client, project)["a"] == 1
    assert client.post(f"{path}/restore", json={"ids": ids}).json == {"restored": 2}
    assert counts(client, project)["a"] == 3
    assert client.post(f"{path}/move", json={"ids": ids, "class_id": project["b"]}).json == {"moved": 3}
    assert counts(client, project) == {"a": 0, "b": 3}


def test_pages_of_examples_follow_each_other_newest_first(client, project, add):
    ids = [add("a", picture(shade)).json["example"]["id"] for shade in range(5)]
    path = f"/api/projects/{project['id']}/examples"
    seen, cursor = [], None
    while True:
        page = client.get(path, query_string={"limit": 2, **({"cursor": cursor} if cursor else {})}).json
        seen += [row["id"] for row in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == ids[::-1]
    assert page["total"] == 5


def test_any_place_of_a_list_can_be_looked_at(client, project, add):
    ids = [add("ab"[shade % 2], picture(shade)).json["example"]["id"] for shade in range(9)][::-1]
    path = f"/api/projects/{project['id']}/examples"
    page = client.get(path, query_string={"limit": 3, "offset": 4}).json
    assert ([row["id"] for row in page["items"]], page["total"]) == (ids[4:7], 9)
    page = client.get(path, query_string={"limit": 3, "offset": 3, "class_id": project["a"]}).json
    assert ([row["id"] for row in page["items"]], page["next"], page["total"]) == (ids[::2][3:], None, 5)
    page = client.get(path, query_string={"offset": 9}).json
    assert (page["items"], page["next"], page["total"]) == ([], None, 9)
    assert error(client.get(path, query_string={"offset": -1}))[0] == 422


def test_an_archive_is_taken_as_a_job(client, project):
    path = f"/api/projects/{project['id']}/imports"
    assert client.post(path, data=b"PK-something").status_code == 202
    assert error(client.post(path, data=b"")) == (422, "not_an_archive")


def test_a_line_may_name_files_in_several_columns(client, project, database):
    path = f"/api/projects/{project['id']}/imports?file_column=front&file_column=back&value_column=price"
    job = client.post(path, data=b"PK-something").json["job"]
    with database.reading() as session:
        columns = session.get_one(Job, job["id"]).payload["columns"]
    assert columns == {"file": ["front", "back"], "value": "price"}


def test_an_unknown_image(client):
    assert error(client.get(f"/api/images/{'0' * 64}")) == (404, "unknown_image")
    assert error(client.get("/api/images/..%2f..%2fgraft.db")) in [(404, "unknown_image"), (404, "not_found")]
