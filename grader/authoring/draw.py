"""Draws the cases of a strategy: the same ones for the same seed, in any process."""

import tempfile
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, Verbosity, configuration, given, seed, settings
from hypothesis.strategies import SearchStrategy

from grader.exercise import Case
from grader.prepared.folder import call_bytes
from grader.prepared.modules import sha256

ROUNDS = 16
SHARE = 4  # Hypothesis repeats itself within a round, so a round draws this part of the cases, and there are several


def draw_cases(strategy: SearchStrategy[Case], count: int, seed_text: str) -> list[Case]:
    """Return up to `count` different cases, small ones first; a narrow strategy has fewer."""
    found: dict[bytes, Case] = {}
    for turn in range(ROUNDS):
        for case in _draw(strategy, 1 + count // SHARE, f"{seed_text}:{turn}"):
            found.setdefault(call_bytes(case.args, case.kwargs), case)
        if len(found) >= count:
            break
    smallest_first = sorted(list(found.items())[:count], key=lambda item: len(item[0]))
    return [Case("", c.args, c.kwargs, drawn=i) for i, (_, c) in enumerate(smallest_first, 1)]


def _draw(strategy: SearchStrategy[Case], count: int, seed_text: str) -> list[Case]:
    drawn: list[Case] = []
    run_drawn(strategy, count, seed_text, drawn.append, [Phase.generate])
    return drawn


def run_drawn(
    strategy: SearchStrategy[Case], count: int, seed_text: str, test: Callable[[Case], None], phases: list[Phase]
) -> None:
    """Call `test` with up to `count` cases of a seed; with Phase.shrink a case that it raises on is made small."""

    # Everything is set, since Hypothesis has other defaults where the environment says CI.
    @seed(int(sha256(seed_text.encode())[:16], 16))
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        derandomize=False,
        phases=phases,
        report_multiple_bugs=False,
        print_blob=False,
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
        backend="hypothesis",
    )
    @given(strategy)
    def called(case: Case) -> None:
        test(case)

    # Hypothesis keeps there what it reads of the loaded modules, and believes what it finds: a folder that nobody
    # else can have written into, which goes with the call.
    with tempfile.TemporaryDirectory(prefix="grader-") as home:
        configuration.set_hypothesis_home_dir(home)
        try:
            called()
        finally:
            configuration.set_hypothesis_home_dir(None)
