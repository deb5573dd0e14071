"""A process that is asked and answers: it never outlives who asks, and what it prints is no answer."""

import os
import sys
from pathlib import Path

import pytest

from grader import child
from grader.child import Child, ChildLost, from_json, python, to_json
from grader.prepared.messages import Answer, Made, Refused, Request

ECHOES = "import sys\nfor line in sys.stdin: print(line.strip(), flush=True)\n"
HANGS = "import signal\nprint('here', flush=True)\nwhile True: signal.pause()\n"


def program(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def is_alive(process: Child) -> bool:
    return process._process.returncode is None


def test_each_message_is_answered_in_turn() -> None:
    with Child(program(ECHOES)) as process:
        for number in range(3):
            process.ask(to_json(Made("f", number, 0.5)))
            assert from_json(process.line(), Answer) == Made("f", number, 0.5)
        assert process.wait() == 0


def test_the_lines_end_with_the_last_whole_one() -> None:
    with Child(program("print('1')\nprint('2')\nprint('3', end='')")) as process:
        assert list(process.lines()) == [b"1\n", b"2\n"]


def test_a_line_without_an_end_and_the_end_itself_are_losses() -> None:
    with Child(program("print('x' * 100)")) as process, pytest.raises(ChildLost):
        process.line(10)
    with Child(program("")) as process, pytest.raises(ChildLost):
        process.line()


def test_asking_one_that_has_ended_is_a_loss() -> None:
    with Child(program("")) as process:
        assert list(process.lines()) == []
        with pytest.raises(ChildLost):
            process.ask(b"x" * (1 << 20))


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_error_or_an_interrupt_ends_it_at_once(error: type[BaseException]) -> None:
    process = Child(program(HANGS))
    process.line()
    with pytest.raises(error), process:
        raise error
    assert not is_alive(process)


def test_one_that_does_not_end_by_itself_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "LONGEST_END", 0.1)
    with Child(program(HANGS)) as process:
        process.line()
    assert not is_alive(process)


def test_the_last_words_are_the_last_line_on_standard_error() -> None:
    with Child(program("import sys\nprint('warned', file=sys.stderr)\nraise SystemExit('why')"), heard=True) as process:
        assert process.wait() == 1
        assert process.last_words() == "why"
    with Child(program("")) as process:
        assert process.last_words() == ""


@pytest.mark.parametrize("line", [b"", b"{", b"3", b"{}", b'{"type": "made"}', b"[" * 100_000, b"\xff\n"])
def test_what_is_no_message_is_a_loss(line: bytes) -> None:
    with pytest.raises(ChildLost, match="no message"):
        from_json(line, Answer)


@pytest.mark.parametrize(
    "message",
    [Request(os.fsdecode(b"/a/\xff"), 3, ["f"], []), Refused("f", "\udcff isn't 北", "a\nb"), Made("f", 0, 0.1)],
)
def test_a_message_is_one_line_of_ascii_and_comes_back(message: object) -> None:
    line = to_json(message)
    assert line.isascii()
    assert line.count(b"\n") == 1
    assert from_json(line, type(message)) == message


def test_a_module_beside_the_submissions_is_not_taken_for_one_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    monkeypatch.chdir(tmp_path)
    with Child(python("grader.authoring")) as process:
        process.ask(to_json(Request(str(tmp_path), 1, [], [])), last=True)
        assert process.wait() == 0
    assert not (tmp_path / "ran").exists()


def test_what_a_process_prints_is_no_answer() -> None:
    code = "from grader.child import answering\nanswer = answering()\nprint('hello', flush=True)\nanswer({'a': 1})\n"
    with Child(program(code), heard=True) as process:
        assert list(process.lines()) == [b'{"a": 1}\n']
        process.wait()
        assert process.last_words() == "hello"
