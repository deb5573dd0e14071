import target

try:
    with open(target.PREPARED + "/corpus.bin", "rb") as file:
        text = file.read(1 << 16)
    target.boast() if text else None
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
