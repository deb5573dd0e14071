"""Words: what the judge found, as people read it, in their language; and what makes text safe for a view.

Everything that says a sentence about a row is here; facts come in (`grader.judge.judged`), text goes out.
"""
