"""What a training starts from: the backbone that was asked for, or the one that a source has made."""

from difflib import get_close_matches
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from graft.backbones import catalogue, domains
from graft.backbones.catalogue import Backbone
from graft.datasets import projects
from graft.errors import BadParameter, NoGroups, UnknownProject, UnknownSource
from graft.settings import Settings
from graft.storage.tables import Project, Version
from graft.training import parameters as strategies
from graft.training.parameters import (
    DomainParameters,
    FinetuneParameters,
    RebuildParameters,
    WarmstartParameters,
)


def starting_backbone(
    session: Session, settings: Settings, wanted: str | None, strategy: str, given: dict[str, Any]
) -> Backbone:
    """The backbone that a run of the strategy starts from, checked as far as its row tells.

    Args:
        session: to find projects.
        settings: to find backbones.
        wanted: a backbone's name; none: the best at hand.
        strategy: of the run.
        given: its parameters.

    Raises:
        BadParameter, UnknownParameter, UnknownPreset: as :func:`graft.training.parameters.parse`; or
            ``rebuild`` of a module of TF Hub at another size.
        InputTooSmall: ``rebuild`` at a size that the network can't look at.
        NoGroups: a module of TF Hub, which can't be trained group by group, nor from random weights.
        UnknownBackbone: there is none of that name.
        UnknownSource: the source is neither a domain backbone nor a project that has made one.
    """
    parameters = strategies.parse(strategy, given)
    if isinstance(parameters, DomainParameters):
        backbone = _domain(session, settings, wanted, parameters)
    else:
        backbone = catalogue.choose(wanted, settings)
    if not backbone.groups:
        _check_module(backbone, strategy, parameters)
    if isinstance(parameters, RebuildParameters) and parameters.size:
        catalogue.at_side(backbone, parameters.size)
    if isinstance(parameters, WarmstartParameters):
        check_source(session, settings, parameters.source)
    return backbone


def _check_module(backbone: Backbone, strategy: str, parameters: Any) -> None:
    """Refuse what can't be done with a module of TF Hub: it is one layer, of one size, with its weights."""
    step_by_step = isinstance(parameters, FinetuneParameters) and strategies.trains_a_network(parameters)
    if step_by_step or strategy == "scratch" or getattr(parameters, "weights", "pretrained") == "random":
        raise NoGroups(
            f"{backbone.name} is a module of TF Hub: one layer, which has no convolution groups and can't be "
            f"had with random weights. Received: strategy {strategy}. Train its head, or all of it "
            "(rebuild, warmstart), or take a backbone of Keras' own.",
            name=backbone.name,
        )
    side = getattr(parameters, "size", 0)
    if side not in (0, backbone.input.size[0]):
        raise BadParameter(
            f"A module of TF Hub keeps the size that it was fetched for, {backbone.input.size[0]} pixels. "
            f"Received: {side}. Fetch it again for that size if it takes any, or leave the size out.",
            name="size",
        )


def needs_weights(strategy: str, given: dict[str, Any]) -> bool:
    """Whether a run with these parameters begins with the backbone's own weights."""
    return getattr(strategies.parse(strategy, given), "weights", "pretrained") != "random" and (
        strategy != "scratch"
    )


def _domain(
    session: Session, settings: Settings, wanted: str | None, parameters: DomainParameters
) -> Backbone:
    if parameters.source:
        return source_backbone(session, settings, parameters.source)
    backbone = catalogue.choose(wanted, settings)
    if backbone.source != "domain":
        raise UnknownSource(
            "The strategy domain starts from a backbone that another project has trained. Received: no "
            f"source, and {backbone.name}, which none has. Name a project or domain backbone as source.",
            source="",
        )
    return backbone


def check_source(session: Session, settings: Settings, source: str) -> Project | Backbone:
    """The project, or else domain backbone, that is called ``source``.

    Raises:
        UnknownSource: it is neither.
    """
    try:
        return projects.find(session, source)
    except UnknownProject:
        return source_backbone(session, settings, source)


def source_backbone(session: Session, settings: Settings, source: str) -> Backbone:
    """The domain backbone called ``source``, or the newest that the project of that name has published.

    Raises:
        UnknownSource: there is neither.
    """
    own = {row.name: row for row in catalogue.all_backbones(settings) if row.source == "domain"}
    if source in own:
        return own[source]
    try:
        project = projects.find(session, source)
    except UnknownProject as error:
        names = [*own, *session.scalars(select(Project.name).where(Project.removed_at.is_(None)))]
        near = get_close_matches(source[:100], names, n=3, cutoff=0.4) or names[:3]
        there = f"Near it: {', '.join(near)}." if near else "There is none yet: fine-tune a project first."
        raise UnknownSource(
            f"A source is a project, or a backbone that one has trained. Received: {source[:100]!r}. {there}",
            source=source[:100],
            nearest=near,
        ) from error
    query = select(Version).where(Version.project_id == project.id).order_by(Version.number.desc())
    for version in session.scalars(query):
        domain = domains.find(version.manifest["backbone"]["name"], settings)
        if domain is not None and domain.name in own:
            return own[domain.name]
    raise UnknownSource(
        f"A source has trained a backbone of its own. Received: project {project.name!r}, which trained its "
        "head alone so far. Fine-tune it first.",
        source=source[:100],
    )
