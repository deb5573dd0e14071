relu = lambda a, b: a
