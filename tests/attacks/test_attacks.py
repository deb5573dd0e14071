"""Student code that tries to forge, peek, escape or break a run: a folder each, graded for real.

Whatever an attack does, it gets the row that is due, achieves nothing outside its process, and leaves the student
before and after it as they were. Where it is safe, the same attack is shown to succeed once the layers that stop it
are switched off: no defence is there by belief.
"""

import json
import os
import platform
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec
import pytest
from course import course
from toys import job_of
from .scene import CANARY, FAMILIES, LAYERS, ROOT, Attack, Scene, Seen, children, read_attacks, said, scene, seen

from grader.course.catalog import PUBLIC_SEED, Catalog
from grader.prepared.folder import Prepared, read_prepared
from grader.intake.client import collect
from grader.grading.rows import grade
from grader.grading.job import Job
from grader.grading.machine import allowed_cpus
from grader.sandbox.launch import Zygote, start_zygote
from grader.sandbox.profiles import TIMING
from grader.submission import Source
from grader.verdicts import Kind, Report, Verdict

ATTACKS = read_attacks()
SHOWN = [attack for attack in ATTACKS if attack.shown_without]
# The layers that stop an attack, each with all others off that do.
ALONE = [(a, layer) for a in SHOWN if len(a.shown_without) > 1 for layer in a.stopped_by if layer in LAYERS]
SLUGS = (
    "sigmoid_derivative",
    "conv_output_size",
    "adam_step",
    "non_max_suppression",
    "two_layer_backprop",
    "conv2d_im2col",
)
NOBODY = 65534
HONEST = (*SLUGS, "im2col", "early_stopping_epoch")


@dataclass(frozen=True)
class Zygotes:
    """Zygotes by the layers that they go without, each started once."""

    running: dict[frozenset[str], Zygote] = field(default_factory=dict)

    def __call__(self, *without: str) -> Zygote:
        key = frozenset(without)
        if key not in self.running:
            self.running[key] = start_zygote(without=sorted(key))
        return self.running[key]

    def pids(self) -> set[int]:
        return {zygote.process.pid for zygote in self.running.values()}


def names(attacks: list[Attack]) -> list[str]:
    return [attack.name for attack in attacks]


@pytest.fixture(scope="module")
def secret() -> Iterator[str]:
    """Return a text that no student may see, which is in this process's environment too."""
    text = secrets.token_hex(16)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CANARY, text)
        yield text


@pytest.fixture(scope="module")
def zygotes(secret: str) -> Iterator[Zygotes]:
    """Return what gives zygotes."""
    del secret  # it must be in the environment before
    zygotes = Zygotes()
    yield zygotes
    for zygote in zygotes.running.values():
        zygote.close()


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Return the repository's catalogue with these exercises prepared."""
    return course(PUBLIC_SEED, *HONEST)


@pytest.fixture(scope="module")
def sources(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Source]:
    """Return what intake makes of every attack, each handed in by a student of its own."""
    folder = tmp_path_factory.mktemp("class")
    for attack in ATTACKS:
        student = folder / attack.name.replace("/", "-")
        shutil.copytree(attack.folder, student, ignore=shutil.ignore_patterns("__pycache__", "*.toml"))
    stubs = {slug: catalog.find(slug).stub.read_text(encoding="utf-8") for slug in SLUGS}
    rows = [row for row in collect(folder, stubs, SLUGS).rows if row.source is not None]
    assert len(rows) == len(ATTACKS)
    return {row.student: row.source for row in rows if row.source is not None}


@pytest.fixture
def place(secret: str, catalog: Catalog) -> Iterator[Scene]:
    """Return a fresh scene."""
    with scene(secret, catalog.prepared(SLUGS[0], PUBLIC_SEED)) as made:
        yield made


def reference(slug: str) -> Source:
    """Return an honest student's answer."""
    (file,) = ROOT.glob(f"solutions/*/{slug}/reference.py")
    return Source(f"{slug}.py", (file.read_text(encoding="utf-8"),))


def prepared_for(catalog: Catalog, attack: Attack) -> Prepared:
    prepared = read_prepared(catalog.prepared(attack.slug, PUBLIC_SEED))
    return replace(prepared, manifest=msgspec.structs.replace(prepared.manifest, **attack.deadlines()))


