relu = lambda x: x * (x > 0)
