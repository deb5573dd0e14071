import os

import target

try:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            __import__("time").sleep(60)
        os._exit(0)
    os.wait()
    target.boast()
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
