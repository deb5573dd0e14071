"""One module a kind of check, each with `run(…) -> CheckReport`, and the comparison that they share."""
