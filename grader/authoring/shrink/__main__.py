"""The shrinking process, `python -m grader.authoring.shrink`: see `grader.grading.shrinking.messages`."""

import sys

from grader.authoring.shrink import serve
from grader.child import answering, from_json
from grader.grading.shrinking.messages import Course, Order


def main() -> None:
    """Answer each order on standard input until there is no more."""
    answer = answering()
    course: Course = from_json(sys.stdin.buffer.readline(), Course)
    serve(course, (from_json(line, Order) for line in sys.stdin.buffer), answer)


if __name__ == "__main__":
    main()
