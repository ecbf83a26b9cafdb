"""Why nothing was written: one tree for everything that writes. `reasons` are Chinese sentences for whoever asked."""


class NotWritten(ValueError):
    """Nothing was written. `reasons`: why, and what to do, each a Chinese sentence."""

    def __init__(self, *reasons: str):
        super().__init__("；".join(reasons))
        self.reasons = list(reasons)


class WrongValue(NotWritten):
    """A value does not fit the column that it was meant for, on any engine."""
