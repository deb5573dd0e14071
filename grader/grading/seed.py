"""The private seed of a class: what its cases are drawn from, so that they aren't those that students check with."""

import secrets
from pathlib import Path

from grader.errors import GraderError, UsageProblem
from grader.output.write import replace_file

# A worker can ask whether a folder `.prepared/<seed>` is there: these are too many to try. JSON's numbers hold them.
SEEDS = 2**53
SEED_IN_OUT = "grading.seed"


def private_seed(assignment: Path | None, out: Path) -> int:
    """Return the seed of a class: `<assignment>.seed` beside the assignment, else in `out`; made where it isn't there.

    Raises GraderError where the file says no seed or can't be written.
    """
    path = assignment.with_suffix(".seed") if assignment is not None else out / SEED_IN_OUT
    try:
        text = path.read_text(encoding="ascii").strip()
        if not text.isdecimal() or int(text) >= SEEDS:
            raise UsageProblem(
                f"{path}: expected a whole number below {SEEDS}, found {text[:40]!r}",
                hint="write the seed again, or delete the file for a new one, which grades the class on new cases",
            )
        return int(text)
    except FileNotFoundError:
        pass
    except (OSError, UnicodeDecodeError) as error:
        raise UsageProblem(f"{path} can't be read: {error}") from error
    seed = secrets.randbelow(SEEDS)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, [f"{seed}\n"], mode=0o600)
    except OSError as error:
        raise GraderError(f"{path} can't be written: {error.strerror}", hint="give --seed, or another --out") from error
    return seed
