"""One module a kind of check, each with `run(…) -> Judged`, and the comparison that they share."""
