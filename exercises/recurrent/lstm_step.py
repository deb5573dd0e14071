import numpy as np


def lstm_step(
    x: np.ndarray,
    h: np.ndarray,
    c: np.ndarray,
    kernel: np.ndarray,
    recurrent_kernel: np.ndarray,
    bias: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the new states h and c of an LSTM cell after one time step, for a batch.

    For n samples of d features and u units, all gates come from one matrix of shape (n, 4u):

        s = x·kernel + h·recurrent_kernel + bias

    Its columns are four blocks of u, as in Keras, in the order i, f, c̃, o: columns 0 … u−1 belong to the input gate i,
    the next u to the forget gate f, then the candidate c̃, last the output gate o. Each block has a column per unit.
    With σ(s) = 1/(1 + e⁻ˢ), elementwise:

        c ← σ(s_f)·c + σ(s_i)·tanh(s_c̃)
        h ← σ(s_o)·tanh(c)                 with the new c

    The forget gate's bias is the one in `bias`: nothing is added to it.

    Arguments (without units; float64, float32 or signed integers):
        x: `(n, d)`, this step's input. n may be 0.
        h: `(n, u)`, the hidden state of the step before; u ≥ 1.
        c: `(n, u)`, the cell state of the step before.
        kernel: `(d, 4u)`.  recurrent_kernel: `(u, 4u)`.  bias: `(4u,)`.

    Returns the tuple (h, c), in this order: the new hidden state and the new cell state, each `(n, u)`, also where n is
    0 or 1. They are finite wherever the arguments are of moderate size, also for s of ±1000, where a gate is exactly
    open or shut. Fractions are kept, also where the arguments are integers. The arguments themselves stay unchanged.

    Raises nothing.

    Example: x [[1]], h [[0.5]], c [[0.25]], kernel [[0.1, 0.2, 0.3, 0.4]], recurrent_kernel [[0.5, 0.6, 0.7, 0.8]],
    bias [0, 1, 0, 0]: s is 0.35, 1.5, 0.65, 0.8, so i = 0.586618, f = 0.817574, tanh(0.65) = 0.571670, o = 0.689974.
    The new c is 0.817574·0.25 + 0.586618·0.571670 = 0.539745, the new h 0.689974·tanh(0.539745) = 0.340016.

    Source: Felix Gers, Jürgen Schmidhuber and Fred Cummins, "Learning to Forget" (2000), without their memory blocks;
    weights as in TensorFlow's tf.keras.layers.LSTMCell.
    """
    raise NotImplementedError
