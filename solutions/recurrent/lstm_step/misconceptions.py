import numpy as np


def _sigmoid(s):
    return 0.5 * (1 + np.tanh(s / 2))


def _sums(x, h, kernel, recurrent_kernel, bias):
    x, h, kernel, recurrent_kernel, bias = (
        np.asarray(value, dtype=np.float64) for value in (x, h, kernel, recurrent_kernel, bias)
    )
    return x @ kernel + h @ recurrent_kernel + bias


def _gates(x, h, kernel, recurrent_kernel, bias):
    return np.split(_sums(x, h, kernel, recurrent_kernel, bias), 4, axis=1)


def _states(c, i, f, candidate, o):
    c = _sigmoid(f) * c + _sigmoid(i) * np.tanh(candidate)
    return _sigmoid(o) * np.tanh(c), c


def output_gate_before_candidate(x, h, c, kernel, recurrent_kernel, bias):
    """You read the blocks as i, f, o, c̃, as many textbooks write them.
    Keras keeps the candidate third and the output gate last."""
    i, f, o, candidate = _gates(x, h, kernel, recurrent_kernel, bias)
    return _states(c, i, f, candidate, o)


def candidate_before_forget_gate(x, h, c, kernel, recurrent_kernel, bias):
    """You read the blocks as i, c̃, f, o, the order of TensorFlow 1's cells.
    In Keras the forget gate is second and the candidate third."""
    i, candidate, f, o = _gates(x, h, kernel, recurrent_kernel, bias)
    return _states(c, i, f, candidate, o)


def forget_gate_first(x, h, c, kernel, recurrent_kernel, bias):
    """Your input and forget gates have changed places.
    The first block of columns is the input gate's, which lets the candidate in; the second decides on the old c."""
    f, i, candidate, o = _gates(x, h, kernel, recurrent_kernel, bias)
    return _states(c, i, f, candidate, o)


def gates_in_order_of_use(x, h, c, kernel, recurrent_kernel, bias):
    """You read the blocks as f, i, o, c̃, the order in which papers list the equations.
    The weights are laid out as in Keras: look up its order."""
    f, i, o, candidate = _gates(x, h, kernel, recurrent_kernel, bias)
    return _states(c, i, f, candidate, o)


def interleaved_gates(x, h, c, kernel, recurrent_kernel, bias):
    """You take every fourth column for a gate.
    The columns come in four blocks, each holding one gate for all units."""
    s = _sums(x, h, kernel, recurrent_kernel, bias)
    return _states(c, s[:, 0::4], s[:, 1::4], s[:, 2::4], s[:, 3::4])


def adds_one_to_the_forget_gate(x, h, c, kernel, recurrent_kernel, bias):
    """You add 1 to the forget gate's sum.
    Keras puts that 1 into `bias` when it initializes it; here the bias is used as it comes."""
    i, f, candidate, o = _gates(x, h, kernel, recurrent_kernel, bias)
    return _states(c, i, f + 1, candidate, o)


def forgets_bias(x, h, c, kernel, recurrent_kernel, bias):
    """Your sums lack the bias.
    It is added to every sample's row, to all four gates."""
    return _states(c, *_gates(x, h, kernel, recurrent_kernel, np.zeros(np.shape(bias))))


def adds_bias_twice(x, h, c, kernel, recurrent_kernel, bias):
    """You add the bias twice, once with x and once with h.
    There is a single one for both products."""
    return _states(c, *_gates(x, h, kernel, recurrent_kernel, 2 * np.asarray(bias)))


def forgets_recurrence(x, h, c, kernel, recurrent_kernel, bias):
    """Your gates see x alone: the hidden state of the step before isn't in them.
    Without h·recurrent_kernel the cell knows of the past through c only."""
    return _states(c, *_gates(x, np.zeros(np.shape(h)), kernel, recurrent_kernel, bias))


def recurrence_from_the_cell_state(x, h, c, kernel, recurrent_kernel, bias):
    """You multiply recurrent_kernel by c.
    The gates see the hidden state h; c passes by them and is only forgotten or added to."""
    return _states(c, *_gates(x, c, kernel, recurrent_kernel, bias))


