import numpy as np


def dropout(x: np.ndarray, rate: float, rng: np.random.Generator, training: bool) -> np.ndarray:
    """Drop entries of x at random, and scale up the ones that are kept (inverted dropout).

    In training each entry is looked at alone, whatever becomes of the others:

        y = 0              with probability rate
        y = x/(1 − rate)   with probability 1 − rate

    so that the mean of y is x, and nothing is left to do once training is over: where training is False, and also
    where rate is 0, the answer is x.

    Arguments (without units):
        x: any shape, float64, float32 or integers.
        rate: the probability that an entry is dropped, 0 ≤ rate < 1.
        rng: where all chance comes from. Equal generators give equal answers, different ones independent answers.
            How many numbers you draw from it, and of which distribution, is up to you.
        training: True or False.

    Returns an array of x's shape; an empty x gives an empty array. Fractions are kept, also where x holds integers.
    x stays as it is.

    Raises nothing.

    Example: rate 0.2 makes of x = 1 either 0 (one time in five) or 1.25 (four times in five); of x = −3 either 0 or
    −3.75. With training False, and with rate 0, they stay 1 and −3.

    How this is judged: where chance has no say, by value; else by which values occur, by the share of the kept
    entries, and by whether entries and generators are independent of each other. A right function is taken for a
    wrong one with a probability below 1e-6.

    Source: Nitish Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting" (2014);
    scaled in training, as TensorFlow's tf.nn.dropout.
    """
    raise NotImplementedError
