"""The strategies as data: what each is for, and its parameters with the book's defaults.

Free of TensorFlow: the command line, the API and the page read what there is from here, and requests
are checked here before anything is put in the queue.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from graft.errors import BadParameter, UnknownParameter
from graft.training import presets


def _number(
    default: float, least: float, most: float, help_: str, when: tuple[str, str] | None = None
) -> Any:
    """``when`` names another parameter, and the value of it without which this one says nothing."""
    return field(default=default, metadata={"least": least, "most": most, "help": help_, "when": when})


def _choice(default: str, choices: tuple[str, ...], help_: str) -> Any:
    return field(default=default, metadata={"choices": choices, "help": help_})


def _words(help_: str) -> Any:
    return field(default="", metadata={"help": help_})


def _epochs(default: int, of: str) -> Any:
    return _number(default, 1, 1000, f"Most epochs {of}; training stops before when nothing improves.")


def _rate(default: float, of: str = "Largest learning rate.") -> Any:
    return _number(default, 1e-8, 10, of)


def _augment(scene: str = "counter") -> Any:
    return _choice(scene, tuple(presets.PRESETS), "Scene of the augmentation.")


def _batch() -> Any:
    return _number(32, 1, 4096, "Pictures a step.")


def _twin_epochs() -> Any:
    return _number(
        10,
        0,
        10,  # verdict.LOOKS, which this module may not import: SciPy comes with it
        "Most epochs of the same network from random weights beside it, which tell whether the pretraining "
        "helps; 0: none.",
    )


def _patience(default: int) -> Any:
    return _number(
        default, 1, 1000, "Epochs without a smaller loss on held-out pictures after which to stop."
    )


DENSE = ("kind", "dense")


@dataclass(frozen=True)
class HeadParameters:
    """11.3.1. The convex head chooses what there is to choose by cross-validation; a dense one is told."""

    kind: str = _choice(
        "convex",
        ("convex", "dense"),
        "convex: one layer, solved for. dense: a hidden layer before it, for some hundred pictures and more.",
    )
    hidden: int = _number(128, 1, 4096, "Units of the hidden layer.", DENSE)
    dropout: float = _number(0.5, 0, 0.99, "Share of the hidden layer left out of a step.", DENSE)
    epochs: int = _number(100, 1, 1000, "Most epochs; training stops before when nothing improves.", DENSE)
    rate: float = _number(1e-3, 1e-8, 10, "Learning rate.", DENSE)
    patience: int = _number(
        10, 1, 1000, "Epochs without a smaller loss on held-out pictures before it stops.", DENSE
    )
    batch: int = _number(32, 1, 4096, "Pictures a step.", DENSE)


@dataclass(frozen=True)
class FinetuneParameters:
    """11.3.2: a few epochs for each group, from the top down, ever more carefully; most at the end."""

    epochs: int = _epochs(3, "for each convolution group but the last")
    last_epochs: int = _epochs(6, "at the end, when all groups learn")
    rate: float = _rate(1e-3, "Largest learning rate, of the head and the top group.")
    falloff: float = _number(0.8, 0.01, 1, "Each deeper group learns at this share of the rate above it.")
    patience: int = _patience(4)
    batch: int = _batch()
    # The head fits its pictures as they are: only what it has not seen leaves something to learn.
    augment: str = _augment("handheld")
    twin_epochs: int = _twin_epochs()


@dataclass(frozen=True)
class DomainParameters(FinetuneParameters):
    """11.3.3: from the backbone that another project fine-tuned."""

    source: str = _words("Project, or domain backbone, to start from; none: the backbone of the run.")
    then: str = _choice("finetune", ("finetune", "head"), "What is done with it.")


@dataclass(frozen=True)
class ScratchParameters:
    """11.3.5: everything is learnt from random weights."""

    epochs: int = _epochs(40, "in all")
    rate: float = _rate(2e-3)
    patience: int = _patience(8)
    batch: int = _batch()
    augment: str = _augment()


@dataclass(frozen=True)
class RebuildParameters:
    """11.1.3, 11.2.2: a new classifier on a prebuilt network, all of it trained."""

    size: int = _number(0, 0, 1024, "Height and width of the input in pixels; 0: the backbone's own.")
    weights: str = _choice("pretrained", ("pretrained", "random"), "What training starts from.")
    pooling: str = _choice("avg", ("avg", "max", "none"), "What makes the vector of the maps.")
    epochs: int = _epochs(20, "in all")
    rate: float = _rate(5e-4)
    patience: int = _patience(5)
    batch: int = _batch()
    augment: str = _augment()
    twin_epochs: int = _twin_epochs()


@dataclass(frozen=True)
class WarmstartParameters:
    """11.3.4: an early checkpoint of the source as initialisation of a full training."""

    source: str = _words("Project that gives the early checkpoint, or a domain backbone that is one.")
    weights: str = _choice("pretrained", ("pretrained", "random"), "What the source's epochs start from.")
    warm_epochs: int = _number(3, 1, 1000, "Epochs on the source.")
    warm_rate: float = _rate(1e-4, "Largest learning rate on the source: a small one.")
    dropout: float = _number(0.75, 0, 0.99, "Share of the feature vector left out on the source.")
    l2: float = _number(0.001, 0, 10, "Weight decay of the classifier on the source.")
    epochs: int = _epochs(20, "on the target")
    rate: float = _rate(5e-4, "Largest learning rate on the target.")
    patience: int = _patience(5)
    batch: int = _batch()
    augment: str = _augment()
    twin_epochs: int = _twin_epochs()


Parameters = (
    HeadParameters
    | FinetuneParameters
    | DomainParameters
    | ScratchParameters
    | RebuildParameters
    | WarmstartParameters
)


@dataclass(frozen=True)
class Strategy:
    """A way to reuse weights."""

    id: str
    title: str
    section: str
    sentence: str
    """When it is right."""
    parameters: type[Any]


STRATEGIES = {
    row.id: row
    for row in (
        Strategy(
            "head",
            "Head",
            "11.3.1",
            "Right to try first: keeps the network as it is and takes a second; best where your "
            "pictures resemble everyday photographs.",
            HeadParameters,
        ),
        Strategy(
            "finetune",
            "Fine-tune",
            "11.3.2",
            "Right when the head stops improving and you have some hundred pictures: the network adapts, "
            "group by group from the top, to things unlike its own.",
            FinetuneParameters,
        ),
        Strategy(
            "domain",
            "From a similar project",
            "11.3.3",
            "Right when another project of yours was fine-tuned on similar things, such as fruit before "
            "vegetables: starts where that one ended.",
            DomainParameters,
        ),
        Strategy(
            "warmstart",
            "Warm start",
            "11.3.4",
            "Right when a similar project has many pictures but its finished network has settled on them: "
            "a few careful epochs there, then everything is trained here.",
            WarmstartParameters,
        ),
        Strategy(
            "rebuild",
            "Rebuild",
            "11.1.3",
            "Right when you need another input size or pooling and have thousands of pictures: all of the "
            "network is trained.",
            RebuildParameters,
        ),
        Strategy(
            "scratch",
            "From scratch",
            "11.3.5",
            "Right only with tens of thousands of pictures like no photograph; otherwise the twin that "
            "shows what transfer is worth.",
            ScratchParameters,
        ),
    )
}


def parse(strategy: str, given: Mapping[str, Any]) -> Any:
    """The parameters of a strategy: its defaults, and what was given in their place.

    Args:
        strategy: a key of :data:`STRATEGIES`.
        given: by name; numbers may come as text.

    Raises:
        BadParameter: no such strategy, a value outside its range, or one that says nothing beside the others.
        UnknownParameter: the strategy has no parameter of that name.
        UnknownPreset: no such scene of augmentation.
    """
    if strategy not in STRATEGIES:
        raise BadParameter(
            f"A strategy is one of {', '.join(STRATEGIES)}. Received: {strategy[:100]!r}.",
            strategy=strategy[:100],
        )
    kind = STRATEGIES[strategy].parameters
    known = {row.name: row for row in fields(kind)}
    for name in given:
        if name not in known:
            raise UnknownParameter(
                f"The strategy {strategy} has the parameters {', '.join(known)}. Received: {name[:100]!r}.",
                name=name[:100],
                parameters=list(known),
            )
    made = kind(**{name: _value(known[name], value) for name, value in given.items()})
    for name in given:
        other, wanted = known[name].metadata.get("when") or ("", "")
        if other and getattr(made, other) != wanted and getattr(made, name) != known[name].default:
            raise BadParameter(
                f"{name} says something only where {other} is {wanted}. Received: "
                f"{other}={getattr(made, other)}. Give {other}={wanted} too, or leave {name} out.",
                name=name,
            )
    return made


def without_source() -> list[Strategy]:
    """The strategies that need no other project to start from."""
    return [row for row in STRATEGIES.values() if "source" not in {f.name for f in fields(row.parameters)}]


def compared(strategy: str) -> dict[str, Any]:
    """What a comparison asks of a strategy but its defaults: no twin, whose time would count as its own.

    Args:
        strategy: a key of :data:`STRATEGIES`; of another there are none.
    """
    known = STRATEGIES.get(strategy)
    named = {row.name for row in fields(known.parameters)} if known else ()
    return {"twin_epochs": 0} if "twin_epochs" in named else {}


def trains_a_network(parameters: Any) -> bool:
    """Whether more than the head is trained."""
    then_head = isinstance(parameters, DomainParameters) and parameters.then == "head"
    return not (then_head or isinstance(parameters, HeadParameters))


def _value(row: Any, value: Any) -> Any:
    """A value as its field wants it, in its range."""
    if row.name == "augment":
        return presets.find(str(value)).name
    if "choices" in row.metadata:
        if value not in row.metadata["choices"]:
            raise _refusal(row.name, f"one of {', '.join(row.metadata['choices'])}", value)
        return value
    if "least" not in row.metadata:
        if not isinstance(value, str) or len(value) > 200:
            raise _refusal(row.name, "a name of at most 200 characters", value)
        return value
    least, most = row.metadata["least"], row.metadata["most"]
    whole = isinstance(row.default, int)
    rule = f"a {'whole number' if whole else 'number'} from {least:g} to {most:g}"
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise _refusal(row.name, rule, value) from error
    # What is not a number is in no range either.
    if isinstance(value, bool) or not least <= number <= most or (whole and number != int(number)):
        raise _refusal(row.name, rule, value)
    return int(number) if whole else number


def _refusal(name: str, rule: str, value: Any) -> BadParameter:
    return BadParameter(f"{name} is {rule}. Received: {str(value)[:100]!r}.", name=name)


def as_json(parameters: Any) -> dict[str, Any]:
    """The parameters for a run to keep; :func:`parse` reads them again."""
    return asdict(parameters)


def describe(strategy: Strategy) -> dict[str, Any]:
    """A strategy and its parameters, for the API and the page."""
    return {
        "id": strategy.id,
        "title": strategy.title,
        "section": strategy.section,
        "sentence": strategy.sentence,
        "parameters": [
            {
                "name": row.name,
                "default": row.default,
                "help": row.metadata["help"],
                "least": row.metadata.get("least"),
                "most": row.metadata.get("most"),
                "choices": row.metadata.get("choices"),
                "when": dict(zip(("name", "value"), row.metadata.get("when") or (), strict=False)) or None,
            }
            for row in fields(strategy.parameters)
        ],
    }
