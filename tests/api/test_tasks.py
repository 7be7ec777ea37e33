"""Projects of a number and of several labels over HTTP."""

import pytest
from tests.api.conftest import picture


@pytest.fixture
def number(client):
    """A project whose task is a number."""
    given = {"name": "Heights", "task": "regression", "quantity": "height", "unit": "cm"}
    return client.post("/api/projects", json=given).json


@pytest.fixture
def several(client):
    """A project of several labels with two classes, by name."""
    made = client.post("/api/projects", json={"name": "Tables", "task": "multi_label"}).json
    for name in ("cup", "fork"):
        made[name] = client.post(f"/api/projects/{made['id']}/classes", json={"name": name}).json["id"]
    return made


def send(client, project, data, **query):
    return client.post(f"/api/projects/{project['id']}/examples", query_string=query, data=data)


def code(response):
    return response.status_code, response.json["error"]["code"]


def test_a_number_is_kept_with_the_picture_and_can_change(client, number):
    assert number["target"] == {"quantity": "height", "unit": "cm", "transform": None}
    row = send(client, number, picture(1), value=12.5).json["example"]
    assert (row["value"], row["class_id"], row["class_ids"]) == (12.5, None, [])
    address = f"/api/projects/{number['id']}/examples/{row['id']}"
    assert client.patch(address, json={"value": 13}).json["value"] == 13
    assert client.patch(address, json={"split": "test"}).json["value"] == 13
    listed = client.get(f"/api/projects/{number['id']}/examples").json
    assert [item["value"] for item in listed["items"]] == [13]
    assert client.get(f"/api/projects/{number['id']}").json["covers"] == [row["sha256"]]


def test_several_labels_are_kept_with_the_picture_and_can_change(client, several):
    both = f"{several['cup']},{several['fork']}"
    row = send(client, several, picture(1), class_ids=both).json["example"]
    assert row["class_ids"] == [several["cup"], several["fork"]]
    address = f"/api/projects/{several['id']}/examples/{row['id']}"
    assert client.patch(address, json={"class_ids": [several["fork"]]}).json["class_ids"] == [several["fork"]]
    found = client.get(f"/api/projects/{several['id']}/examples?class_id={several['cup']}").json
    assert found["total"] == 0
    none = client.patch(address, json={"class_ids": [], "none_of_these": True}).json
    assert (none["class_ids"], none["none_of_these"]) == ([], True)
    counts = client.get(f"/api/projects/{several['id']}/classes").json["items"]
    assert [one["examples"] for one in counts] == [0, 0]


def test_those_to_be_labelled_are_listed_apart(client, number, several, project):
    for shade in range(3):
        send(client, number, picture(shade), **({"value": shade} if shade else {}))
    send(client, several, picture(0), class_ids=several["cup"])
    send(client, several, picture(1), none_of_these=True)
    send(client, several, picture(2))
    for made, unlabelled in ((number, 1), (several, 1), (project, 0)):
        address = f"/api/projects/{made['id']}/examples"
        told = [client.get(f"{address}?labelled={asked}").json["total"] for asked in ("false", "true")]
        assert told == [unlabelled, client.get(address).json["total"] - unlabelled]
    client.delete(f"/api/projects/{several['id']}/classes/{several['cup']}")
    left = client.get(f"/api/projects/{several['id']}/examples?labelled=false").json
    assert left["total"] == 2, "a label that was removed says nothing"


def test_what_the_task_does_not_have_is_refused(client, number, several, project):
    assert code(send(client, number, picture(1), class_id="x")) == (422, "wrong_task")
    assert code(send(client, number, picture(1), value="nan")) == (422, "bad_value")
    assert code(send(client, several, picture(1), value=3)) == (422, "wrong_task")
    assert code(send(client, several, picture(1), class_ids="nowhere")) == (404, "unknown_class")
    both = send(client, several, picture(1), class_ids=several["cup"], none_of_these=True)
    assert code(both) == (422, "bad_parameter")
    assert code(send(client, project, picture(1), value=3)) == (422, "wrong_task")
    assert code(send(client, project, picture(1))) == (422, "wrong_task")
    classes = client.post(f"/api/projects/{number['id']}/classes", json={"name": "tall"})
    assert code(classes) == (422, "wrong_task")


