def early_stopping_epoch(losses, patience, min_delta=0.0):
    best, wait, epoch = float("inf"), 0, 0
    while losses:
        loss = losses.pop(0)
        if epoch == 0 or loss + min_delta < best:
            best, wait = loss, 0
        else:
            wait += 1
            if wait >= patience:
                return epoch
        epoch += 1
    return None
