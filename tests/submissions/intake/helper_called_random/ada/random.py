def half(x):
    return x * (x > 0)
