"""Examples, and archives of them."""

from typing import Any, Literal

from flask import request
from pydantic import BaseModel, Field, field_validator

from graft.api.schemas import In

Split = Literal["train", "val", "test"]


class ExampleOut(BaseModel):
    """An example; ``split`` is none where the group's hash decides."""

    id: str
    class_id: str | None
    """Where the task is one label."""
    class_ids: list[str]
    """Where it is several labels."""
    none_of_these: bool
    value: float | None
    """Where it is a number."""
    sha256: str
    width: int
    height: int
    split: Split | None
    group: str
    source: str
    file_name: str
    created_at: str


class ExampleList(BaseModel):
    """A page of examples, newest first."""

    items: list[ExampleOut]
    next: str | None
    total: int


class ExampleQuery(In):
    """Which examples to list."""

    class_id: str | None = None
    split: Literal["train", "val", "test", "auto"] | None = None
    labelled: bool | None = None
    """Those of which it is known what they show, or the others; of classes that keep apart, all or none."""
    cursor: str | None = None
    """What an answer gave as ``next``: goes through all, whatever comes or goes meanwhile."""
    offset: int = Field(0, ge=0, le=10**9)
    """How many to leave out: for a view of some place in the list as it is now."""
    limit: int = Field(60, ge=1, le=200)


class ExampleIn(In):
    """What goes with an uploaded picture."""

    class_id: str | None = None
    """Where the project's task is one label."""
    class_ids: str = ""
    """Where it is several labels: ids with commas between them."""
    none_of_these: bool = False
    value: float | None = None
    """Where it is a number."""
    group: str | None = Field(None, max_length=100)
    split: Split | None = None
    source: Literal["upload", "camera", "paste", "import", "correction"] = "upload"
    file_name: str = ""
    conflict: Literal["reject", "move"] = "reject"


class ExampleChange(In):
    """What may be changed of an example; what is left out stays."""

    class_id: str | None = None
    class_ids: list[str] | None = Field(None, max_length=1000)
    none_of_these: bool | None = None
    value: float | None = None
    split: Split | None = None


class Added(BaseModel):
    """The example, and whether it was there before."""

    example: ExampleOut
    duplicate: bool
    moved: bool


class Ids(In):
    """Examples, by id."""

    ids: list[str] = Field(max_length=10_000)


class Move(Ids):
    """Examples and the class they go to."""

    class_id: str


class Removed(BaseModel):
    """How many were removed."""

    removed: int


class Restored(BaseModel):
    """How many came back."""

    restored: int


class Moved(BaseModel):
    """How many changed class."""

    moved: int


class ImportQuery(In):
    """The archive's own name, for messages, and the columns of its listing where they have other names."""

    file_name: str = ""
    file_column: list[str] = Field([])
    value_column: str | None = None
    labels_column: str | None = None
    group_column: str | None = None
    split_column: str | None = None

    @field_validator("file_column", mode="before")
    @classmethod
    def all_of_them(cls, first: str) -> list[str]:
        """A parameter may stand in the address several times; APIFlask hands on the first alone."""
        return request.args.getlist("file_column")

    def columns(self) -> dict[str, Any]:
        """Those that were given, by what they hold."""
        given = self.model_dump(exclude={"file_name"}, exclude_defaults=True)
        return {name.removesuffix("_column"): column for name, column in given.items()}
