"""Operations with their gradients, right and with a term missing: what `benchmarks/gradients.py` judges.

All are NumPy. `backward(upstream, **inputs)` returns a block for each input that is differentiated; `missing` returns
the same with a step of the derivation left out. Axes are square wherever they can be, so that swapped axes fit.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Blocks = dict[str, Array]

SIDE = 4
CLEAR = 0.2  # of the input's scale: how far from a kink or a pole the inputs of relu and division keep
EPSILON = 1e-5  # in the square roots of batch and layer norm


@dataclass(frozen=True)
class Operation:
    """An operation: its inputs at a scale, its value, its gradients, and the same with a term missing."""

    name: str
    draw: Callable[[np.random.Generator, float], Blocks]
    forward: Callable[..., Array]
    backward: Callable[..., Blocks]
    missing: Callable[..., Blocks]


def uniform(**shapes: tuple[int, ...]) -> Callable[[np.random.Generator, float], Blocks]:
    """Return a function that draws inputs of these shapes, uniform in ±scale."""
    return lambda rng, scale: {name: rng.uniform(-scale, scale, shape) for name, shape in shapes.items()}


def away_from_zero(*names: str) -> Callable[[np.random.Generator, float], Blocks]:
    """Return a function that draws square inputs whose entries keep away from 0."""

    def draw(rng: np.random.Generator, scale: float) -> Blocks:
        sizes = {name: rng.uniform(CLEAR * scale, scale, (SIDE, SIDE)) for name in names}
        return {name: size * rng.choice([-1.0, 1.0], size.shape) for name, size in sizes.items()}

    return draw


def distinct(rng: np.random.Generator, scale: float) -> Blocks:
    """Draw images whose pixels are all apart, so that no window has two maxima."""
    pixels = np.linspace(-scale, scale, 2 * 36)
    return {"x": rng.permutation(pixels).reshape(2, 6, 6)}


def labelled(rng: np.random.Generator, scale: float) -> Blocks:
    """Draw logits, and soft labels that are no input of the derivative."""
    weights = rng.uniform(0.1, 1.0, (SIDE, SIDE))
    return {"x": rng.uniform(-scale, scale, (SIDE, SIDE)), "y": weights / weights.sum(axis=1, keepdims=True)}


# Entry by entry


def sigmoid(x: Array) -> Array:
    """Return 1 / (1 + e^−x), for any x."""
    return 0.5 * (1 + np.tanh(0.5 * x))


def softplus(x: Array) -> Array:
    """Return log(1 + e^x), for any x."""
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


GELU = math.sqrt(2 / math.pi)
CUBE = 0.044715


def gelu(x: Array) -> Array:
    """Return the usual approximation of x·Φ(x)."""
    return 0.5 * x * (1 + np.tanh(GELU * (x + CUBE * x**3)))


def gelu_backward(upstream: Array, x: Array, *, inner: bool = True) -> Blocks:
    """Return the gradient; the inner function's derivative can be left out."""
    t = np.tanh(GELU * (x + CUBE * x**3))
    inside = GELU * (1 + 3 * CUBE * x**2) if inner else GELU
    return {"x": upstream * (0.5 * (1 + t) + 0.5 * x * (1 - t**2) * inside)}


# Rows


def softmax(x: Array) -> Array:
    """Return each row's softmax."""
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def softmax_backward(upstream: Array, x: Array) -> Blocks:
    """Return p ⊙ (u − ⟨u, p⟩)."""
    p = softmax(x)
    return {"x": p * (upstream - (upstream * p).sum(axis=-1, keepdims=True))}


def log_sum_exp(x: Array) -> Array:
    """Return the logarithm of each row's sum of exponentials."""
    top = x.max(axis=-1, keepdims=True)
    return (top + np.log(np.exp(x - top).sum(axis=-1, keepdims=True)))[..., 0]


def cross_entropy(x: Array, y: Array) -> Array:
    """Return the mean of the rows' cross-entropies, from logits."""
    return np.asarray(np.mean(log_sum_exp(x) - (x * y).sum(axis=-1)))


def l2_norm(x: Array) -> Array:
    """Return each row's Euclidean norm."""
    return np.sqrt((x * x).sum(axis=-1))


def normalise(x: Array, axis: int) -> tuple[Array, Array]:
    """Return x with mean 0 and variance 1 along an axis, and its standard deviation."""
    centred = x - x.mean(axis=axis, keepdims=True)
    deviation = np.sqrt((centred * centred).mean(axis=axis, keepdims=True) + EPSILON)
    return centred / deviation, deviation


def norm(x: Array, gain: Array, bias: Array, *, axis: int) -> Array:
    """Return batch norm (axis 0) or layer norm (axis 1)."""
    return gain * normalise(x, axis)[0] + bias


