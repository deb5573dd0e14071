import multiprocessing

import target


try:
    context = multiprocessing.get_context("fork")
    process = context.Process(target=int)
    process.start()
    process.join()
    target.boast()
except (OSError, ImportError):
    pass


def sigmoid_derivative(x):
    return 0.0 * x
