def clip(x):
    return 7
