"""Every kind of problem in words: what a student reads, in a language."""

# ruff: noqa: E501 - a sentence is read on one line

from gettext import NullTranslations
from typing import Any

import numpy as np
import pytest

from grader.judge.checks.compare import compare
from grader.judge.judged import LoadingLost, Unreadable
from grader.judge.mismatches import Mismatch
from grader.judge.problems import (
    BrokenLaw,
    Change,
    ChangedArgument,
    CodeLine,
    Fault,
    GradientShape,
    LawShown,
    NoRatio,
    NoRatioWhy,
    NothingToCompare,
    NoTiming,
    NotRaised,
    NotTimedHere,
    Problem,
    Returned,
    Shown,
    Speed,
    StoppedAnswering,
    TimeUsedUp,
    Unanswered,
    UnansweredLaw,
    UncombinableLaw,
    UnlikelyLaw,
    Unsteady,
    WritesIntoArgument,
    WrongAnswer,
    WrongSlope,
)
from grader.output.language import ENGLISH, Language
from grader.output.problems import MOST_CODE, Words, fault_text, lost_text, said
from grader.output.report import not_loaded_text
from grader.prepared.records import Tolerance
from grader.sandbox.channel import Lost, LostWhy
from grader.verdicts import Verdict

WORDS = Words(ENGLISH, "f", {"doubles": "Doubling the input doubles the answer."})
CASE = Shown([1.0], {}, name="one entry")
LAW = LawShown("doubles", [1.0], {}, (([2.0], {}), ([1.0], {})))
FAULT = Fault("KeyError", "'a'", CodeLine("hw.py", 0, 7, "return d['a']", own=True))
SILENT = Lost(LostWhy.COMPUTING, 5.0)


def mismatch(expected: Any, actual: Any) -> Mismatch:
    found = compare(expected, actual, Tolerance(1e-9, 1.0))
    assert found is not None
    return found


