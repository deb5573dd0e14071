"""Where a layer is missing the others hold, and honest students are graded all the same."""

from collections.abc import Iterator

import pytest
from toys import RIGHT, SEED, job_of, source

from grader.course.catalog import Catalog
from grader.grading.rows import grade
from grader.prepared.folder import read_prepared
from grader.sandbox import landlock, seccomp
from grader.sandbox.channel import Limits, Lost, LostWhy
from grader.sandbox.launch import Workers, start_zygote
from grader.verdicts import Verdict

from .student import student

LAYERS = ("limits", "privileges", "files", "scope", "system calls")
WITHOUT = [(), *((name,) for name in LAYERS), LAYERS]


@pytest.fixture(scope="module", params=WITHOUT, ids=lambda names: "without " + ", ".join(names) if names else "all")
def reduced(request: pytest.FixtureRequest) -> Iterator[tuple[Workers, tuple[str, ...]]]:
    """Return a zygote without some layers, and their names."""
    workers = start_zygote(without=request.param)
    yield workers, request.param
    workers.close()


def test_a_right_answer_passes_whatever_layers_there_are(
    reduced: tuple[Workers, tuple[str, ...]], toy_catalog: Catalog
) -> None:
    prepared = read_prepared(toy_catalog.prepared("scale_and_shift", SEED))
    assert grade(prepared, source(RIGHT), job_of(reduced[0])).verdict is Verdict.PASS


def test_the_layers_that_are_missing_are_named(reduced: tuple[Workers, tuple[str, ...]]) -> None:
    workers, without = reduced
    assert {layer.name for layer in workers.layers if layer.missing == "switched off"} == set(without)


def test_no_layer_is_missed_on_a_machine_that_has_them_all() -> None:
    workers = start_zygote()
    missing = {layer.name: layer.missing for layer in workers.layers if layer.missing}
    workers.close()
    if landlock.abi() >= 6 and seccomp.architecture() is not None:
        assert missing == {}


@pytest.fixture(scope="module")
def spawner() -> Workers:
    """Return what starts a process for each worker, as on a platform that can't fork."""
    return start_zygote(fork=False)


def test_a_worker_that_was_spawned_grades_like_one_that_was_forked(spawner: Workers, toy_catalog: Catalog) -> None:
    prepared = read_prepared(toy_catalog.prepared("scale_and_shift", SEED))
    assert grade(prepared, source(RIGHT), job_of(spawner)).verdict is Verdict.PASS


def test_a_spawned_worker_is_confined_too(spawner: Workers) -> None:
    with student(spawner, "import os\ndef f(path):\n    return open(path).read()\n") as ada:
        assert "PermissionError" in ada.error(__file__).types
    with student(spawner, "import os\ndef f():\n    return os.fork()\n") as ada:
        assert "PermissionError" in ada.error().types


def test_a_spawned_worker_that_dies_says_how(spawner: Workers) -> None:
    with student(spawner, "import os\ndef f():\n    os._exit(3)\n") as ada:
        assert ada.lost() == Lost(LostWhy.EXITED, status=3)
    worker = spawner.spawn(Limits())
    worker.close()
    assert not worker.alive


def test_an_old_landlock_handles_what_it_knows_and_no_more() -> None:
    assert landlock.known(landlock.FILE_ACCESSES, 1) == 0x1FFF
    assert landlock.known(landlock.FILE_ACCESSES, 4) == 0x7FFF
    assert landlock.known(landlock.TCP_ACCESSES, 3) == 0
    assert landlock.known(landlock.SCOPES, 5) == 0