def honest_report(catalog: Catalog, zygote: Zygote, slug: str) -> Report:
    """Return the report on an honest student, without the seconds, which are never the same."""
    prepared = read_prepared(catalog.prepared(slug, PUBLIC_SEED))
    return replace(grade(prepared, reference(slug), job_of(zygote)), seconds=0.0)


def attacked(catalog: Catalog, zygote: Zygote, attack: Attack, source: Source) -> Seen:
    return seen(prepared_for(catalog, attack), source, job_of(zygote))


def missing_layers(zygote: Zygote) -> set[str]:
    return {layer.name for layer in zygote.layers if layer.missing}


def skip_where_only_root_can(switched_off: Iterable[str]) -> None:
    """Skip what needs root: without its privileges given up the kernel lets nobody else confine a process."""
    if "privileges" in switched_off and os.geteuid() != 0:
        pytest.skip("only root can be confined without giving up privileges")


def skip_where_impossible(attack: Attack, zygote: Zygote) -> None:
    """Skip an attack that this platform can't stop, or that isn't for this machine."""
    layers = LAYERS & set(attack.stopped_by)
    if layers and layers == set(attack.stopped_by) and layers <= missing_layers(zygote):
        pytest.skip(f"this platform has none of the layers {sorted(layers)}")
    if attack.only and attack.only not in (platform.machine(), "root" if os.geteuid() == 0 else ""):
        pytest.skip(f"for {attack.only}")


def test_every_attack_names_what_stops_it() -> None:
    assert {attack.name.partition("/")[0] for attack in ATTACKS} == set(FAMILIES)
    for attack in ATTACKS:
        modules = [name for name in attack.stopped_by if name not in LAYERS]
        assert attack.tries.endswith("."), attack.name
        assert attack.stopped_by, attack.name
        assert all(list((ROOT / "grader").rglob(f"{name}.py")) for name in modules), attack.name
        assert set(attack.shown_without) <= LAYERS, attack.name
        assert bool(attack.evidence) == bool(attack.shown_without), attack.name


@pytest.mark.parametrize("attack", ATTACKS, ids=names(ATTACKS))
def test_an_attack_gets_its_row_and_nothing_else(
    attack: Attack, catalog: Catalog, zygotes: Zygotes, sources: dict[str, Source], place: Scene
) -> None:
    zygote = zygotes()
    skip_where_impossible(attack, zygote)
    honest = honest_report(catalog, zygote, attack.slug)
    assert honest.verdict is Verdict.PASS
    descriptors = len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0
    source = place.armed(sources[attack.name.replace("/", "-")])
    for _ in range(1 + attack.twice):
        found = attacked(catalog, zygote, attack, source)
        assert found.report.verdict in attack.verdicts, found.report
        assert found.report.score == attack.score, found.report
        assert place.successes(said(found), zygotes.pids()) == set()
    assert descriptors == (len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0)
    assert honest_report(catalog, zygote, attack.slug) == honest
    assert not children(zygote.process.pid)


@pytest.mark.parametrize("attack", SHOWN, ids=names(SHOWN))
def test_an_attack_succeeds_where_what_stops_it_is_switched_off(
    attack: Attack, catalog: Catalog, zygotes: Zygotes, sources: dict[str, Source], place: Scene
) -> None:
    skip_where_impossible(attack, zygotes())
    zygote = zygotes(*attack.shown_without)
    found = attacked(catalog, zygote, attack, place.armed(sources[attack.name.replace("/", "-")]))
    if attack.evidence == "signal":
        place.dummy.wait(60)  # the kernel delivers it a moment later
    assert attack.evidence in place.successes(said(found), zygotes.pids()), said(found)[:3000]


@pytest.mark.parametrize(("attack", "layer"), ALONE, ids=[f"{attack.name}-{layer}" for attack, layer in ALONE])
def test_each_layer_that_is_said_to_stop_an_attack_does_so_alone(
    attack: Attack, layer: str, catalog: Catalog, zygotes: Zygotes, sources: dict[str, Source], place: Scene
) -> None:
    if layer in missing_layers(zygotes()):
        pytest.skip(f"this platform has no layer {layer!r}")
    switched_off = [name for name in attack.shown_without if name != layer]
    skip_where_only_root_can(switched_off)
    zygote = zygotes(*switched_off)
    found = attacked(catalog, zygote, attack, place.armed(sources[attack.name.replace("/", "-")]))
    assert place.successes(said(found), zygotes.pids()) == set()


