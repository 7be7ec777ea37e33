"""The home folder: where everything of one installation lies."""

from dataclasses import dataclass
from pathlib import Path

from graft.storage.blobs import BlobStore


@dataclass(frozen=True)
class Home:
    """Paths below ``GRAFT_HOME``; :meth:`create` makes them."""

    path: Path

    @property
    def database_url(self) -> str:
        """SQLAlchemy's address of the embedded database."""
        return f"sqlite:///{self.path / 'graft.db'}"

    @property
    def blobs(self) -> BlobStore:
        """Images by SHA-256."""
        return BlobStore(self.path / "blobs")

    @property
    def artifacts(self) -> Path:
        """Exported models by SHA-256: ``backbones``, ``heads`` and ``classifiers``, each ``<sha256>/…``."""
        return self.path / "artifacts"

    @property
    def thumbnails(self) -> Path:
        """Small pictures; may be deleted at any time."""
        return self.path / "thumbnails"

    @property
    def spool(self) -> Path:
        """Uploaded archives that wait for the worker."""
        return self.path / "spool"

    @property
    def weights(self) -> Path:
        """Weights that were downloaded on request."""
        return self.path / "weights"

    @property
    def hub(self) -> Path:
        """Modules of TF Hub that were fetched on request, and their rows."""
        return self.path / "hub"

    @property
    def domains(self) -> Path:
        """Backbones that trainings here have changed: their rows, and weights by SHA-256."""
        return self.path / "domains"

    @property
    def runs(self) -> Path:
        """What trainings in progress keep, by run; removed when they end."""
        return self.path / "runs"

    @property
    def previews(self) -> Path:
        """Pictures of augmentation; may be deleted at any time."""
        return self.path / "previews"

    @property
    def logs(self) -> Path:
        """What the worker printed."""
        return self.path / "logs"

    def create(self) -> "Home":
        """Make the folders; harmless where they exist."""
        for folder in (
            self.path / "blobs",
            self.artifacts / "backbones",
            self.artifacts / "heads",
            self.thumbnails,
            self.spool,
            self.weights,
            self.hub,
            self.domains,
            self.runs,
            self.previews,
            self.logs,
        ):
            folder.mkdir(parents=True, exist_ok=True)
        return self
