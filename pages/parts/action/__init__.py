"""One of the six actions: its blocks."""
