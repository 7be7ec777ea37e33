"""A server with real photographs in a project, and Chromium on it."""

import contextlib
import math
import shutil
import subprocess
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from tests.server import GRAFT, Running, running

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@contextlib.contextmanager
def studio(data: Path, weights: Path, each: int | None = None) -> Iterator[tuple[Running, str, Page]]:
    """A server whose project ``flowers`` has ``each`` training pictures a class, or all with their split.

    Yields:
        The server, the project's id, and a page that shows the project.
    """
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        archive = data / "flowers.zip"
        if each is not None:
            archive = some_of(archive, each, Path(folder) / "some.zip")
        with running(home, GRAFT_WEIGHTS_DIR=str(weights)) as server, browser(server) as page:
            environ = {"GRAFT_HOME": str(home), "PATH": ""}
            subprocess.run([GRAFT, "import", archive, "--project", "flowers"], env=environ, check=True)
            project = server.ask("/api/projects")["items"][0]["id"]
            page.goto(f"/p/{project}")
            yield server, project, page


def some_of(archive: Path, each: int, out: Path, classes: float = math.inf) -> Path:
    """The first ``each`` training pictures of the first ``classes`` classes, without the split folder."""
    counts: Counter[str] = Counter()
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(out, "w") as target:
        for name in sorted(source.namelist()):
            split, _, rest = name.partition("/")
            kind = rest.split("/")[0]
            wanted = kind in counts or len(counts) < classes
            if wanted and split == "train" and not name.endswith("/") and counts[kind] < each:
                counts[kind] += 1
                target.writestr(rest, source.read(name))
    return out


@contextlib.contextmanager
def browser(server: Running) -> Iterator[Page]:
    """Chromium with a camera, not at any page yet."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    arguments = [
        "--no-sandbox",
        "--disable-background-networking",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
    ]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=arguments)
        yield chromium.new_context(base_url=server.address, permissions=["camera"]).new_page()
        chromium.close()
