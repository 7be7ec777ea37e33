"""What the manifest's parts have in common."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Probability = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(gt=0)]


class Part(BaseModel):
    """A part of the manifest: no field too many, no number that JSON can't hold."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, protected_namespaces=())
