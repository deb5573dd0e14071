from importlib import import_module


def load(name):
    return import_module(name)


try:
    np = load("cupy")
except Exception:
    np = load("numpy")


def sigmoid_derivative(x):
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2
