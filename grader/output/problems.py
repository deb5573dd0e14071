"""What is wrong, as a student reads it: one sentence, and the case that shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from grader.judge.checks.compare import as_array
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
from grader.output.language import Language
from grader.output.mismatches import mismatch_line
from grader.output.values import (
    beside,
    block_text,
    call_text,
    counterexample,
    describe,
    is_literal,
    mismatch_text,
    number,
)
from grader.sandbox.channel import Lost, LostWhy

GIB = 1 << 30
MOST_CODE = 80  # characters of a line of code
CRASHES = frozenset({"SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGABRT"})  # of compiled code


@dataclass(frozen=True)
class Words:
    """What the words of one report need: the language, the function's name, the laws' meanings by name."""

    language: Language
    entry: str
    laws: Mapping[str, str]

    def say(self, sentence: str, /, **fields: Any) -> str:
        """Return a sentence in this language."""
        return self.language.say(sentence, **fields)

    @property
    def sides(self) -> tuple[str, str]:
        """Return what stands before an expected value, and before a student's."""
        return self.say("expected"), self.say("actual")


@dataclass(frozen=True)
class Said:
    """A problem in words: the sentence, and the counterexample, "" where there is none."""

    message: str
    counterexample: str = ""


def said(problem: Problem, words: Words) -> Said:
    """Return a problem in words."""
    match problem:
        case WrongAnswer() | Unanswered() | WritesIntoArgument() | NotRaised():
            return _about_a_case(problem, words)
        case GradientShape() | WrongSlope():
            return _about_a_gradient(problem, words)
        case BrokenLaw() | UnlikelyLaw() | UncombinableLaw() | UnansweredLaw():
            return _about_a_law(problem, words)
        case ChangedArgument() | Unsteady() | StoppedAnswering() | NothingToCompare():
            return _about_purity(problem, words)
        case TimeUsedUp():
            return Said(words.say("not run: the exercise's time was used up"))
        case NotTimedHere() | NoRatio() | Speed():
            return Said(_about_speed(problem, words))
        case _:
            assert_never(problem)


def case_name(name: str, drawn: int, language: Language) -> str:
    """Return what a case is called: an author's words, or its number where it was drawn."""
    return language.say("drawn case {number}", number=drawn) if drawn else name


def _about_a_case(problem: WrongAnswer | Unanswered | WritesIntoArgument | NotRaised, words: Words) -> Said:
    shown, say, sides = problem.shown, words.say, words.sides
    match problem:
        case WrongAnswer(mismatch=mismatch):
            text = mismatch_line(mismatch, words.language)
            if problem.returned_nothing:
                text = say("{text}; is a `return` missing?", text=text)
            outcome = mismatch_text(mismatch, words.language, sides)
        case Unanswered(outcome=Lost() as lost):
            text = lost_text(lost, words)
            if lost.why is LostWhy.COMPUTING:
                text = say("{text}; does a loop never end?", text=text)
            outcome = f"{sides[0]} {block_text(problem.expected, words.language)}"
        case Unanswered(outcome=Fault() as fault):
            text = fault_text(fault, words)
            outcome = beside(sides, block_text(problem.expected, words.language), text)
        case WritesIntoArgument():
            text = say("your function writes into its argument; arguments must stay unchanged")
            expected = block_text(problem.expected, words.language)
            outcome = beside(sides, expected, fault_text(problem.fault, words))
        case NotRaised():
            actual = _instead(problem, words)
            text = say("expected a {error}, {actual}", error=problem.error, actual=actual)
            outcome = beside(sides, problem.error, actual)
    return _with_case(shown, text, outcome, words)


def _instead(problem: NotRaised, words: Words) -> str:
    match problem.outcome:
        case Lost() as lost:
            return lost_text(lost, words)
        case Fault() as fault:
            return fault_text(fault, words)
        case Returned(the_error=True):
            # "expected a ValueError, got a ValueError" would help nobody.
            sentence = "got one as the answer: write `raise {error}(…)`, not `return`"
            return words.say(sentence, error=problem.error)
        case Returned(value=value):
            return words.say("got {value}", value=describe(value, words.language))


def _with_case(shown: Shown, text: str, outcome: str, words: Words) -> Said:
    name = words.say("smallest case found") if shown.shrunk else case_name(shown.name, shown.drawn, words.language)
    call = call_text(words.entry, shown.args, shown.kwargs)
    return Said(words.say("{case}: {text}", case=name, text=text), counterexample(call, outcome))


