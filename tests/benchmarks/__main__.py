"""All benchmarks, one after the other: ``npm run bench``, or some: ``npm run bench -- train_to_live``.

They need real photographs and weights (``--data`` and ``--weights``); where there are none they say so
and stop. Tables are printed and written to ``tests/benchmarks/results/``.
"""

import argparse
from pathlib import Path

from tests.benchmarks import (
    against_fit,
    against_teachable_machine,
    cold_start,
    embedding,
    frame,
    large,
    many_classes,
    page_against_keras,
    train_to_live,
    web_process,
)

from graft.settings import ROOT

ALL = {
    "web_process": web_process.measure,
    "embedding": embedding.measure,
    "train_to_live": train_to_live.measure,
    "against_teachable_machine": against_teachable_machine.measure,
    "against_fit": against_fit.measure,
    "frame": frame.measure,
    "cold_start": cold_start.measure,
    "many_classes": many_classes.measure,
    "large": large.measure,
    "page_against_keras": page_against_keras.measure,
}
RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Run what was asked for."""
    assets = ROOT.parent / "shared" / "assets"
    parser = argparse.ArgumentParser(prog="npm run bench --", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*ALL, []], help="default: all")
    parser.add_argument("--data", type=Path, default=assets / "data", help="folder of flowers.zip")
    parser.add_argument(
        "--weights", type=Path, default=assets / "weights", help="folder of Keras' weight files"
    )
    given = parser.parse_args()
    if not (given.data / "flowers.zip").exists():
        raise SystemExit(f"There is no flowers.zip in {given.data}: name a folder that has it with --data.")
    RESULTS.mkdir(exist_ok=True)
    for name in given.names or ALL:
        table = ALL[name](given.data, given.weights)
        print(f"\n## {name}\n\n{table}", flush=True)
        (RESULTS / f"{name}.md").write_text(f"# {name}\n\n{table}\n")


if __name__ == "__main__":
    main()
