from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PIL import Image
from tests.exporting.networks import FEATURES, small_backbone

from graft.exporting.artifacts import keep
from graft.exporting.backbone import OUTPUTS, ExportedBackbone
from graft.exporting.converter import convert
from graft.exporting.head import HeadWeights
from graft.exporting.parity import ParityRunner
from graft.settings import ROOT

Probes = list[tuple[str, Callable[[], Image.Image]]]


@pytest.fixture(scope="session")
def network():
    return small_backbone()


@pytest.fixture(scope="session")
def backbone(network, tmp_path_factory) -> ExportedBackbone:
    """The small network as a graph model."""
    folder = tmp_path_factory.mktemp("backbones")
    kept = keep(folder, lambda target: convert(network, target, list(OUTPUTS.values())))
    return ExportedBackbone(kept.sha256, kept.folder, kept.bytes, "fingerprint", OUTPUTS)


@pytest.fixture
def runner(settings) -> Iterator[ParityRunner]:
    if not (ROOT / "web" / "dist-node" / "parity.js").exists():
        pytest.fail("web/dist-node/parity.js is not built: run `npm run build`.")
    runner = ParityRunner(settings)
    yield runner
    runner.close()


@pytest.fixture
def weights() -> HeadWeights:
    """A head of three classes that is sure of some pictures and not of others."""
    random = np.random.default_rng(5)
    kernel = random.normal(0, 2, (FEATURES, 3)).astype(np.float32)
    return HeadWeights(kernel, np.array([0.5, -0.5, 0.1], np.float32), 1.7)


@pytest.fixture
def probes() -> Probes:
    """Pictures of other shapes and sizes than the network's input, smaller ones too."""
    random = np.random.default_rng(9)
    sizes = [(40, 30), (30, 41), (16, 16), (9, 11), (200, 17)]
    pictures = [Image.fromarray(random.integers(0, 256, (h, w, 3), np.uint8)) for w, h in sizes]
    return [(f"{index:064x}", picture.copy) for index, picture in enumerate(pictures)]
