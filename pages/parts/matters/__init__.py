"""督办: the list of matters, one of them opened, a new one, the 台账."""
