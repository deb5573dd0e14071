import numpy as np


def _rule(losses, patience, better, stops=lambda wait, patience: wait >= patience, best=None):
    """The right rule, with another idea of a better epoch or of when to stop."""
    wait = 0
    for epoch, loss in enumerate(losses):
        if best is None or better(loss, best):
            best, wait = loss, 0
            continue
        wait += 1
        if stops(wait, patience):
            return epoch
    return None


def counts_epochs_from_one(losses, patience, min_delta=0.0):
    """You return the number of epochs that have run, one more than the last one's index.
    Epochs are counted from 0."""
    epoch = _rule(losses, patience, lambda loss, best: loss + min_delta < best)
    return None if epoch is None else epoch + 1


def waits_one_epoch_more(losses, patience, min_delta=0.0):
    """You stop only when there are more epochs without a better one than patience allows.
    Training stops as soon as there are as many."""
    return _rule(losses, patience, lambda loss, best: loss + min_delta < best, lambda wait, most: wait > most)


def waits_one_epoch_less(losses, patience, min_delta=0.0):
    """You stop one epoch too early.
    The better epoch itself doesn't count as waiting: start to count with the epoch after it."""
    return _rule(losses, patience, lambda loss, best: loss + min_delta < best, lambda wait, most: wait >= most - 1)


def never_starts_over(losses, patience, min_delta=0.0):
    """You count all epochs that weren't better.
    A better epoch sets the count back to 0: only those since the best one count."""
    best, wait = None, 0
    for epoch, loss in enumerate(losses):
        if best is None or loss + min_delta < best:
            best = loss
            continue
        wait += 1
        if wait >= patience:
            return epoch
    return None


def compares_with_the_epoch_before(losses, patience, min_delta=0.0):
    """You compare each loss with that of the epoch before it.
    Compare it with the best loss so far: after a rise, falling back part of the way isn't better."""
    wait = 0
    for epoch, loss in enumerate(losses):
        if epoch == 0 or loss + min_delta < losses[epoch - 1]:
            wait = 0
            continue
        wait += 1
        if wait >= patience:
            return epoch
    return None


def takes_equal_for_better(losses, patience, min_delta=0.0):
    """You take a loss for better where loss + min_delta equals the best one.
    It has to be smaller: a loss that no longer moves is what early stopping waits for."""
    return _rule(losses, patience, lambda loss, best: loss + min_delta <= best)


def waits_for_a_rise(losses, patience, min_delta=0.0):
    """You stop at the first epoch that isn't better, whatever patience is.
    Training goes on until there are `patience` of them in a row."""
    return _rule(losses, 1, lambda loss, best: loss + min_delta < best)


def wants_larger_values(losses, patience, min_delta=0.0):
    """You take a larger value for better, as one does for an accuracy.
    A loss is better the smaller it is."""
    return _rule(losses, patience, lambda loss, best: loss - min_delta > best)


def returns_the_best_epoch(losses, patience, min_delta=0.0):
    """You return the epoch with the best loss.
    Asked for is the one after which training stops: `patience` epochs later."""
    stop = _rule(losses, patience, lambda loss, best: loss + min_delta < best)
    return None if stop is None else stop - max(patience, 1)


def returns_the_loss(losses, patience, min_delta=0.0):
    """You return the loss at which training stops.
    Asked for is the epoch's index."""
    stop = _rule(losses, patience, lambda loss, best: loss + min_delta < best)
    return None if stop is None else losses[stop]


def returns_the_last_epoch_at_the_end(losses, patience, min_delta=0.0):
    """Where training never stops early, you return its last epoch.
    None says that it went on to the end."""
    stop = _rule(losses, patience, lambda loss, best: loss + min_delta < best)
    return len(losses) - 1 if stop is None else stop


def returns_minus_one_at_the_end(losses, patience, min_delta=0.0):
    """Where training never stops early, you return −1.
    The answer is None then."""
    stop = _rule(losses, patience, lambda loss, best: loss + min_delta < best)
    return -1 if stop is None else stop


