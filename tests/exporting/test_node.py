from pathlib import Path

import pytest

from graft.errors import ParityUnavailable
from graft.exporting.node import NodeProgram

ECHO = """
const lines = require("node:readline").createInterface({ input: process.stdin });
const answer = (line) => JSON.stringify({ ...JSON.parse(line), pid: process.pid });
lines.on("line", (line) => console.log(answer(line)));
"""


@pytest.fixture
def program(tmp_path):
    """Makes a program of the JavaScript given; ends it after the test."""
    programs = []

    def make(source: str, **options) -> NodeProgram:
        file: Path = tmp_path / "program.cjs"
        file.write_text(source)
        programs.append(NodeProgram(file, **options))
        return programs[-1]

    yield make
    for running in programs:
        running.close()


def test_one_process_answers_request_after_request(program):
    echo = program(ECHO)
    first, second = echo.ask("hello", text="ramen 🍜\n"), echo.ask("hello")
    assert first["text"] == "ramen 🍜\n"
    assert first["pid"] == second["pid"]


def test_start_tells_whether_the_process_is_new(program):
    echo = program(ECHO)
    assert echo.start()
    assert not echo.start()
    echo.close()
    assert echo.start()


def test_a_process_that_ended_is_replaced_at_the_next_request(program):
    ending = program(
        "process.stdin.once('data', () => { console.error('out of memory'); process.exit(3); });"
    )
    for _ in range(2):
        with pytest.raises(ParityUnavailable, match="the Node program ended: out of memory"):
            ending.ask("hello")


def test_a_process_that_never_answers_is_ended(program):
    silent = program("process.stdin.resume();", seconds=0.2)
    with pytest.raises(ParityUnavailable, match=r"gave no answer within 0\.2 seconds"):
        silent.ask("hello")
    assert silent.start()


def test_an_error_in_the_answer_is_told(program):
    failing = program("process.stdin.on('data', () => console.log('{\"error\": \"no such file\"}'));")
    with pytest.raises(
        ParityUnavailable, match=r"could not run the exported model: no such file\."
    ) as caught:
        failing.ask("predict")
    assert caught.value.code == "parity_unavailable"


def test_a_machine_without_node_is_told(program, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ParityUnavailable, match=r"Node was not found\. Run `npm run setup`"):
        program(ECHO).ask("hello")


def test_a_program_that_is_not_built_is_told(tmp_path):
    with pytest.raises(ParityUnavailable, match=r"parity\.js is not built. Run `npm run setup`"):
        NodeProgram(tmp_path / "parity.js").ask("hello")
