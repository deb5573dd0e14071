from collections.abc import Callable
from typing import Any

Call = Callable[..., Any]
NEVER = -1.0  # stands for None, which is no number


def shifted_losses_change_nothing(
    call: Call, losses: list[float], patience: int, min_delta: float, shift: float
) -> tuple[Any, Any]:
    """One number added to all losses leaves the epoch as it is."""
    return _number(call([loss + shift for loss in losses], patience, min_delta)), _number(
        call(losses, patience, min_delta)
    )


def losses_after_the_stop_do_not_count(
    call: Call, losses: list[float], patience: int, min_delta: float, more: list[float]
) -> tuple[Any, Any]:
    """Epochs after the one at which training stops change nothing."""
    return _number(call([*losses, *more], patience, min_delta)), _number(call(losses, patience, min_delta))


def _number(epoch: Any) -> Any:
    return NEVER if epoch is None else epoch