def goes_on_after_the_stop(losses, patience, min_delta=0.0):
    """You go on after training has stopped, and return the last epoch at which it would stop again.
    Return at the first one: there are no more epochs."""
    best, wait, stop = None, 0, None
    for epoch, loss in enumerate(losses):
        if best is None or loss + min_delta < best:
            best, wait = loss, 0
        else:
            wait += 1
            stop = epoch if wait >= patience else stop
    return stop


def starts_with_best_zero(losses, patience, min_delta=0.0):
    """Your best loss starts at 0, which no usual loss is below, so that the first epoch isn't better.
    The first epoch is always better than none."""
    return _rule(losses, patience, lambda loss, best: loss + min_delta < best, best=0.0)


def waits_in_the_first_epoch(losses, patience, min_delta=0.0):
    """You compare the first loss with itself, and so count the first epoch as one without improvement.
    The first epoch is always better, and the count is 0 after it."""
    best = losses[0] if losses else None
    return _rule(losses, patience, lambda loss, best: loss + min_delta < best, best=best)


def ignores_min_delta(losses, patience, min_delta=0.0):
    """min_delta has no effect on your answer.
    A loss that falls by less than that isn't better."""
    return _rule(losses, patience, lambda loss, best: loss < best)


def leaves_out_small_steps(losses, patience, min_delta=0.0):
    """You count an epoch as waiting only where its loss isn't below the best one.
    One that is a little below it, by min_delta or less, isn't better, so that it counts as well."""
    best, wait = None, 0
    for epoch, loss in enumerate(losses):
        if best is None or loss + min_delta < best:
            best, wait = loss, 0
        elif loss >= best:
            wait += 1
            if wait >= patience:
                return epoch
    return None


def adds_min_delta_to_the_best(losses, patience, min_delta=0.0):
    """You add min_delta to the best loss, so that a loss may even rise by it and still be better.
    It belongs on the other side: the new loss has to be smaller by more than min_delta."""
    return _rule(losses, patience, lambda loss, best: loss < best + min_delta)


def takes_min_delta_for_a_share(losses, patience, min_delta=0.0):
    """You take min_delta for a share of the best loss.
    It is a difference of two losses, in the same unit: min_delta 0.5 asks for a loss that is lower by 0.5."""
    return _rule(losses, patience, lambda loss, best: loss < best * (1 - min_delta))


def lowers_the_bar_each_time(losses, patience, min_delta=0.0):
    """You remember a loss as the best one even where it isn't lower by more than min_delta.
    After an epoch that isn't better, best stays: many small steps together can then count as one."""
    best, wait = None, 0
    for epoch, loss in enumerate(losses):
        better = best is None or loss + min_delta < best
        best = loss if best is None else min(best, loss)
        wait = 0 if better else wait + 1
        if not better and wait >= patience:
            return epoch
    return None


def stops_at_once_without_patience(losses, patience, min_delta=0.0):
    """With patience 0 you stop after the first epoch: you compare wait with patience after better epochs too.
    Only an epoch that isn't better can end the training, so patience 0 acts as 1."""
    best, wait = None, 0
    for epoch, loss in enumerate(losses):
        if best is None or loss + min_delta < best:
            best, wait = loss, 0
        else:
            wait += 1
        if wait >= patience:
            return epoch
    return None


def stops_at_epoch_one_without_patience(losses, patience, min_delta=0.0):
    """With patience 0 you stop after epoch 1 even where it is better.
    Only an epoch that isn't better can end the training, so patience 0 acts as 1."""
    best, wait = None, 0
    for epoch, loss in enumerate(losses):
        if best is None or loss + min_delta < best:
            best, wait = loss, 0
        else:
            wait += 1
        if wait >= patience and epoch > 0:
            return epoch
    return None


def takes_patience_zero_for_off(losses, patience, min_delta=0.0):
    """With patience 0 you never stop, as if it switched early stopping off.
    It is the least patience: training stops after the first epoch that isn't better."""
    return None if patience == 0 else _rule(losses, patience, lambda loss, best: loss + min_delta < best)
