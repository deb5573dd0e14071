"""The graders' side of making counterexamples small; `grader.authoring.shrink` does it, in a process of its own."""
