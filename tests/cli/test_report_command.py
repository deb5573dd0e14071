import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli.report import command
from grader.errors import GradebookError
from grader.gradebook import RunMeta, open_gradebook
from grader.submission import named
from grader.verdicts import Report, Verdict

ROW = Report("a/relu", Verdict.PASS, 1.0, 1.0, sha256="f" * 64, corpus="c")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    with open_gradebook(tmp_path) as book:
        book.start(RunMeta("0.1.0", 1, (), ("a/relu",), named("ada", "王")))
        book.put("ada", ROW, grader="0.1.0")
        book.put("王", ROW, grader="0.1.0")
        book.finish()
    return tmp_path


def test_the_table_is_printed_again_and_the_files_are_written(out: Path) -> None:
    result = CliRunner().invoke(command, [str(out)])
    assert result.exit_code == 0
    assert "2 students × 1 exercise:  PASS 2" in result.output
    assert {"results.json", "gradebook.csv"} <= {p.name for p in out.iterdir()}


def test_each_student_has_a_file_to_be_handed_out(out: Path) -> None:
    CliRunner().invoke(command, [str(out)])
    assert sorted(path.name for path in (out / "feedback").iterdir()) == ["ada.md", "王.md"]


def test_a_gradebook_of_the_first_schema_is_shown_and_stays_as_it_is(tmp_path: Path) -> None:
    old = Path(__file__).parent.parent / "gradebook" / "v1.sqlite"
    shutil.copy(old, tmp_path / "gradebook.sqlite")
    assert "3 students × 2 exercises:  PASS 1  FAIL 3  MISSING 1" in CliRunner().invoke(command, [str(tmp_path)]).output
    assert (tmp_path / "gradebook.sqlite").read_bytes() == old.read_bytes()


def test_json_is_the_file_itself(out: Path) -> None:
    result = CliRunner().invoke(command, [str(out), "--json"])
    assert result.stdout_bytes == (out / "results.json").read_bytes()
    assert [s["student"] for s in json.loads(result.stdout)["submissions"]] == ["ada", "王"]


def test_an_internal_row_is_said_on_exit(out: Path) -> None:
    with open_gradebook(out) as book:
        book.start(RunMeta("0.1.0", 1, (), ("a/relu",), named("ada")))
        book.put("ada", replace(ROW, verdict=Verdict.INTERNAL, score=None), grader="0.1.0")
    assert CliRunner().invoke(command, [str(out)]).exit_code == 3


def test_files_that_someone_changed_are_made_anew_from_the_gradebook(out: Path) -> None:
    (out / "gradebook.csv").write_text("ada,100")
    CliRunner().invoke(command, [str(out)])
    assert (out / "gradebook.csv").read_text().splitlines()[1] == "ada,1,1,1,PASS"


def test_a_copied_gradebook_is_enough(out: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy(out / "gradebook.sqlite", copy)
    assert "PASS 2" in CliRunner().invoke(command, [str(copy)]).output


def test_a_folder_without_a_gradebook_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, [str(tmp_path)])
    assert isinstance(result.exception, GradebookError)
    assert "holds no gradebook.sqlite" in str(result.exception)


def test_a_terminal_without_unicode_still_gets_its_table(out: Path) -> None:
    code = "import sys; from grader.cli.report import command; command([sys.argv[1]])"
    environ = {"PYTHONIOENCODING": "ascii", "COLUMNS": "80"}
    done = subprocess.run([sys.executable, "-c", code, out], env=environ, capture_output=True, check=True)
    assert b"\\u738b" in done.stdout
    assert done.stdout.isascii()
