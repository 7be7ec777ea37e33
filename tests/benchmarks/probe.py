"""How good a backbone's feature vectors are: a linear probe on sets of real photographs.

Prints the test accuracy of each backbone on each set, and the mean over the sets, with 40 training
pictures a class and with all of them::

    python tests/benchmarks/probe.py --data DIR --weights DIR graftnet_small_128 mobilenet_v2_035_224

The probe is the product's own head (multinomial logistic regression, L2 by cross-validation on the
training pictures alone). Below an embedded backbone stands its random twin: the same network before
any training.
"""

import argparse
import dataclasses
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import tensorflow as tf
import tf_keras as keras

from graft.backbones import catalogue, embedded
from graft.backbones.builders import BUILDERS, build
from graft.backbones.catalogue import Backbone
from graft.backbones.preprocessing import prepare
from graft.datasets.pictures import decode
from graft.settings import Settings
from graft.training.folds import assign_folds
from graft.training.heads import fit_convex

SETS = {"flowers": ("train", "val"), "vegetables": ("train", "test"), "fruits": ("train", "test")}
FEW = 40
SEEDS = 3  # draws of the few
BATCH = 64
PIXELS = 10**8


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("backbones", nargs="+", help="names in the catalogue")
    parser.add_argument(
        "--data", type=Path, required=True, help="folder of flowers.zip, vegetables.zip, fruits.zip"
    )
    parser.add_argument("--weights", type=Path, help="folder of Keras' weight files")
    parser.add_argument("--folder", type=Path, help="an embedded backbone's weights from here instead")
    parser.add_argument("--size", type=int, help="an embedded backbone's input in pixels, instead of its own")
    parser.add_argument("--no-twin", action="store_true", help="leave out the random twins")
    given = parser.parse_args()
    titles = [f"{name}, {amount}" for amount in (FEW, "all") for name in (*SETS, "mean")]
    print("| backbone | " + " | ".join(titles) + " |")
    print("| --- " * (len(titles) + 1) + "|")
    for title, backbone, network in networks(given):
        read = [
            features(backbone, network, given.data / f"{name}.zip", *splits) for name, splits in SETS.items()
        ]
        cells: list[float] = []
        for amount in (FEW, None):
            accuracies = [probe(*vectors, amount) for vectors in read]
            cells += [*accuracies, float(np.mean(accuracies))]
        print(f"| {title} | " + " | ".join(f"{cell:.3f}" for cell in cells) + " |", flush=True)


def networks(given: argparse.Namespace) -> Iterator[tuple[str, Backbone, keras.Model]]:
    """(title, row of the catalogue, network) for each line of the table."""
    settings = dataclasses.replace(Settings(), weights_dir=given.weights)
    for name in given.backbones:
        backbone = catalogue.find(name, settings)
        if backbone.source != "embedded":
            yield name, backbone, build(backbone, settings)
            continue
        size = given.size or backbone.input.size[0]
        backbone = dataclasses.replace(backbone, input=dataclasses.replace(backbone.input, size=(size, size)))
        network = BUILDERS[backbone.family](backbone)
        folder = given.folder or embedded.folder(settings.models_dir, name)
        yield f"{name} at {size} px", backbone, embedded.load_weights(network, folder)
        if not given.no_twin:
            keras.utils.set_random_seed(0)
            yield "the same, random weights", backbone, build(backbone, settings, weights=False)


def features(backbone: Backbone, network: keras.Model, archive: Path, *splits: str) -> list[np.ndarray]:
    """float32[n, C] and str[n] of each split."""
    call = tf.function(lambda pixels: network(pixels, training=False)[1])
    result: list[np.ndarray] = []
    with zipfile.ZipFile(archive) as file:
        for split in splits:
            names = sorted(n for n in file.namelist() if n.startswith(f"{split}/") and not n.endswith("/"))
            pixels = np.stack([prepare(decode(file.read(name), PIXELS), backbone.input) for name in names])
            parts = np.array_split(pixels, -(-len(pixels) // BATCH))
            result.append(np.concatenate([call(tf.constant(p, tf.float32)).numpy() for p in parts]))
            result.append(np.array([name.split("/")[1] for name in names]))
    return result


def probe(
    x_train: np.ndarray, y_train: np.ndarray, x_test: np.ndarray, y_test: np.ndarray, amount: int | None
) -> float:
    """Test accuracy with ``amount`` training pictures a class (the mean of some draws), or with all."""
    names, labels = np.unique(y_train, return_inverse=True)
    right = []
    for seed in range(SEEDS if amount else 1):
        random = np.random.default_rng(seed)
        rows = [random.permutation(np.flatnonzero(labels == number))[:amount] for number in range(len(names))]
        chosen = np.concatenate(rows)
        folds = assign_folds(labels[chosen], [str(row) for row in chosen], seed)
        head = fit_convex(x_train[chosen], labels[chosen], len(names), folds, seed)
        answers = names[np.argmax(x_test @ head.kernel + head.bias, axis=1)]
        right.append(np.mean(answers == y_test))
    return float(np.mean(right))


if __name__ == "__main__":
    main()
