"""Who the students are: folders, loose files and archives, in a folder, a wrapping folder or one archive."""

import os
import unicodedata
from pathlib import Path

import pytest

from grader.intake.client import IntakeError, collect
from grader.output.escape import shown
from grader.submission import Student
from grader.verdicts import Verdict

from .conftest import RELU, STUBS, Build, ids, relu_of, rows

CLASS = {"ada/relu.py": RELU, "bob.py": RELU, "cleo.ipynb": "{}", "dan.zip/relu.py": RELU, "empty/notes.txt": ""}


def test_folders_loose_files_and_archives_are_students(build: Build) -> None:
    intake = collect(build({**CLASS, "assignment.toml": "", "class.seed": "1", "plan.docx": ""}), STUBS)
    assert ids(intake) == ("ada", "bob", "cleo", "dan", "empty")
    assert intake.exercises == ("relu",)
    assert intake.notes == ("ignored beside the students: plan.docx",)
    verdicts = [row.verdict for row in rows(intake).values()]
    assert verdicts == [None, None, Verdict.ERROR, None, Verdict.MISSING]


@pytest.mark.parametrize("wrapping", ["", "hw3/", "hw3/inner/"])
@pytest.mark.parametrize("archive", ["", "class.zip", "class.tar.gz"])
def test_wrapping_folders_and_archives_change_nothing(wrapping: str, archive: str, build: Build) -> None:
    folders = {"ada/relu.py": RELU, "bob/x/relu.py": RELU, "dan.zip/relu.py": RELU}
    prefix = f"{archive}/{wrapping}" if archive else wrapping
    root = build({prefix + name: text for name, text in folders.items()})
    intake = collect(root / archive, STUBS)
    assert ids(intake) == ("ada", "bob", "dan")
    assert [row.source and row.source.path for row in rows(intake).values()] == [
        "relu.py",
        "x/relu.py",
        "dan.zip!/relu.py",
    ]


def test_a_class_of_one_with_a_folder_a_unit_is_one_student(build: Build) -> None:
    intake = collect(build({"ada/activations/relu.py": RELU, "ada/more/tanh.py": "tanh = max\n"}), STUBS)
    assert ids(intake) == ("ada",)
    assert all(row.source for row in rows(intake).values())


def test_a_loose_file_with_an_exercises_name_is_pointed_out(build: Build) -> None:
    intake = collect(build({"relu.py": RELU}), STUBS)
    assert ids(intake) == ("relu",)
    assert "is taken as the file of a student called relu" in intake.notes[0]


def test_one_file_is_one_student(build: Build) -> None:
    assert relu_of(build({"ada.py": RELU}) / "ada.py").source


def test_students_with_undecodable_names_stay_apart(build: Build) -> None:
    root = build({"a\\xff/relu.py": RELU, "new\nline/relu.py": RELU})
    for name in (b"a\xff", b"a\xfe"):
        folder = os.fsencode(root) + b"/" + name
        os.mkdir(folder)  # noqa: PTH102 - a name that is no text
        with open(folder + b"/relu.py", "w") as stream:  # noqa: PTH123
            stream.write(RELU)
    intake = collect(root, STUBS)
    assert set(ids(intake)) == {"a\\\\xff", "a\\xff", "a\\xfe", "new\\x0aline"}
    assert all(row.source for row in rows(intake).values())


def test_a_folder_of_submissions_may_have_an_undecodable_name(tmp_path: Path) -> None:
    root = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff"))
    (root / "ada").mkdir(parents=True)
    (root / "ada" / "relu.py").write_text(RELU)
    assert relu_of(root).source


@pytest.mark.parametrize("names", [("a\\", "a\\\\"), ("\udcff", "\\xff"), ("\n", "\\x0a"), ("\x85", "\udc85")])
def test_no_two_names_are_shown_alike(names: tuple[str, str]) -> None:
    assert shown(names[0]) != shown(names[1])


def test_a_name_in_either_unicode_form_is_one_student(build: Build) -> None:
    composed, decomposed = "Zo\xeb", "Zoe\u0308"
    intake = collect(build({f"{composed}/relu.py": RELU, f"{decomposed}.zip/tanh.py": "tanh = max\n"}), STUBS)
    assert ids(intake) == (composed,)
    assert intake.notes == (f"{composed}: what was handed in under this name is taken together",)
    assert all(row.source for row in rows(intake).values())


def test_a_folder_says_one_name_which_is_id_and_name_alike(build: Build) -> None:
    (student,) = collect(build({"Zoe\u0308/relu.py": RELU}), STUBS).students
    assert student == Student("Zo\xeb", "Zo\xeb")


