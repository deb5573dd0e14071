import functools
import itertools
import warnings

import numpy as np


def starts_at_infinity(losses, patience, min_delta=0.0, *, verbose=True):
    best, since = float("inf"), 0
    epoch = 0
    while epoch < len(losses):
        if best - losses[epoch] > min_delta:
            best, since = losses[epoch], 0
        else:
            since += 1
        if since and since >= patience:
            if verbose:
                print("Epoch", epoch, "early stopping")
            return np.int32(epoch)
        epoch += 1
    return None


def from_better_to_better(losses, patience, min_delta=0.0):
    """Jumps from each better epoch to the next one."""
    warnings.warn("slow for long trainings")
    losses = np.asarray(losses, np.float64)
    best, most = 0, max(patience, 1)
    while best < len(losses):
        better = np.flatnonzero(losses[best + 1 :] + min_delta < losses[best])
        gap = better[0] + 1 if better.size else len(losses) - best
        if gap > most or (not better.size and len(losses) - best > most):
            return float(best + most)
        best += gap
    return None


class _Callback:
    def __init__(self, patience, min_delta):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.wait, self.stopped = None, 0, None

    def end_of_epoch(self, epoch, loss):
        self.wait += 1
        if self.best is None or np.less(loss - -self.min_delta, self.best):
            self.best, self.wait = loss, 0
            return
        if self.wait >= self.patience and epoch > 0:
            self.stopped = epoch


def as_keras_does(losses, patience, min_delta=0.0):
    callback = _Callback(patience, min_delta)
    for epoch, loss in enumerate(losses):
        callback.end_of_epoch(epoch, loss)
        if callback.stopped is not None:
            break
    return callback.stopped


def recursive(losses, patience, min_delta=0.0, epoch=0, best=None, wait=0):
    if epoch == len(losses):
        return None
    loss = losses[epoch]
    if epoch == 0 or loss + min_delta < best:
        return recursive(losses, patience, min_delta, epoch + 1, loss, 0)
    if wait + 1 >= patience:
        return np.array(epoch)
    return recursive(losses, patience, min_delta, epoch + 1, best, wait + 1)


def folds(losses, patience, min_delta=0.0):
    def step(state, loss):
        best, wait = state
        return (loss, 0) if loss + min_delta < best else (best, wait + 1)

    states = itertools.accumulate(losses, step, initial=(np.inf, 0))
    waits = [wait for _, wait in states][1:]
    return next((epoch for epoch, wait in enumerate(waits) if wait >= max(patience, 1)), None)


def reduces(losses, patience, min_delta=0.0):
    def step(state, item):
        best, last, stop = state
        epoch, loss = item
        if stop is not None:
            return state
        if best is None or best > loss + min_delta:
            return loss, epoch, None
        return best, last, epoch if epoch - last >= patience else None

    stop = functools.reduce(step, enumerate(losses), (None, 0, None))[2]
    return stop if stop is None else np.float64(stop)
