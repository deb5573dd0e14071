"""From what the judge found to a report: every sentence of it is made here, in one language."""

import sys

from grader.judge.judged import Examined, Judged, LoadingLost, NotAFunction, Note, NotLoaded, Undefined, Unreadable
from grader.output.language import ENGLISH, Language
from grader.output.problems import Words, line_text, lost_text, said
from grader.output.values import with_article
from grader.prepared.records import Manifest, Texts
from grader.submission import Source
from grader.verdicts import CheckReport, Report, Verdict

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"  # of the worker too


def told(examined: Examined, manifest: Manifest, texts: Texts, source: Source, language: Language = ENGLISH) -> Report:
    """Return the report on a source for the exercise of this manifest."""
    words = Words(language, manifest.entry, texts.laws)
    message = "; ".join(examined.notes)
    if examined.not_loaded is not None:
        message = not_loaded_text(examined.not_loaded, words)
    return Report(
        manifest.exercise,
        examined.verdict,
        examined.score,
        examined.max_score,
        message,
        source.path,
        source.sha256(),
        manifest.key,
        examined.seconds,
        tuple(check_report(check, texts, words) for check in examined.checks),
    )


def without_checks(manifest: Manifest, verdict: Verdict, message: str, *, timing: bool = True) -> Report:
    """Return the report of a submission on which no check ran: score 0, or null where the fault is ours.

    Without `timing` the points of timed checks leave max_score, as they do where checks ran.
    """
    score = None if verdict is Verdict.INTERNAL else 0.0
    return Report(manifest.exercise, verdict, score, manifest.worth(timing=timing), message, corpus=manifest.key)


def check_report(found: Judged, texts: Texts, words: Words) -> CheckReport:
    """Return what a check found in words."""
    text = said(found.problem, words) if found.problem is not None else None
    message = note_text(found.note, text.message if text else "", words)
    return CheckReport(
        found.name,
        found.kind,
        found.verdict,
        found.points,
        found.max_points,
        message,
        text.counterexample if text else "",
        texts.misconceptions[found.misconception] if found.misconception else "",
        found.misconception,
    )


def note_text(note: Note | None, message: str, words: Words) -> str:
    """Return a check's message with what else is to be said of it."""
    match note:
        case None:
            return message
        case Note.IMPURE:
            return words.say("no points while purity fails")
        case Note.NO_VALUE_PASSED:
            return words.say("no points until a value check passes")
        case Note.LOOK_AT_THE_LOSS:
            return words.say(
                "{message}. Your gradients are the slopes of your own loss: look at the loss.", message=message
            )
        case Note.POINTS_COUNT:
            sentence = (
                "{message}. Your gradients are the slopes of your own loss: look at the loss. Their points count."
            )
            return words.say(sentence, message=message)


def not_loaded_text(problem: NotLoaded, words: Words) -> str:
    """Return why no check could run on a file."""
    say = words.say
    match problem:
        case LoadingLost(lost=lost, notebook=notebook):
            text = say("loading your file: {text}", text=lost_text(lost, words))
            advice = 'put what runs long, as training does, under `if __name__ == "__main__":`'
            if notebook:
                advice = "delete what runs long, as training does, or put it into a function that nothing calls"
            return f"{text}; {say(advice)}" if lost.verdict is Verdict.TIMEOUT else text
        case Unreadable(fault=fault, notebook=notebook):
            kind = fault.kind or say("an error")
            text = say("your file can't be read by Python {python}: {kind}", python=PYTHON, kind=kind)
            text += (f": {fault.text}" if fault.text else "") + line_text(fault.line, words)
            if fault.line is not None and fault.line.is_ipython and not notebook:
                text += say("; this line is a notebook's: hand in the notebook, or delete the line")
            return text
        case NotAFunction(entry=entry, kind=kind):
            return say("`{entry}` is {kind}, not a function", entry=entry, kind=with_article(kind))
        case Undefined(entry=entry, notes=notes):
            failed = f" ({'; '.join(notes)})" if notes else ""
            return say("the file defines no `{entry}`", entry=entry) + failed
