"""The shapes of requests and answers, one file a noun: the OpenAPI document and the page's types."""

from pydantic import BaseModel, ConfigDict


class In(BaseModel):
    """What clients send: unknown fields are refused, so that a misspelt one can't pass unseen."""

    model_config = ConfigDict(extra="forbid")