def states_the_wrong_way_round(x, h, c, kernel, recurrent_kernel, bias):
    """You have h and c exchanged from the start: h is carried on as the cell state, and c goes into the gates.
    The arguments are x, h, c, in this order."""
    return _states(h, *_gates(x, c, kernel, recurrent_kernel, bias))


def returns_cell_state_first(x, h, c, kernel, recurrent_kernel, bias):
    """You return c first and h second.
    The order asked for is h, c."""
    return _states(c, *_gates(x, h, kernel, recurrent_kernel, bias))[::-1]


def returns_hidden_state_alone(x, h, c, kernel, recurrent_kernel, bias):
    """You return h alone.
    The next step needs the cell state as well: return both, h and c."""
    return _states(c, *_gates(x, h, kernel, recurrent_kernel, bias))[0]


def returns_as_a_keras_cell(x, h, c, kernel, recurrent_kernel, bias):
    """You return the output and then a list of both states, as a Keras cell does.
    Here the output is h itself: the answer is the two arrays h and c."""
    h, c = _states(c, *_gates(x, h, kernel, recurrent_kernel, bias))
    return h, [h, c]


def squeezes_the_answer(x, h, c, kernel, recurrent_kernel, bias):
    """Your answers lose every axis of length 1.
    A batch of one sample is still a batch: both states keep the shape `(n, u)`."""
    h, c = _states(c, *_gates(x, h, kernel, recurrent_kernel, bias))
    return np.squeeze(h), np.squeeze(c)


def output_without_tanh(x, h, c, kernel, recurrent_kernel, bias):
    """Your h is the output gate times c itself.
    c may grow beyond any bound; before it leaves the cell it goes through a tanh."""
    _, c = _states(c, *(gates := _gates(x, h, kernel, recurrent_kernel, bias)))
    return _sigmoid(gates[3]) * c, c


def output_from_the_old_cell_state(x, h, c, kernel, recurrent_kernel, bias):
    """You calculate h from the cell state of the step before.
    First c gets its new value, and h shows that one."""
    _, new_c = _states(c, *(gates := _gates(x, h, kernel, recurrent_kernel, bias)))
    return _sigmoid(gates[3]) * np.tanh(c), new_c


def tanh_around_the_output(x, h, c, kernel, recurrent_kernel, bias):
    """You put the product of output gate and c through the tanh.
    The tanh is for c alone; the gate multiplies what comes out of it."""
    _, c = _states(c, *(gates := _gates(x, h, kernel, recurrent_kernel, bias)))
    return np.tanh(_sigmoid(gates[3]) * c), c


def output_through_a_sigmoid(x, h, c, kernel, recurrent_kernel, bias):
    """Your h squashes c by a sigmoid, so that it is never below 0.
    Gates are sigmoids; what passes through them is a tanh."""
    _, c = _states(c, *(gates := _gates(x, h, kernel, recurrent_kernel, bias)))
    return _sigmoid(gates[3]) * _sigmoid(c), c


def output_gate_left_out(x, h, c, kernel, recurrent_kernel, bias):
    """Your h is tanh(c), whatever the output gate says.
    The last block decides how much of it each unit shows."""
    _, c = _states(c, *_gates(x, h, kernel, recurrent_kernel, bias))
    return np.tanh(c), c


def cell_state_through_tanh(x, h, c, kernel, recurrent_kernel, bias):
    """You squash the new cell state by a tanh before it is kept.
    The tanh is for h: c itself is a plain sum, so that it can last."""
    i, f, candidate, o = _gates(x, h, kernel, recurrent_kernel, bias)
    c = np.tanh(_sigmoid(f) * c + _sigmoid(i) * np.tanh(candidate))
    return _sigmoid(o) * c, c


def candidate_through_a_sigmoid(x, h, c, kernel, recurrent_kernel, bias):
    """Your candidate goes through a sigmoid like the gates.
    It is what gets added to c, and may be negative: it takes a tanh."""
    i, f, candidate, o = _gates(x, h, kernel, recurrent_kernel, bias)
    c = _sigmoid(f) * c + _sigmoid(i) * _sigmoid(candidate)
    return _sigmoid(o) * np.tanh(c), c


def candidate_without_tanh(x, h, c, kernel, recurrent_kernel, bias):
    """Your candidate is the bare sum.
    It goes through a tanh before the input gate lets it in."""
    i, f, candidate, o = _gates(x, h, kernel, recurrent_kernel, bias)
    c = _sigmoid(f) * c + _sigmoid(i) * candidate
    return _sigmoid(o) * np.tanh(c), c


