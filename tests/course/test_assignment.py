"""Assignments and private seeds: what a file may say, and what is said where it doesn't."""

import time
from datetime import datetime
from pathlib import Path

import pytest

from grader.course.assignment import Assignment, read_assignment
from grader.course.catalog import Catalog, read_catalog
from grader.errors import GraderError, UsageProblem
from grader.grading.seed import SEED_IN_OUT, SEEDS, private_seed


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    """Return a catalogue of two exercises."""
    for name in ("activations/relu", "activations/tanh"):
        stub = tmp_path / "exercises" / f"{name}.py"
        stub.parent.mkdir(parents=True, exist_ok=True)
        stub.write_text("")
    return read_catalog(tmp_path)


def read(catalog: Catalog, text: str) -> Assignment:
    path = catalog.root / "assignment.toml"
    path.write_text(text, encoding="utf-8")
    return read_assignment(path, catalog)


def refusal(catalog: Catalog, text: str) -> UsageProblem:
    with pytest.raises(UsageProblem) as caught:
        read(catalog, text)
    assert "assignment.toml" in str(caught.value)
    return caught.value


def test_a_list_of_exercises_is_enough(catalog: Catalog) -> None:
    found = read(catalog, 'exercises = ["tanh", "relu"]\n')
    assert found == Assignment(["tanh", "relu"], "", {}, None, "messages", True)


def test_everything_that_it_may_say_is_read(catalog: Catalog) -> None:
    text = """
    title = "Week 1"
    exercises = ["activations/relu"]
    due = 2025-03-01T23:59:00+01:00
    feedback = "full"
    timing = false
    [points]
    "activations/relu" = 10
    """
    found = read(catalog, text)
    assert (found.title, found.exercises, found.points) == ("Week 1", ["relu"], {"relu": 10.0})
    assert found.due == datetime.fromisoformat("2025-03-01T23:59:00+01:00")
    assert (found.feedback, found.timing) == ("full", False)


def test_a_date_without_a_time_zone_is_local_time(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "CET-1")
    time.tzset()
    try:
        found = read(catalog, 'exercises = ["relu"]\ndue = 2025-03-01T23:59:00\n')
    finally:
        monkeypatch.undo()
        time.tzset()
    assert found.due == datetime.fromisoformat("2025-03-01T23:59:00+01:00")


@pytest.mark.parametrize("due", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_date_that_other_zones_do_not_have_is_refused(catalog: Catalog, due: str) -> None:
    assert "the value of `due`" in str(refusal(catalog, f'exercises = ["relu"]\ndue = {due}\n'))


def test_a_text_is_no_date(catalog: Catalog) -> None:
    assert "`due`" in str(refusal(catalog, 'exercises = ["relu"]\ndue = "2025-03-01T23:59:00+01:00"\n'))


def test_a_key_that_reads_like_an_error_is_an_unknown_one(catalog: Catalog) -> None:
    found = refusal(catalog, 'exercises = ["relu"]\n"at `$.title`" = 1\n')
    assert str(found).endswith("there is no key `at `$.title``")


def test_an_unknown_field_is_refused_with_the_near_one(catalog: Catalog) -> None:
    assert refusal(catalog, 'exercise = ["relu"]\n').hint in ("did you mean exercises?", "")
    assert refusal(catalog, 'exercises = ["relu"]\nfeedbak = "full"\n').hint == "did you mean feedback?"
    assert refusal(catalog, 'exercises = ["relu"]\nzzz = 1\n').hint.startswith("it may say exercises, title, points")


@pytest.mark.parametrize(
    "text",
    [
        "exercises = [",
        'exercises = "relu"',
        "exercises = [1]",
        'exercises = ["relu"]\nfeedback = "loud"',
        'exercises = ["relu"]\ntiming = 1',
        'exercises = ["relu"]\n[points]\nrelu = "ten"',
        "",
        "\x00",
    ],
)
def test_what_is_no_assignment_is_refused(catalog: Catalog, text: str) -> None:
    assert str(refusal(catalog, text))


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("due = 2025-03-01", "the value of `due` is not of its kind", "due = 2026-12-01T23:59:00+01:00"),
        ('feedback = "loud"', "the value of `feedback`", '"messages"'),
        ('[points]\nrelu = "ten"', "the value of `points`", "points = {im2col = 30}"),
        ("zzz = [", "is no TOML", "exercises = ["),
        ("zzz = 1", "there is no key `zzz`", "it may say"),
    ],
)
def test_what_is_wrong_is_told_with_the_way_to_write_it(catalog: Catalog, text: str, said: str, hint: str) -> None:
    found = refusal(catalog, f'exercises = ["relu"]\n{text}\n')
    assert said in str(found)
    assert hint in found.hint


