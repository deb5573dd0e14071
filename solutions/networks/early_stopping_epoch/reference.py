def early_stopping_epoch(losses: list[float], patience: int, min_delta: float = 0.0) -> int | None:
    best = 0
    for epoch in range(1, len(losses)):
        if losses[epoch] + min_delta < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return epoch
    return None
