"""Turns what came in (folders, notebooks, archives) into source text, in a limited process that knows no answer."""
