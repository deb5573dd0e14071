"""Makes drawn counterexamples small.

Hypothesis draws the same cases as `prepare` did and shrinks the first one on which the student's function, in a fresh
worker, is wrong.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from hypothesis import Phase

from grader.authoring.answer import plain_answer
from grader.authoring.draw import ROUNDS, SHARE, run_drawn
from grader.authoring.making import seed_text, tolerance_of
from grader.authoring.solutions import Solution, load_solution
from grader.course.catalog import read_catalog
from grader.exercise import Case, Inputs, Matches
from grader.grading.job import Job
from grader.grading.shrinking.messages import Course, Order, Shrunk
from grader.judge.checks.compare import compare, part_of, structure
from grader.judge.problems import Problem, Shown, Unanswered, WrongAnswer
from grader.judge.subject import PER_BYTE, SLACK_BYTES, fault_of
from grader.output.language import ENGLISH
from grader.output.problems import Words, said
from grader.prepared.folder import call_bytes
from grader.sandbox import wire
from grader.sandbox.channel import Channel, Limits, Lost, Outcome, Raised, Request, WorkerLost
from grader.sandbox.launch import Workers, load, load_request
from grader.sandbox.profiles import NUMPY
from grader.submission import Source

MOST_CALLS = 600
MOST_SECONDS = 20.0  # of a row: a function may take its time once it knows that it isn't graded any more
PURITY_MESSAGE = "depends on earlier calls: in a fresh process the same case is right"


class _Wrong(AssertionError):
    """Raised within Hypothesis where the student is wrong."""


class _Enough(BaseException):
    """The calls are used up, or the worker is lost; a BaseException, which ends Hypothesis at once."""


class Shrinker:
    """One row: a fresh worker, and what is known of each case by its bytes, so that a moody function can't be flaky."""

    def __init__(self, solution: Solution, check: Matches, source: Source, worker: Channel) -> None:
        self.solution, self.check, self.source, self.worker = solution, check, source, worker
        self.known: dict[bytes, Shrunk | None] = {}
        self.smallest: tuple[int, Shrunk] | None = None
        self.lost = False
        self.ends = time.monotonic() + MOST_SECONDS

    def test(self, case: Case) -> None:
        """Raise _Wrong where the student's answer to a case is wrong."""
        args = call_bytes(case.args, case.kwargs)
        if args not in self.known:
            if len(self.known) >= MOST_CALLS or time.monotonic() > self.ends:
                raise _Enough
            self.known[args] = self.wrong(case, args)
        found = self.known[args]
        if found is not None:
            if self.smallest is None or len(args) < self.smallest[0]:
                self.smallest = (len(args), found)
            raise _Wrong

    def wrong(self, case: Case, args: bytes) -> Shrunk | None:
        """Return what is wrong with the student's answer to a case, in words; None where it is right."""
        problem = self.problem(case, args)
        if problem is None:
            return None
        told = said(problem, Words(ENGLISH, self.solution.exercise.entry, {}))
        return Shrunk(told.message, told.counterexample)

    def problem(self, case: Case, args: bytes) -> Problem | None:
        """Return what is wrong with the student's answer to a case; None where it is right."""
        try:
            whole = plain_answer(self.solution.reference, args, wide=True)
        except Exception:  # noqa: BLE001 - while shrinking, cases outside the contract come up
            return None
        outcome = self.outcome(args)
        shown = Shown(case.args, case.kwargs, shrunk=True)
        expected = part_of(whole, self.check.part)
        if isinstance(outcome, Raised):
            return Unanswered(shown, fault_of(self.source, outcome, Limits()), expected)
        if isinstance(outcome, Lost):
            return Unanswered(shown, outcome, expected)
        tolerance = tolerance_of(self.solution.exercise, case)
        mismatch = structure(whole, outcome.value) if self.check.part is not None else None
        mismatch = mismatch or compare(expected, part_of(outcome.value, self.check.part), tolerance)
        return WrongAnswer(shown, mismatch) if mismatch else None

    def outcome(self, args: bytes) -> Outcome:
        """Return what the student's function does with a call; raises _Enough where the worker is lost."""
        request = Request(wire.CALL, args, cap=SLACK_BYTES + PER_BYTE * len(args))
        try:
            return next(iter(self.worker.ask([request], self.solution.exercise.call_seconds)))
        except WorkerLost as lost:
            self.lost = True
            raise _Enough from lost


def shrink(solution: Solution, order: Order, seed: int, zygote: Workers) -> Shrunk:
    """Return the smallest counterexample found, the same one every time."""
    check = next(c for c in solution.exercise.checks if c.name == order.check)
    if not isinstance(check, Matches) or check.inputs.drawn is None:
        return Shrunk()
    worker = zygote.spawn(Limits())
    try:
        try:
            load(worker, load_request(order.source, order.entry), solution.exercise.load_seconds)
        except WorkerLost:  # a file that loads now and then costs its own row alone
            return Shrunk()
        shrinker = Shrinker(solution, check, order.source, worker)
        for text in rounds(solution, check.inputs, seed):
            try:
                count = 1 + check.inputs.count // SHARE
                run_drawn(check.inputs.drawn, count, text, shrinker.test, [Phase.generate, Phase.shrink])
            except (_Wrong, _Enough):
                break
    finally:
        worker.close()
    if shrinker.smallest is None:
        return Shrunk() if shrinker.lost else Shrunk(PURITY_MESSAGE)
    return shrinker.smallest[1]


def rounds(solution: Solution, inputs: Inputs, seed: int) -> Iterator[str]:
    """Yield the seed texts of the rounds in which `prepare` drew these inputs."""
    text = seed_text(solution, inputs, seed)
    return (f"{text}:{turn}" for turn in range(ROUNDS))


def serve(course: Course, orders: Iterable[Order], answer: Callable[[Shrunk], None]) -> None:
    """Answer each order."""
    catalog = read_catalog(Path(course.root))
    solutions: dict[str, Solution] = {}
    with Job() as job:
        for order in orders:
            if order.exercise not in solutions:
                solutions[order.exercise] = load_solution(catalog.root, catalog.find(order.exercise))
            answer(shrink(solutions[order.exercise], order, course.seed, job.zygote(NUMPY)))