def tanh_for_the_gates(x, h, c, kernel, recurrent_kernel, bias):
    """Your gates go through a tanh, so that some are below 0.
    A gate lets a share pass, between 0 and 1: it takes a sigmoid."""
    i, f, candidate, o = np.tanh(_gates(x, h, kernel, recurrent_kernel, bias))
    c = f * c + i * candidate
    return o * np.tanh(c), c


def hard_sigmoid(x, h, c, kernel, recurrent_kernel, bias):
    """Your gates use a piecewise linear sigmoid, the default of old versions of Keras.
    Use the smooth one, 1/(1 + e⁻ˢ)."""
    i, f, candidate, o = _gates(x, h, kernel, recurrent_kernel, bias)
    i, f, o = (np.clip(0.2 * s + 0.5, 0, 1) for s in (i, f, o))
    c = f * c + i * np.tanh(candidate)
    return o * np.tanh(c), c


def input_gate_from_the_forget_gate(x, h, c, kernel, recurrent_kernel, bias):
    """You let in 1 − f of the candidate, as a GRU couples its gates.
    An LSTM has an input gate of its own, in the first block."""
    i, f, candidate, o = _gates(x, h, kernel, recurrent_kernel, bias)
    return _states(c, -f, f, candidate, o)


def input_gate_left_out(x, h, c, kernel, recurrent_kernel, bias):
    """You add the whole candidate to c.
    How much of it gets in is for the input gate to decide."""
    _, f, candidate, o = _gates(x, h, kernel, recurrent_kernel, bias)
    c = _sigmoid(f) * c + np.tanh(candidate)
    return _sigmoid(o) * np.tanh(c), c


def forget_gate_left_out(x, h, c, kernel, recurrent_kernel, bias):
    """You keep the whole of the old c, as the LSTM of 1997 did.
    The forget gate decides how much of it stays."""
    i, _, candidate, o = _gates(x, h, kernel, recurrent_kernel, bias)
    c = c + _sigmoid(i) * np.tanh(candidate)
    return _sigmoid(o) * np.tanh(c), c


def gate_forgets_when_open(x, h, c, kernel, recurrent_kernel, bias):
    """You keep 1 − f of the old c.
    Despite its name, the forget gate says how much is kept."""
    i, f, candidate, o = _gates(x, h, kernel, recurrent_kernel, bias)
    return _states(c, i, -f, candidate, o)


def overflowing_tanh(x, h, c, kernel, recurrent_kernel, bias):
    """Your tanh is a quotient of exponentials, which is inf/inf = nan for 1000.
    Use a form that can't overflow; NumPy has one."""

    def tanh(s):
        return (np.exp(s) - np.exp(-s)) / (np.exp(s) + np.exp(-s))

    i, f, candidate, o = _gates(x, h, kernel, recurrent_kernel, bias)
    c = _sigmoid(f) * c + _sigmoid(i) * tanh(candidate)
    return _sigmoid(o) * tanh(c), c


def overflowing_sigmoid(x, h, c, kernel, recurrent_kernel, bias):
    """Your sigmoid is eˢ/(1 + eˢ), which is inf/inf = nan for 1000.
    Write it so that a large exponential stands below the line alone."""

    def sigmoid(s):
        return np.exp(s) / (1 + np.exp(s))

    i, f, candidate, o = _gates(x, h, kernel, recurrent_kernel, bias)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(candidate)
    return sigmoid(o) * np.tanh(c), c


def same_state_for_all_samples(x, h, c, kernel, recurrent_kernel, bias):
    """You use the first sample's states for the whole batch.
    Each sample has its own row in h and in c."""
    h, c = (np.broadcast_to(state[:1], np.shape(state)) for state in (h, c))
    return _states(c, *_gates(x, h, kernel, recurrent_kernel, bias))


def cuts_fractions_off(x, h, c, kernel, recurrent_kernel, bias):
    """Where the old states are integers, your new ones are cut to whole numbers.
    An array made like an integer one holds integers; calculate in floating point."""
    new_h, new_c = _states(c, *_gates(x, h, kernel, recurrent_kernel, bias))
    return new_h.astype(h.dtype), new_c.astype(c.dtype)
