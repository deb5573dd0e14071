from functools import wraps
def relu(x):
    return 1

def keep(f):
    return f
relu = keep(relu)
