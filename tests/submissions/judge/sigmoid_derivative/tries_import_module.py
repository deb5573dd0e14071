from importlib import import_module


def first_of(*names):
    for name in names:
        try:
            return import_module(name)
        except ImportError:
            continue


np = first_of("cupy", "jax.numpy", "numpy")


def sigmoid_derivative(x):
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2