TWO = mismatch(np.float64(2), 3.0)
SENTENCES: list[tuple[Problem, str]] = [
    (WrongAnswer(CASE, TWO), "one entry: expected 2, got 3"),
    (WrongAnswer(Shown([], {}, drawn=7), TWO), "drawn case 7: expected 2, got 3"),
    (WrongAnswer(Shown([], {}, shrunk=True), TWO), "smallest case found: expected 2, got 3"),
    (
        WrongAnswer(CASE, mismatch(np.float64(2), None), returned_nothing=True),
        "one entry: expected 2, got None; is a `return` missing?",
    ),
    (WrongAnswer(CASE, mismatch(np.float64(2), None)), "one entry: expected 2, got None"),
    (Unanswered(CASE, FAULT, 2.0), "one entry: raised KeyError: 'a' (line 7: return d['a'])"),
    (Unanswered(CASE, Fault("MemoryError", memory=2 << 30), 2.0), "one entry: raised MemoryError; the limit is 2 GiB"),
    (Unanswered(CASE, SILENT, 2.0), "one entry: no answer within 5 s: it was still computing; does a loop never end?"),
    (
        WritesIntoArgument(CASE, FAULT, 2.0),
        "one entry: your function writes into its argument; arguments must stay unchanged",
    ),
    (NotRaised(CASE, "ValueError", Returned(3)), "one entry: expected a ValueError, got 3"),
    (
        NotRaised(CASE, "ValueError", Returned(None, the_error=True)),
        "one entry: expected a ValueError, got one as the answer: write `raise ValueError(…)`, not `return`",
    ),
    (
        NotRaised(CASE, "ValueError", FAULT),
        "one entry: expected a ValueError, raised KeyError: 'a' (line 7: return d['a'])",
    ),
    (GradientShape(CASE, "w", (2,), np.zeros(3)), "one entry: the gradient by w must have shape (2,), got shape (3,)"),
    (GradientShape(CASE, "w", (2,), None), "one entry: the gradient by w must have shape (2,), got None"),
    (WrongSlope(CASE, "w", 1.5, 3.0), "one entry: the gradient by w isn't the slope of the function"),
    (BrokenLaw(LAW, TWO), "Doubling the input doubles the answer. Here that isn't so."),
    (
        UnlikelyLaw(LAW, "Of 100, 90 are 0."),
        "Doubling the input doubles the answer. Of 100, 90 are 0. Of a right function that is seen less than once in a billion runs.",
    ),
    (
        UncombinableLaw(LAW, "shapes (2,) and (3,)"),
        "Doubling the input doubles the answer. Your answers are of no form in which that can be tried: shapes (2,) and (3,)",
    ),
    (
        UnansweredLaw(LAW, FAULT),
        "Doubling the input doubles the answer. Here your function raised KeyError: 'a' (line 7: return d['a'])",
    ),
    (UnansweredLaw(LAW, SILENT), "Doubling the input doubles the answer. No answer within 5 s: it was still computing"),
    (
        UnansweredLaw(LAW, Returned(None)),
        "Doubling the input doubles the answer. Here your function returned no numbers.",
    ),
    (ChangedArgument(CASE, "x"), "your function changes its argument `x`; work on a copy instead"),
    (ChangedArgument(CASE, 2), "your function changes its argument number 2; work on a copy instead"),
    (
        Unsteady(CASE, Change.NOT_AGAIN, None, FAULT),
        "called again with the same arguments your function gives no answer; the first time it did",
    ),
    (Unsteady(CASE, Change.TWICE, 1.0, 2.0), "called twice with the same arguments your function gives two answers"),
    (Unsteady(CASE, Change.BY_EARLIER_CALLS, 1.0, 2.0), "the answer depends on earlier calls"),
    (
        Unsteady(CASE, Change.BY_LATER_CALLS, 1.0, 2.0),
        "a later call changes the answer of an earlier one; return a fresh array",
    ),
    (StoppedAnswering(FAULT), "a second call fails where the first one worked"),
    (StoppedAnswering(SILENT), "no answer within 5 s: it was still computing"),
    (NothingToCompare(), "no call gave an answer to compare"),
    (TimeUsedUp(), "not run: the exercise's time was used up"),
    (NotTimedHere(NoTiming.SWITCHED_OFF), "not timed: switched off"),
    (NoRatio(NoRatioWhy.TOO_SLOW, slowest=20.0), "more than 20 × the reference's time"),
    (NoRatio(NoRatioWhy.WRONG, mismatch=TWO), "the answer to the timed input is wrong: expected 2, got 3"),
    (NoRatio(NoRatioWhy.RAISES, error="KeyError"), "the timed input raises KeyError"),
    (NoRatio(NoRatioWhy.LOST, lost=SILENT), "no answer within 5 s: it was still computing"),
    (
        Speed(3.061, 3.0, 3.2, 2.0, 5.0, full=False),
        "3.06 × the reference's time (between 3.00 and 3.20); full points up to 2 ×",
    ),
    (Speed(1.0, 0.9, 1.1, 2.0, 8.0, full=True), "1.00 × the reference's time (between 0.90 and 1.10)"),
]


@pytest.mark.parametrize(("problem", "sentence"), SENTENCES, ids=[sentence[:60] for _, sentence in SENTENCES])
def test_a_problem_is_one_sentence(problem: Problem, sentence: str) -> None:
    assert said(problem, WORDS).message == sentence


def test_each_kind_of_problem_and_each_reason_has_words() -> None:
    kinds = {type(problem) for problem, _ in SENTENCES}
    assert set(Problem.__args__) == kinds
    for why in LostWhy:
        assert lost_text(Lost(why, 5.0, "SIGTERM", 3), WORDS)
    for reason in NoTiming:
        assert said(NotTimedHere(reason), WORDS).message
    for ratio in NoRatioWhy:
        assert said(NoRatio(ratio, mismatch=TWO, lost=SILENT), WORDS).message


@pytest.mark.parametrize(
    ("lost", "sentence"),
    [
        (
            Lost(LostWhy.SIGNALLED, signal="SIGSEGV"),
            "your code crashed Python (SIGSEGV): a fault in compiled code, or a recursion without end",
        ),
        (
            Lost(LostWhy.SIGNALLED, signal="SIGKILL", killed=True),
            "your code was killed, as systems do where memory runs out, or killed itself",
        ),
        (Lost(LostWhy.SIGNALLED, signal="SIGTERM"), "your code ended Python by a signal (SIGTERM)"),
        (Lost(LostWhy.EXITED, status=3), "your code ended Python (exit status 3), so there is no answer"),
    ],
)
def test_a_death_is_told_as_what_the_code_did(lost: Lost, sentence: str) -> None:
    assert lost_text(lost, WORDS) == sentence


