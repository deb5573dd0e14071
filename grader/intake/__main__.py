"""The intake process: `python -I -m grader.intake` reads one request, answers with JSON lines. See `messages`."""

import sys
import time
import warnings

from grader.intake.limits import limit_process


def main() -> int:
    """Answer the request on standard input; return the exit status: 2 where nothing can be taken in."""
    limit_process()
    warnings.simplefilter("ignore")  # what Python thinks of a student's escapes is not for our streams
    from grader.intake.rows import answer, places  # noqa: PLC0415 - within the limits
    from grader.sandbox.confine import confine_reader  # noqa: PLC0415

    request = sys.stdin.buffer.read()
    time.localtime()  # reads the zone of this machine, whose file is out of reach in a moment
    confine_reader(places(request))
    return answer(request, sys.stdout.buffer)


if __name__ == "__main__":
    raise SystemExit(main())
