def fast(x):
    return x