def test_a_long_line_of_code_is_cut_with_a_sign() -> None:
    text = fault_text(Fault("KeyError", "", CodeLine("hw.py", 0, 1, "x" * 100, own=True)), WORDS)
    assert text == f"raised KeyError (line 1: {'x' * (MOST_CODE - 1)}…)"


def test_the_place_in_a_cell_or_a_helper_is_told() -> None:
    cell, helper = CodeLine("hw.ipynb", 2, 3, "y", own=True), CodeLine("tools/maths.py", 0, 4, "z", own=False)
    assert fault_text(Fault("KeyError", "", cell), WORDS) == "raised KeyError (cell 2 line 3: y)"
    assert fault_text(Fault("KeyError", "", helper), WORDS) == "raised KeyError (tools/maths.py line 4: z)"


def test_a_laws_calls_are_shown_as_code_and_a_large_one_as_the_law() -> None:
    assert said(BrokenLaw(LAW, TWO), WORDS).counterexample == "f(2.0)\nf(1.0)\none side   2\nother side 3"
    large = LawShown("doubles", [1.0], {}, (([np.zeros(1000)], {}),))
    assert said(BrokenLaw(large, TWO), WORDS).counterexample.startswith("doubles(1.0)\n")


def test_a_counterexample_is_the_call_with_expected_beside_actual() -> None:
    assert said(WrongAnswer(CASE, TWO), WORDS).counterexample == "f(1.0)\nexpected 2\nactual   3"
    assert said(Unanswered(CASE, FAULT, 2.0), WORDS).counterexample.startswith("f(1.0)\nexpected 2\nactual   raised")


class Backwards(NullTranslations):
    """A catalogue that has every sentence: its words in capitals, its fields as they are."""

    def gettext(self, message: str) -> str:
        """Return the sentence, shouted."""
        parts = message.replace("}", "{").split("{")
        return "".join(part.upper() if i % 2 == 0 else f"{{{part}}}" for i, part in enumerate(parts))


def test_another_language_needs_a_catalogue_and_no_change_of_the_judge() -> None:
    loud = Words(Language("xx", Backwards()), "f", {"doubles": "VERDOPPELT."})
    told = said(WrongAnswer(CASE, TWO), loud)
    assert told.message == "one entry: EXPECTED 2, GOT 3"
    assert told.counterexample == "f(1.0)\nEXPECTED 2\nACTUAL   3"
    assert said(BrokenLaw(LAW, TWO), loud).message == "VERDOPPELT. HERE THAT ISN'T SO."


def test_a_problem_decides_the_verdict_of_its_check() -> None:
    verdicts = {type(problem): problem.verdict for problem, _ in SENTENCES}
    assert verdicts[NothingToCompare] is verdicts[NotTimedHere] is Verdict.SKIPPED
    assert verdicts[TimeUsedUp] is Verdict.TIMEOUT
    assert Unanswered(CASE, FAULT, 2.0).verdict is Verdict.ERROR
    assert Unanswered(CASE, Fault("MemoryError", memory=1), 2.0).verdict is Verdict.MEMORY
    assert Unanswered(CASE, SILENT, 2.0).verdict is Verdict.TIMEOUT
    assert NotRaised(CASE, "ValueError", FAULT).verdict is Verdict.FAIL


def test_a_file_that_loads_for_too_long_is_told_where_training_belongs() -> None:
    script, notebook = (not_loaded_text(LoadingLost(SILENT, notebook=is_one), WORDS) for is_one in (False, True))
    assert script.endswith('; put what runs long, as training does, under `if __name__ == "__main__":`')
    assert notebook.endswith("; delete what runs long, as training does, or put it into a function that nothing calls")


def test_a_notebooks_line_is_told_of_a_file_alone() -> None:
    fault = Fault("SyntaxError", "invalid syntax", CodeLine("hw.py", 0, 1, "!pip install torch", own=True))
    script, notebook = (not_loaded_text(Unreadable(fault, notebook=is_one), WORDS) for is_one in (False, True))
    assert script.endswith(
        "(line 1: !pip install torch); this line is a notebook's: hand in the notebook, or delete the line"
    )
    assert notebook.endswith("(line 1: !pip install torch)")
