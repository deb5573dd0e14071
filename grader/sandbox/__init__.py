"""Runs student code in processes that know no answer.

`wire`, `worker` and what the worker needs import the standard library and NumPy alone; `zygote` and `confine` are
their start. `launch` and `channel` are the judge's end.
"""