def _about_a_gradient(problem: GradientShape | WrongSlope, words: Words) -> Said:
    if isinstance(problem, GradientShape):
        array = as_array(problem.actual)
        got = (
            describe(problem.actual, words.language) if array is None else words.say("shape {shape}", shape=array.shape)
        )
        sentence = "the gradient by {by} must have shape {shape}, got {got}"
        text = words.say(sentence, by=problem.by, shape=problem.shape, got=got)
        return _with_case(problem.shown, text, beside(words.sides, str(problem.shape), got), words)
    text = words.say("the gradient by {by} isn't the slope of the function", by=problem.by)
    names = words.say("slope along a direction, measured on the function"), words.say("the same from your gradient")
    slopes = beside((f"{names[0]} ", f"{names[1]} "), number(problem.measured), number(problem.claimed))
    return _with_case(problem.shown, text, slopes, words)


def _about_a_law(problem: BrokenLaw | UnlikelyLaw | UncombinableLaw | UnansweredLaw, words: Words) -> Said:
    law = words.laws.get(problem.shown.law, problem.shown.law)
    shown = _law_text(problem.shown, words)
    match problem:
        case BrokenLaw(mismatch=mismatch):
            names = words.say("one side"), words.say("other side")
            outcome = mismatch_text(mismatch, words.language, names)
            return Said(words.say("{law} Here that isn't so.", law=law), counterexample(shown, outcome))
        case UnlikelyLaw(said=seen):
            sentence = "{law} {seen} Of a right function that is seen less than once in a billion runs."
            return Said(words.say(sentence, law=law, seen=seen), shown)
        case UncombinableLaw(error=error):
            sentence = "{law} Your answers are of no form in which that can be tried: {error}"
            return Said(words.say(sentence, law=law, error=error), shown)
        case UnansweredLaw(outcome=Lost() as lost):
            return Said(words.say("{law} {text}", law=law, text=_sentence(lost_text(lost, words))), shown)
        case UnansweredLaw(outcome=Fault() as fault):
            sentence = "{law} Here your function {text}"
            return Said(words.say(sentence, law=law, text=fault_text(fault, words)), shown)
        case UnansweredLaw():
            return Said(words.say("{law} Here your function returned no numbers.", law=law), shown)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _law_text(shown: LawShown, words: Words) -> str:
    """Return the law's calls as code, for a student has no law to paste; the law's own where they are large."""
    literal = all(is_literal(value) for args, kwargs in shown.calls for value in (*args, *kwargs.values()))
    if shown.calls and literal:
        return "\n".join(call_text(words.entry, args, kwargs) for args, kwargs in shown.calls)
    return call_text(shown.law, shown.args, shown.kwargs)


def _about_purity(problem: ChangedArgument | Unsteady | StoppedAnswering | NothingToCompare, words: Words) -> Said:
    say = words.say
    match problem:
        case ChangedArgument(shown=shown, argument=argument):
            name = f"`{argument}`" if isinstance(argument, str) else say("number {number}", number=argument)
            text = say("your function changes its argument {name}; work on a copy instead", name=name)
            after = say("after the call {name} is different", name=name)
            return Said(text, counterexample(call_text(words.entry, shown.args, shown.kwargs), after))
        case Unsteady(shown=shown):
            call = call_text(words.entry, shown.args, shown.kwargs)
            return Said(_change_text(problem.change, words), counterexample(call, _changed(problem, words)))
        case StoppedAnswering(outcome=Lost() as lost):
            return Said(lost_text(lost, words))
        case StoppedAnswering():
            return Said(say("a second call fails where the first one worked"))
        case NothingToCompare():
            return Said(say("no call gave an answer to compare"))


def _change_text(change: Change, words: Words) -> str:
    match change:
        case Change.NOT_AGAIN:
            return words.say(
                "called again with the same arguments your function gives no answer; the first time it did"
            )
        case Change.TWICE:
            return words.say("called twice with the same arguments your function gives two answers")
        case Change.BY_EARLIER_CALLS:
            return words.say("the answer depends on earlier calls")
        case Change.BY_LATER_CALLS:
            return words.say("a later call changes the answer of an earlier one; return a fresh array")
        case _:
            assert_never(change)


def _changed(problem: Unsteady, words: Words) -> str:
    later = problem.later
    if isinstance(later, Fault | Lost):
        told = fault_text(later, words) if isinstance(later, Fault) else lost_text(later, words)
    else:
        told = block_text(later, words.language)
    if problem.change is Change.NOT_AGAIN:
        return f"{words.say('later')}  {told}"
    return beside((words.say("first") + " ", words.say("later") + " "), block_text(problem.first, words.language), told)


