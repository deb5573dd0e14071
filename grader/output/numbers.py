"""How points are written."""

SHOWN_DECIMALS = 2


def decimal(value: float, places: int = SHOWN_DECIMALS) -> str:
    """Return the number with at most so many decimals, and none that say nothing: `7`, `7.5`, `6.67`."""
    text = f"{value:.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