def test_a_picture_said_to_be_something_else_is_told(client, number):
    send(client, number, picture(1), value=3)
    assert code(send(client, number, picture(1), value=4)) == (409, "image_labelled")
    assert send(client, number, picture(1), value=4, conflict="move").json["moved"]


def test_a_task_changes_only_while_there_is_nothing(client, number):
    address = f"/api/projects/{number['id']}"
    assert client.patch(address, json={"task": "multi_label"}).json["task"] == "multi_label"
    changed = client.patch(address, json={"task": "regression", "unit": "m"}).json
    assert (changed["task"], changed["target"]["unit"]) == ("regression", "m")
    send(client, number, picture(1), value=3)
    assert code(client.patch(address, json={"task": "single_label"})) == (409, "task_fixed")
    assert client.patch(address, json={"quantity": "width"}).json["target"] == {
        "quantity": "width",
        "unit": "m",
        "transform": None,
    }


def test_a_quantity_is_a_number_s(client):
    refused = client.post("/api/projects", json={"name": "x", "quantity": "height"})
    assert code(refused) == (422, "bad_parameter")
    refused = client.post("/api/projects", json={"name": "x", "task": "regression", "transform": "square"})
    assert code(refused) == (422, "bad_request")


def test_pictures_without_labels_are_told_before_anything_is_trained(client, number, several):
    for shade in range(4):
        send(client, number, picture(shade), file_name=f"{shade}.png", **({"value": shade} if shade else {}))
    refused = client.post(f"/api/projects/{number['id']}/runs", json={})
    assert code(refused) == (422, "labels_missing")
    assert "1 of 4 have none: '0.png'" in refused.json["error"]["message"]

    assert code(client.post(f"/api/projects/{several['id']}/runs", json={})) == (422, "too_few_examples")
    send(client, several, picture(1), class_ids=several["cup"])
    send(client, several, picture(2), file_name="two.png")
    refused = client.post(f"/api/projects/{several['id']}/runs", json={})
    assert code(refused) == (422, "labels_missing")
    assert "'two.png'" in refused.json["error"]["message"]
    send(client, several, picture(2), none_of_these=True)
    assert code(client.post(f"/api/projects/{several['id']}/runs", json={})) == (422, "empty_class")
    send(client, several, picture(3), class_ids=several["fork"])
    run = client.post(f"/api/projects/{several['id']}/runs", json={}).json["run"]
    assert (run["task"], run["examples"]) == ("multi_label", 3)


def test_several_labels_without_a_class_are_told(client):
    made = client.post("/api/projects", json={"name": "Bare", "task": "multi_label"}).json
    for shade in (1, 2):
        send(client, made, picture(shade), none_of_these=True)
    assert code(client.post(f"/api/projects/{made['id']}/runs", json={})) == (422, "no_classes")


def test_advice_and_verdicts_are_for_every_task(client, number, several):
    for project in (number, several):
        base = f"/api/projects/{project['id']}"
        refused = client.post(f"{base}/verdict", json={})
        assert code(refused) == (422, "too_few_examples")
        for shade in range(6):
            of = (
                {"value": shade}
                if project is number
                else {"class_ids": several["cup" if shade % 2 else "fork"]}
            )
            send(client, project, picture(shade), **of)
        send(client, project, picture(9))
        items = {item["code"]: item for item in client.get(f"{base}/advice").json["items"]}
        shown = items["unlabelled"]["examples"]
        assert [(row["value"], row["class_ids"]) for row in shown] == [(None, None)]
        assert items["few_pictures"]["severity"] == "warn"
        assert code(client.post(f"{base}/verdict", json={})) == (422, "labels_missing")
        send(client, project, picture(9), **({"value": 1} if project is number else {"none_of_these": True}))
        assert client.post(f"{base}/verdict", json={}).json["job"]["kind"] == "verdict"
