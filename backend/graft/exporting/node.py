"""A Node program that answers JSON lines: one request a line on its input, one answer a line back."""

import contextlib
import json
import queue
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Any, BinaryIO

from graft.errors import ParityUnavailable

SECONDS = 60.0
"""Longest wait for one answer. Loading a large backbone takes a few seconds."""


class NodeProgram:
    """Keeps one process of the program; starts it when first needed, and again when it died.

    One thread at a time may use it.
    """

    def __init__(self, program: Path, seconds: float = SECONDS) -> None:
        self.program = program
        self.seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[bytes] = queue.Queue()
        self._reader: threading.Thread | None = None
        self._log: BinaryIO | None = None

    def start(self) -> bool:
        """Have the process running; True when it is a new one, that remembers nothing.

        Raises:
            ParityUnavailable: Node or the program is not on this machine.
        """
        if self._process is not None and self._process.poll() is None:
            return False
        self.close()
        node = shutil.which("node")
        if node is None or not self.program.exists():
            what = "Node was not found" if node is None else f"{self.program.name} is not built"
            raise ParityUnavailable(
                f"No version is published before TensorFlow.js agreed with Keras, and {what}. "
                "Run `npm run setup`, then train again.",
                missing="node" if node is None else self.program.name,
            )
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._process = subprocess.Popen(
            [node, str(self.program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            start_new_session=True,  # Ctrl-C is for Graft; Node ends when its input does
        )
        self._answers = queue.Queue()
        self._reader = threading.Thread(
            target=_pump, args=(self._process.stdout, self._answers), name="parity", daemon=True
        )
        self._reader.start()
        return True

    def ask(self, op: str, **request: object) -> dict[str, Any]:
        """Send a request and wait for its answer.

        Raises:
            ParityUnavailable: The program can't be had, died, is too slow or answers with an error.
        """
        self.start()
        answer = json.loads(self._exchange(json.dumps({"id": 1, "op": op, **request}).encode()))
        if "error" in answer:
            raise ParityUnavailable(
                f"TensorFlow.js could not run the exported model: {answer['error']}. "
                "Nothing was published; the version before it stays in use.",
                answer=answer["error"],
            )
        return answer

    def _exchange(self, line: bytes) -> bytes:
        """One line there, one line back; the process is ended if that fails."""
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line + b"\n")
            self._process.stdin.flush()
            answer = self._answers.get(timeout=self.seconds)
            if answer:
                return answer
            reason = f"ended: {self._last_words()}"
        except BrokenPipeError:
            reason = f"ended: {self._last_words()}"
        except queue.Empty:
            reason = f"gave no answer within {self.seconds:g} seconds"
        self.close()
        raise ParityUnavailable(
            f"The exported model could not be compared with Keras: the Node program {reason}. "
            "Train again; if it stays so, run `npm run setup`.",
        )

    def _last_words(self) -> str:
        """The end of what the process wrote to its standard error."""
        assert self._log is not None
        self._log.seek(0)
        return self._log.read()[-500:].decode(errors="replace").strip() or "without a word"

    def close(self) -> None:
        """End the process, if one runs."""
        if self._process is None or self._log is None:
            return
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        assert self._reader is not None
        self._process.kill()
        self._process.wait()
        self._reader.join()
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.stdout.close()
        self._log.close()
        self._process = None


def _pump(lines: BinaryIO, answers: "queue.Queue[bytes]") -> None:
    """Put each line into the queue, and an empty one at the end."""
    for line in lines:
        answers.put(line)
    answers.put(b"")