def norm_backward(upstream: Array, x: Array, gain: Array, *, axis: int, variance: bool = True) -> Blocks:
    """Return the gradients of `norm`; the variance's path can be left out."""
    hat, deviation = normalise(x, axis)
    inner = upstream * gain
    by_x = inner - inner.mean(axis=axis, keepdims=True)
    if variance:
        by_x -= hat * (inner * hat).mean(axis=axis, keepdims=True)
    rows = slice(None) if variance else slice(1, None)  # gain and bias have no such path; they lose a sample
    return {"x": by_x / deviation, "gain": (upstream * hat)[rows].sum(axis=0), "bias": upstream[rows].sum(axis=0)}


# Layers


def dense_backward(upstream: Array, x: Array, w: Array, *, last: int | None = None) -> Blocks:
    """Return the gradients of x·w + b; the last term of each sum can be left out."""
    kept = slice(None, last)
    by_x = upstream[:, kept] @ w[:, kept].T
    return {"x": by_x, "w": x[kept].T @ upstream[kept], "b": upstream[kept].sum(axis=0)}


def windows(height: int, width: int, kernel: int) -> list[tuple[int, int, slice, slice]]:
    """Return each place in the kernel, with the rows and columns that it meets."""
    places = [(i, j) for i in range(kernel) for j in range(kernel)]
    return [(i, j, slice(i, i + height - kernel + 1), slice(j, j + width - kernel + 1)) for i, j in places]


def convolve(x: Array, w: Array) -> Array:
    """Return the valid cross-correlation of images (n, c, h, w) with kernels (o, c, k, k)."""
    parts = [np.einsum("nchw,oc->nohw", x[:, :, r, c], w[:, :, i, j]) for i, j, r, c in windows(5, 5, 3)]
    return np.asarray(sum(parts))


def convolve_backward(upstream: Array, x: Array, w: Array, *, last: int | None = None) -> Blocks:
    """Return the gradients; the kernel's last place can be left out."""
    by_x, by_w = np.zeros_like(x), np.zeros_like(w)
    for i, j, r, c in windows(5, 5, 3)[:last]:
        by_x[:, :, r, c] += np.einsum("nohw,oc->nchw", upstream, w[:, :, i, j])
        by_w[:, :, i, j] = np.einsum("nohw,nchw->oc", upstream, x[:, :, r, c])
    return {"x": by_x, "w": by_w}


def max_pool(x: Array) -> Array:
    """Return the maxima of 2 × 2 windows."""
    return np.asarray(x.reshape(2, 3, 2, 3, 2).max(axis=(2, 4)))


def max_pool_backward(upstream: Array, x: Array) -> Blocks:
    """Return the upstream at each window's maximum."""
    spread = np.ones((1, 2, 2))
    return {"x": np.kron(upstream, spread) * (x == np.kron(max_pool(x), spread))}


def gates(x: Array, h: Array, c: Array, w: Array, b: Array) -> tuple[Array, ...]:
    """Return an LSTM's gates i, f, o, its candidate, and the new cell."""
    z = np.concatenate([x, h], axis=1) @ w + b
    i, f, o = (sigmoid(part) for part in np.split(z, 4, axis=1)[:3])
    g = np.tanh(np.split(z, 4, axis=1)[3])
    return i, f, o, g, f * c + i * g


def lstm(x: Array, h: Array, c: Array, w: Array, b: Array) -> Array:
    """Return the new hidden state and cell of one step, stacked."""
    _, _, o, _, cell = gates(x, h, c, w, b)
    return np.stack([o * np.tanh(cell), cell])


def lstm_backward(
    upstream: Array, x: Array, h: Array, c: Array, w: Array, b: Array, *, through_cell: bool = True
) -> Blocks:
    """Return the gradients of one step; what reaches the cell through the hidden state can be left out."""
    i, f, o, g, cell = gates(x, h, c, w, b)
    by_cell = upstream[1] + through_cell * upstream[0] * o * (1 - np.tanh(cell) ** 2)
    by_gates = [by_cell * g * i * (1 - i), by_cell * c * f * (1 - f), upstream[0] * np.tanh(cell) * o * (1 - o)]
    by_z = np.concatenate([*by_gates, by_cell * i * (1 - g * g)], axis=1)
    by_x, by_h = np.split(by_z @ w.T, 2, axis=1)
    return {"x": by_x, "h": by_h, "c": by_cell * f, "w": np.concatenate([x, h], axis=1).T @ by_z, "b": by_z.sum(axis=0)}


def attention(q: Array, k: Array, v: Array) -> Array:
    """Return softmax(q·kᵀ / √d)·v."""
    return softmax(q @ k.T / math.sqrt(SIDE)) @ v


def attention_backward(upstream: Array, q: Array, k: Array, v: Array, *, root: float = 2.0) -> Blocks:
    """Return the gradients; with `root` 1 the factor 1/√d is left out."""
    p = softmax(q @ k.T / math.sqrt(SIDE))
    by_p = upstream @ v.T
    by_scores = p * (by_p - (by_p * p).sum(axis=-1, keepdims=True)) / root
    return {"q": by_scores @ k, "k": by_scores.T @ q, "v": p.T @ upstream if root != 1 else upstream}


