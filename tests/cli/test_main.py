"""The command line's own entry, called in this process."""

import stat
from importlib import import_module
from pathlib import Path

import pytest

from grader.cli import COMMANDS, internal, main


def test_a_command_that_is_called_like_a_built_in_function_leaves_the_others_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in COMMANDS:
        import_module(f"grader.cli.{name}")
    with pytest.raises(SystemExit) as exited:
        main(["--help"])
    assert exited.value.code == 0
    assert set(COMMANDS) <= set(capsys.readouterr().out.split())


def test_a_traceback_goes_to_a_file_of_its_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    _, hint = internal("Traceback\nValueError: ours\n")
    (file,) = tmp_path.iterdir()
    assert str(file) in hint
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == ("Traceback\nValueError: ours\n", 0o600)


def test_a_traceback_that_can_not_be_written_is_still_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/dev/null")
    said, hint = internal("Traceback\nValueError: ours\n")
    assert said == "INTERNAL: ValueError: ours"
    assert "Not a directory" in hint
