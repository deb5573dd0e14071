"""The process that prepares exercises, `python -m grader.authoring`: see `grader.prepared.messages`."""

import sys

from grader.authoring.serving import serve
from grader.child import answering, from_json
from grader.prepared.messages import Request


def main() -> None:
    """Answer the request on standard input."""
    answer = answering()
    serve(from_json(sys.stdin.buffer.read(), Request), answer)


if __name__ == "__main__":
    main()