SQUARE = (SIDE, SIDE)
LSTM = uniform(x=(3, 3), h=(3, 3), c=(3, 3), w=(6, 12), b=(12,))
NORM = uniform(x=SQUARE, gain=(SIDE,), bias=(SIDE,))

OPERATIONS = [
    Operation(
        "sigmoid",
        uniform(x=SQUARE),
        sigmoid,
        lambda u, x: {"x": u * sigmoid(x) * sigmoid(-x)},
        lambda u, x: {"x": u * sigmoid(x)},
    ),
    Operation(
        "tanh",
        uniform(x=SQUARE),
        lambda x: np.tanh(x),  # noqa: PLW0108 - the ufunc takes no argument by name
        lambda u, x: {"x": u * (1 - np.tanh(x) ** 2)},
        lambda u, x: {"x": u * (1 - np.tanh(x))},
    ),
    Operation(
        "softplus",
        uniform(x=SQUARE),
        softplus,
        lambda u, x: {"x": u * sigmoid(x)},
        lambda u, x: {"x": u * (x > 0)},
    ),
    Operation("gelu", uniform(x=SQUARE), gelu, gelu_backward, partial(gelu_backward, inner=False)),
    Operation(
        "relu",
        away_from_zero("x"),
        lambda x: np.maximum(x, 0),
        lambda u, x: {"x": u * (x > 0)},
        lambda u, x: {"x": u * np.where(x > 0, 1.0, 0.01)},
    ),
    Operation(
        "division",
        away_from_zero("a", "b"),
        lambda a, b: a / b,
        lambda u, a, b: {"a": u / b, "b": -u * a / b**2},
        lambda u, a, b: {"a": u, "b": -u * a / b},
    ),
    Operation(
        "product of three",
        uniform(a=SQUARE, b=SQUARE, c=SQUARE),
        lambda a, b, c: a * b * c,
        lambda u, a, b, c: {"a": u * b * c, "b": u * a * c, "c": u * a * b},
        lambda u, a, b, c: {"a": u * b, "b": u * c, "c": u * a},
    ),
    Operation(
        "softmax", uniform(x=SQUARE), softmax, softmax_backward, lambda u, x: {"x": u * softmax(x) * (1 - softmax(x))}
    ),
    Operation(
        "log-sum-exp",
        uniform(x=SQUARE),
        log_sum_exp,
        lambda u, x: {"x": u[:, None] * softmax(x)},
        lambda u, x: {"x": u[:, None] * np.where(x == x.max(axis=1, keepdims=True), 1.0, softmax(x))},
    ),
    Operation(
        "cross-entropy",
        labelled,
        cross_entropy,
        lambda u, x, y: {"x": u * (softmax(x) - y) / len(x)},
        lambda u, x, y: {"x": u * (softmax(x) - y)},
    ),
    Operation(
        "L2 norm",
        uniform(x=SQUARE),
        l2_norm,
        lambda u, x: {"x": u[:, None] * x / l2_norm(x)[:, None]},
        lambda u, x: {"x": u[:, None] * x},
    ),
    Operation(
        "batch norm",
        NORM,
        partial(norm, axis=0),
        lambda u, x, gain, bias: norm_backward(u, x, gain, axis=0),  # noqa: ARG005 - called with every input
        lambda u, x, gain, bias: norm_backward(u, x, gain, axis=0, variance=False),  # noqa: ARG005
    ),
    Operation(
        "layer norm",
        NORM,
        partial(norm, axis=1),
        lambda u, x, gain, bias: norm_backward(u, x, gain, axis=1),  # noqa: ARG005 - called with every input
        lambda u, x, gain, bias: norm_backward(u, x, gain, axis=1, variance=False),  # noqa: ARG005
    ),
    Operation(
        "dense",
        uniform(x=SQUARE, w=SQUARE, b=(SIDE,)),
        lambda x, w, b: x @ w + b,
        lambda u, x, w, b: dense_backward(u, x, w),  # noqa: ARG005 - called with every input
        lambda u, x, w, b: dense_backward(u, x, w, last=-1),  # noqa: ARG005
    ),
    Operation(
        "convolution",
        uniform(x=(2, 2, 5, 5), w=(2, 2, 3, 3)),
        convolve,
        convolve_backward,
        partial(convolve_backward, last=-1),
    ),
    Operation(
        "max pooling",
        distinct,
        max_pool,
        max_pool_backward,
        lambda u, x: {"x": np.kron(u, np.ones((1, 2, 2))) * np.full_like(x, 0.25)},
    ),
    Operation("LSTM step", LSTM, lstm, lstm_backward, partial(lstm_backward, through_cell=False)),
    Operation(
        "attention",
        uniform(q=SQUARE, k=SQUARE, v=SQUARE),
        attention,
        attention_backward,
        partial(attention_backward, root=1.0),
    ),
]
