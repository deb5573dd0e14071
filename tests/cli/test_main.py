"""The command line's own entry, called in this process."""

from importlib import import_module

import pytest

from grader.cli import COMMANDS, main


def test_a_command_that_is_called_like_a_built_in_function_leaves_the_others_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in COMMANDS:
        import_module(f"grader.cli.{name}")
    with pytest.raises(SystemExit) as exited:
        main(["--help"])
    assert exited.value.code == 0
    assert set(COMMANDS) <= set(capsys.readouterr().out.split())