def test_an_assignment_without_exercises_is_told_how_to_name_them(catalog: Catalog) -> None:
    found = refusal(catalog, 'title = "Week 3"\n')
    assert "`exercises` is missing" in str(found)
    assert found.hint.startswith("write: exercises = [")


def test_bytes_that_are_no_text_are_refused(catalog: Catalog) -> None:
    path = catalog.root / "assignment.toml"
    path.write_bytes(b'exercises = ["\xff"]\n')
    with pytest.raises(UsageProblem, match=r"assignment\.toml"):
        read_assignment(path, catalog)


def test_an_assignment_of_nothing_is_refused(catalog: Catalog) -> None:
    assert "names no exercises" in str(refusal(catalog, "exercises = []\n"))


def test_an_unknown_exercise_is_refused_with_the_near_one(catalog: Catalog) -> None:
    assert refusal(catalog, 'exercises = ["rellu"]\n').hint == "did you mean relu?"


def test_points_for_an_exercise_that_is_not_among_them_are_refused(catalog: Catalog) -> None:
    assert "isn't among its exercises" in str(refusal(catalog, 'exercises = ["relu"]\n[points]\ntanh = 5\n'))


@pytest.mark.parametrize("points", ["0", "-1", "nan", "inf", "1e6"])
def test_points_are_positive_numbers(catalog: Catalog, points: str) -> None:
    assert "no number of points" in str(refusal(catalog, f'exercises = ["relu"]\n[points]\nrelu = {points}\n'))


def test_a_file_that_is_not_there_is_named(catalog: Catalog) -> None:
    with pytest.raises(UsageProblem, match=r"nowhere\.toml can't be read: No such file"):
        read_assignment(catalog.root / "nowhere.toml", catalog)


# Seeds


def test_a_seed_is_made_once_beside_the_assignment_and_kept(tmp_path: Path) -> None:
    assignment, out = tmp_path / "hw1.toml", tmp_path / "out"
    seed = private_seed(assignment, out)
    assert 0 <= seed < SEEDS
    assert private_seed(assignment, out) == seed
    assert (tmp_path / "hw1.seed").read_text() == f"{seed}\n"
    assert not out.exists()


def test_without_an_assignment_the_seed_lies_in_the_results(tmp_path: Path) -> None:
    seed = private_seed(None, tmp_path / "new" / "out")
    assert (tmp_path / "new" / "out" / SEED_IN_OUT).read_text() == f"{seed}\n"


def test_only_its_owner_may_read_a_seed(tmp_path: Path) -> None:
    private_seed(None, tmp_path)
    assert (tmp_path / SEED_IN_OUT).stat().st_mode & 0o777 == 0o600


def test_two_classes_get_different_seeds(tmp_path: Path) -> None:
    assert len({private_seed(None, tmp_path / str(i)) for i in range(5)}) > 1


def test_a_seed_that_someone_wrote_is_taken(tmp_path: Path) -> None:
    (tmp_path / SEED_IN_OUT).write_text("  42 \n")
    assert private_seed(None, tmp_path) == 42


@pytest.mark.parametrize("text", ["", "abc", "-1", "1.5", str(SEEDS), "1\n2\n", "٣"])
def test_a_file_that_says_no_seed_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / SEED_IN_OUT).write_text(text, encoding="utf-8")
    with pytest.raises(UsageProblem, match=SEED_IN_OUT):
        private_seed(None, tmp_path)


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(GraderError):
        private_seed(None, tmp_path / "file" / "out")