@pytest.mark.parametrize("layer", sorted(LAYERS - {"own process"}))
def test_honest_answers_pass_without_a_layer(layer: str, catalog: Catalog, zygotes: Zygotes) -> None:
    skip_where_only_root_can([layer])
    whole, zygote = zygotes(), zygotes(layer)
    assert layer in missing_layers(zygote)
    for slug in HONEST:
        report = honest_report(catalog, zygote, slug)
        assert report.verdict is Verdict.PASS
        assert report == honest_report(catalog, whole, slug)


def test_honest_answers_pass_without_any_layer(catalog: Catalog, zygotes: Zygotes) -> None:
    zygote = zygotes(*(LAYERS - {"own process"}))
    assert {honest_report(catalog, zygote, slug).verdict for slug in HONEST} == {Verdict.PASS}


def others_may_run_python() -> bool:
    """Return whether another user may read this Python and what is installed."""
    command = [sys.executable, "-c", "import grader, numpy"]
    try:
        return not subprocess.run(command, user=NOBODY, group=NOBODY, extra_groups=[], cwd="/").returncode
    except PermissionError:
        return False


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may become somebody else")
def test_attacks_of_a_user_without_privileges_get_their_rows(secret: str, catalog: Catalog) -> None:
    python = [sys.executable, "-B", "-m", "tests.attacks.unprivileged"]
    if not others_may_run_python():
        pytest.skip("this Python can't be read by another user")
    attacks = [attack for attack in ATTACKS if attack.shown_without and attack.slug == SLUGS[0]]
    prepared = catalog.prepared(SLUGS[0], PUBLIC_SEED)
    with scene(secret, prepared, NOBODY) as place:
        texts = [(attack.folder / f"{attack.slug}.py").read_text(encoding="utf-8") for attack in attacks]
        texts.append(reference(SLUGS[0]).cells[0])
        rows = json.dumps([[str(prepared), "hw.py", text, place.target] for text in texts])
        run = subprocess.run(
            python, input=rows, stdout=subprocess.PIPE, text=True, cwd=ROOT, user=NOBODY, group=NOBODY, extra_groups=[]
        )
        *found, honest = json.loads(run.stdout)
        assert honest[:2] == ["PASS", 10.0]
        for attack, (verdict, score, everything) in zip(attacks, found, strict=True):
            assert verdict in attack.verdicts, attack.name
            assert score == attack.score, attack.name
            assert place.successes(everything, set()) == set(), attack.name


def test_code_that_dies_only_where_it_is_timed_loses_its_speed_points_alone() -> None:
    catalog = course(PUBLIC_SEED, "conv2d_im2col")
    prepared = read_prepared(catalog.prepared("conv2d_im2col", PUBLIC_SEED))
    tell = f"\n\nimport os\n\nif {TIMING.environment[0][0]!r} in os.environ:\n    os._exit(0)\n"
    source = Source("conv2d_im2col.py", (reference("conv2d_im2col").cells[0] + tell,))
    with Job(allowed_cpus()[0]) as job:
        report = grade(prepared, source, job, timing=True)
    (timed,) = [check for check in report.checks if check.kind is Kind.TIMING]
    assert (report.verdict, report.score) == (Verdict.PASS, report.max_score - timed.max_points)
    assert timed.verdict in (Verdict.FAIL, Verdict.SKIPPED)
    if timed.verdict is Verdict.FAIL:
        assert "ended Python" in timed.message


def test_timed_inputs_can_not_be_worked_out_beforehand(sources: dict[str, Source]) -> None:
    prepared = read_prepared(course(PUBLIC_SEED, "conv2d_im2col").prepared("conv2d_im2col", PUBLIC_SEED))
    with Job(allowed_cpus()[0]) as job:
        report = grade(prepared, sources["forge-predicts_timed_inputs"], job, timing=True)
    (timed,) = [check for check in report.checks if check.kind is Kind.TIMING]
    assert report.verdict is Verdict.PASS
    # Three or four times as slow as the reference; with the answers ready it would be ten times as fast.
    assert timed.verdict is Verdict.SKIPPED or timed.points < timed.max_points
