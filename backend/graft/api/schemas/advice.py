"""Verdicts and advice."""

from typing import Literal

from pydantic import BaseModel

from graft.api.schemas import In
from graft.releases.transfer import Transfer


class VerdictIn(In):
    """Which backbone is asked about; none: the project's."""

    backbone: str | None = None


class VerdictOut(BaseModel):
    """What was found last about a project and a backbone; none: nobody asked yet."""

    backbone: str
    verdict: Transfer | None
    job_id: str | None
    """Of the job that is finding it out now."""


class AdvisedExample(BaseModel):
    """A picture that shows what is meant."""

    id: str
    class_id: str | None
    class_ids: list[str] | None
    """Of several labels; none: nobody said."""
    value: float | None
    """Of a number."""
    sha256: str


class AdvisedAction(BaseModel):
    """The one thing that cures it."""

    kind: Literal["open-class", "verdict", "compare", "train"]
    label: str
    class_id: str | None = None
    strategies: list[str] = []
    backbones: list[str] = []


class AdviceOut(BaseModel):
    """One thing worth knowing before the next training."""

    code: str
    severity: Literal["wrong", "warn", "hint", "good"]
    """Wrong: what is measured misleads. Warn: it costs accuracy. Hint: worth a try. Good: all is well."""
    sentence: str
    classes: list[str]
    """Ids of the classes it is about."""
    examples: list[AdvisedExample]
    action: AdvisedAction | None


class AdviceList(BaseModel):
    """Advice, the most severe first."""

    items: list[AdviceOut]
    embedded: int
    """Examples whose feature vectors were looked at."""