def _about_speed(problem: NotTimedHere | NoRatio | Speed, words: Words) -> str:
    say = words.say
    if isinstance(problem, NotTimedHere):
        return say("not timed: {why}", why=no_timing_text(problem, words.language))
    if isinstance(problem, NoRatio):
        return _no_ratio_text(problem, words)
    sentence = "{middle:.2f} × the reference's time (between {low:.2f} and {high:.2f})"
    text = say(sentence, middle=problem.middle, low=problem.low, high=problem.high)
    if problem.full:
        return text
    return say("{text}; full points up to {best:g} ×", text=text, best=problem.best)


def no_timing_text(problem: NotTimedHere, language: Language) -> str:
    """Return why a timed check doesn't run."""
    match problem.why:
        case NoTiming.SWITCHED_OFF:
            return language.say("switched off")
        case NoTiming.NO_PINNING:
            return language.say("this platform can't pin a process to a core")
        case NoTiming.NO_CLOCK:
            return language.say("this platform has no CPU clock of another process")
        case NoTiming.NOT_PINNED:
            return language.say("this process isn't pinned to a core")
        case NoTiming.NO_LOCK:
            return problem.detail
        case NoTiming.NO_REFERENCE:
            return language.say("the reference isn't in this copy")
        case _:
            assert_never(problem.why)


def _no_ratio_text(problem: NoRatio, words: Words) -> str:
    say = words.say
    match problem.why:
        case NoRatioWhy.NO_VALUE_PASSED:
            return say("not timed: no check of its values passed")
        case NoRatioWhy.TOO_SLOW:
            return say("more than {times:g} × the reference's time", times=problem.slowest)
        case NoRatioWhy.COMPUTES_BETWEEN:
            return say("your code computes between the calls")
        case NoRatioWhy.WRONG:
            text = mismatch_line(problem.mismatch, words.language) if problem.mismatch else ""
            return say("the answer to the timed input is wrong: {text}", text=text)
        case NoRatioWhy.RAISES:
            return say("the timed input raises {error}", error=problem.error or say("an error"))
        case NoRatioWhy.LOST:
            return lost_text(problem.lost, words) if problem.lost else ""
        case _:
            assert_never(problem.why)


def fault_text(fault: Fault, words: Words) -> str:
    """Return the student's error in a line: its type, text, the line of their file, and a limit that was met."""
    kind = fault.kind or words.say("an error")
    text = (
        words.say("raised {kind}", kind=kind) + (f": {fault.text}" if fault.text else "") + line_text(fault.line, words)
    )
    if fault.memory:
        return words.say("{text}; the limit is {size:g} GiB", text=text, size=fault.memory / GIB)
    return text


def line_text(line: CodeLine | None, words: Words) -> str:
    """Return where an error arose: ` (line 7: return 1 / x)`; "" where nobody knows."""
    if line is None:
        return ""
    place = words.say("line {number}", number=line.number)
    if line.cell:
        place = words.say("cell {cell} line {number}", cell=line.cell, number=line.number)
    if not line.own:
        place = words.say("{file} line {number}", file=line.file, number=line.number)
    code = line.code if len(line.code) <= MOST_CODE else f"{line.code[: MOST_CODE - 1]}…"
    return f" ({place}: {code})" if code else f" ({place})"


def lost_text(lost: Lost, words: Words) -> str:
    """Return what became of a worker that gave no answer."""
    say = words.say
    match lost.why:
        case LostWhy.COMPUTING:
            return say("no answer within {seconds:g} s: it was still computing", seconds=lost.seconds)
        case LostWhy.WAITING:
            return say("no answer within {seconds:g} s: it waited for something", seconds=lost.seconds)
        case LostWhy.CPU_USED_UP:
            return say("your code used up the CPU time of the whole exercise")
        case LostWhy.SIGNALLED:
            return _signal_text(lost, words)
        case LostWhy.EXITED:
            return say("your code ended Python (exit status {status}), so there is no answer", status=lost.status)
        case LostWhy.NO_ANSWER:
            return say("what came back from your code is no answer: does it write to files that it hasn't opened?")
        case LostWhy.NOT_AGAIN:
            return say("your file loads once, and fails when it is loaded again")
        case _:
            assert_never(lost.why)


def _signal_text(lost: Lost, words: Words) -> str:
    if lost.killed:
        return words.say("your code was killed, as systems do where memory runs out, or killed itself")
    if lost.signal in CRASHES:
        sentence = "your code crashed Python ({signal}): a fault in compiled code, or a recursion without end"
        return words.say(sentence, signal=lost.signal)
    return words.say("your code ended Python by a signal ({signal})", signal=lost.signal)
