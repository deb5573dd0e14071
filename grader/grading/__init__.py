"""Grades a file or a class, row by row in jobs. The main process and its jobs, which run no student code."""
