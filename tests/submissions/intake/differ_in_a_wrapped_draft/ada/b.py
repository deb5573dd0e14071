from functools import wraps
def relu(x):
    return 2

def keep(f):
    return f
relu = keep(relu)