def test_links_pipes_and_devices_are_not_read(build: Build, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "relu.py").write_text(RELU)
    root = build({"ada/x.txt": "", "bob/x.txt": "", "cleo/x.txt": "", "fay/relu.py": RELU})
    (root / "ada" / "relu.py").symlink_to(secret / "relu.py")
    (root / "bob" / "src").symlink_to(secret)
    os.mkfifo(root / "cleo" / "relu.py")
    (root / "dan").symlink_to(secret)
    (root / "eve.py").symlink_to(secret / "relu.py")
    (root / "fay" / "more").symlink_to(secret)
    found = rows(collect(root, STUBS))
    assert list(found) == [(name, "relu") for name in ("ada", "bob", "cleo", "dan", "eve", "fay")]
    *refused, fay = found.values()
    assert {row.verdict for row in refused} == {Verdict.ERROR}
    assert ["symbolic link" in row.message for row in refused] == [True, True, False, True, True]
    assert fay.source
    assert fay.source.notes == ("more is a symbolic link, which is not followed",)


def test_too_many_files_leave_the_nearest(build: Build) -> None:
    root = build({"ada/relu.py": RELU} | {f"ada/deep/er/f{i}.py": "x = 1\n" for i in range(2_100)})
    row = relu_of(root)
    assert row.source
    assert any("too many" in note for note in row.source.notes)


def test_folders_nested_too_deep_are_left_out(build: Build) -> None:
    row = relu_of(build({"ada/" + "d/" * 30 + "relu.py": RELU}))
    assert row.verdict is Verdict.MISSING
    assert "nested too deep" in row.message


def test_too_much_code_is_an_error(build: Build) -> None:
    big = "# " + "x" * (1 << 20) + "\n"
    row = relu_of(build({"ada/relu.py": RELU + big}))
    assert (row.verdict, row.message) == (Verdict.ERROR, "relu.py holds more than 1 MiB of code")


def test_too_much_code_with_helpers_is_an_error(build: Build) -> None:
    big = ("# " + "x" * 1_000 + "\n") * 3_000
    row = relu_of(build({"ada/relu.py": "import a, b, c\n" + RELU, **{f"ada/{name}.py": big for name in "abc"}}))
    assert row.verdict is Verdict.ERROR
    assert "more than 8 MiB" in row.message


@pytest.mark.parametrize("files", [{}, {"README.md": "x"}, {".git/config": "x"}])
def test_nothing_to_grade_is_said_in_one_line(files: dict[str, str], build: Build, tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    with pytest.raises(IntakeError, match=r"class holds no submissions: give a folder or zip") as raised:
        collect(build(files), STUBS)
    assert "\n" not in str(raised.value)


def test_a_folder_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match=r"no/such can't be read \(No such file or directory\): give a folder"):
        collect(tmp_path / "no" / "such", STUBS)


def test_a_class_archive_that_is_damaged_is_said_in_one_line(build: Build) -> None:
    with pytest.raises(IntakeError, match=r"class\.zip can't be read"):
        collect(build({"class.zip": b"PK"}) / "class.zip", STUBS)


def test_no_file_that_names_an_exercise_gives_none(build: Build) -> None:
    intake = collect(build({"ada/hw.py": RELU}), STUBS)
    assert (intake.exercises, list(intake.rows)) == ((), [])


def test_exercises_are_found_by_name_inside_archives(build: Build) -> None:
    intake = collect(build({"ada/a.zip/b.tar.gz/Tanh (2).py": "tanh = max\n", "bob/x.py": ""}), STUBS)
    assert intake.exercises == ("tanh",)


@pytest.mark.parametrize("archive", ["", "class.zip/"])
@pytest.mark.parametrize("second", ["relu.py", "hw.py"])
def test_one_name_in_two_normal_forms_is_one_student(archive: str, second: str, build: Build) -> None:
    composed, decomposed = (unicodedata.normalize(form, "Jörg Müller") for form in ("NFC", "NFD"))
    root = build(
        {f"{archive}{composed}/relu.py": RELU, f"{archive}{decomposed}/{second}": RELU, f"{archive}b/x.py": ""}
    )
    intake = collect(root / archive.rstrip("/"), STUBS, ["relu"])
    assert ids(intake) == (composed, "b")
    assert rows(intake)[composed, "relu"].source


def test_a_loose_file_and_a_folder_in_two_normal_forms_are_one_student(build: Build) -> None:
    composed, decomposed = (unicodedata.normalize(form, "Zoë") for form in ("NFC", "NFD"))
    intake = collect(build({f"{composed}.py": RELU, f"{decomposed}/notes.txt": ""}), STUBS, ["relu"])
    assert ids(intake) == (composed,)
    assert rows(intake)[composed, "relu"].source


@pytest.mark.parametrize("name", ["ada.ipynb.json", "ada.py.txt", "ada.py.py"])
def test_a_loose_file_with_a_second_ending_is_a_students(name: str, build: Build) -> None:
    notebook = '{"cells": [{"cell_type": "code", "source": "def relu(x): return x"}], "nbformat": 4}'
    intake = collect(build({name: notebook if "ipynb" in name else RELU, "bob/relu.py": RELU}), STUBS, ["relu"])
    assert ids(intake) == ("ada", "bob")
    assert rows(intake)["ada", "relu"].source
