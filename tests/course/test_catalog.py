"""Finding exercises: by name, by slug, from any folder of the course."""

from pathlib import Path

import pytest

from grader.course.catalog import CatalogError, find_catalog, read_catalog
from grader.errors import UsageProblem


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Return a course of three stubs, of which one has a solution."""
    for name in ("losses/huber", "activations/relu", "activations/tanh"):
        stub = tmp_path / "exercises" / f"{name}.py"
        stub.parent.mkdir(parents=True, exist_ok=True)
        stub.write_text("")
    (tmp_path / "solutions/activations/relu").mkdir(parents=True)
    return tmp_path


def test_every_stub_is_an_exercise_in_the_order_of_units_and_names(course: Path) -> None:
    found = read_catalog(course)
    assert [e.exercise for e in found.entries.values()] == ["activations/relu", "activations/tanh", "losses/huber"]
    assert found.entries["relu"].stub == course / "exercises/activations/relu.py"


def test_a_solution_is_paired_by_unit_and_slug(course: Path) -> None:
    found = read_catalog(course).entries
    assert found["relu"].solution == course / "solutions/activations/relu"
    assert found["tanh"].solution is None


def test_a_slug_in_two_units_is_refused_and_both_files_named(course: Path) -> None:
    (course / "exercises/losses/relu.py").write_text("")
    with pytest.raises(CatalogError, match="two exercises are called relu") as caught:
        read_catalog(course)
    assert "activations/relu.py" in str(caught.value)
    assert "losses/relu.py" in str(caught.value)


@pytest.mark.parametrize("name", ["relu", "activations/relu"])
def test_an_exercise_is_found_by_slug_and_by_id(course: Path, name: str) -> None:
    assert read_catalog(course).find(name).slug == "relu"


@pytest.mark.parametrize("name", ["losses/relu", "a/activations/relu", "Relu", "relu.py", "", "/relu"])
def test_another_name_is_not_taken_for_it(course: Path, name: str) -> None:
    with pytest.raises(UsageProblem, match="there is no exercise"):
        read_catalog(course).find(name)


def test_a_slip_of_the_pen_gets_a_suggestion(course: Path) -> None:
    with pytest.raises(UsageProblem) as caught:
        read_catalog(course).find("activations/rela")
    assert caught.value.hint == "did you mean relu?"


def test_a_name_like_no_other_gets_the_list(course: Path) -> None:
    with pytest.raises(UsageProblem) as caught:
        read_catalog(course).find("qqqq")
    assert "grader list" in caught.value.hint


def test_a_choice_keeps_the_order_of_the_catalogue_and_counts_once(course: Path) -> None:
    found = read_catalog(course).choose(["huber", "relu", "activations/relu"])
    assert [entry.slug for entry in found] == ["relu", "huber"]


def test_a_choice_with_an_unknown_name_is_refused(course: Path) -> None:
    with pytest.raises(UsageProblem):
        read_catalog(course).choose(["relu", "gelu"])


def test_prepared_exercises_lie_by_seed_and_slug(course: Path) -> None:
    assert read_catalog(course).prepared("relu", 7) == course / ".prepared/7/relu"


@pytest.mark.parametrize("inside", [".", "exercises", "exercises/activations", "solutions/activations/relu"])
def test_the_course_is_found_from_any_folder_in_it(course: Path, inside: str) -> None:
    assert find_catalog(course / inside).root == course


def test_a_pack_without_solutions_is_found_by_its_prepared_exercises(course: Path) -> None:
    (course / "solutions/activations/relu").rmdir()
    (course / "solutions/activations").rmdir()
    (course / "solutions").rmdir()
    (course / ".prepared").mkdir()
    assert find_catalog(course).root == course


def test_where_there_is_no_course_the_error_says_where_to_go(tmp_path: Path) -> None:
    (tmp_path / "exercises").mkdir()
    with pytest.raises(UsageProblem, match="no exercises found in") as caught:
        find_catalog(tmp_path)
    assert "course's folder" in caught.value.hint
