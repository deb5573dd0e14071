import numpy as np


def early_stopping_epoch(losses: list[float], patience: int, min_delta: float = 0.0) -> int | None:
    """Return the epoch after which early stopping ends a training, by Keras' rule; None if it never does.

    The rule looks at the losses one by one, in order, and remembers the best loss so far and how many epochs it has
    been waiting. An epoch is better if it is the first one, or if

        loss + min_delta < best

    (strictly: an equal sum isn't better). After a better epoch best is its loss, and wait is 0. After any other epoch
    best stays as it was, also where the loss is a little below it, and wait grows by 1; if wait ≥ patience then,
    training stops after this very epoch, and the losses that follow don't count. So training never stops after epoch
    0 nor after a better epoch, and patience 0 acts as patience 1.

    Arguments:
        losses: the loss of each epoch, a list of finite numbers (no units; negative ones are legal). An empty list
            gives None.
        patience: epochs in a row without a better one that training waits for, an int ≥ 0.
        min_delta: by how much a loss has to fall below the best one, in the losses' unit, ≥ 0.

    Returns:
        The index of the epoch after which training stops, counted from 0, an int; None if training goes on to the end.

    Raises:
        Nothing: other arguments don't occur.

    Example: early_stopping_epoch([1, 0.9, 0.95, 0.91, 0.92], 3) is 4: epoch 1 is the best, and epochs 2, 3 and 4 are
    not better. early_stopping_epoch([1, 0.95, 0.92], 1, 0.1) is 1: 0.95 + 0.1 is not below 1.
    early_stopping_epoch([2, 1], 0) is None: no epoch is worse than the one before it.

    Source: Keras, keras.callbacks.EarlyStopping (mode "min", no baseline); Ian Goodfellow, Yoshua Bengio and Aaron
    Courville, "Deep Learning" (2016), section 7.8.
    """
    raise NotImplementedError
