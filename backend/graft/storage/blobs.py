"""Bytes by their SHA-256."""

import hashlib
from pathlib import Path

from graft.errors import UnknownImage
from graft.storage.files import write_aside


class BlobStore:
    """A folder of files named by their SHA-256, fanned out by its first two digits."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        """Where the blob lies, or would lie.

        Raises:
            UnknownImage: ``sha256`` is not 64 hexadecimal digits (so that it can never be a path).
        """
        if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
            raise UnknownImage(f"An image is named by 64 hexadecimal digits. Received: {sha256[:80]!r}.")
        return self.root / sha256[:2] / sha256

    def put(self, data: bytes) -> str:
        """Store ``data`` once and return its SHA-256; on return it is on the disk.

        Raises:
            DiskFull: no space left; nothing was stored.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(sha256)
        if not target.exists():
            with write_aside(target) as file:
                file.write(data)
        return sha256

    def read(self, sha256: str) -> bytes:
        """The blob's bytes.

        Raises:
            UnknownImage: no such blob.
        """
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise UnknownImage(f"No image {sha256} is stored here.") from error
