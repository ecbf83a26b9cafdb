"""What every page stands on: scope, reference, answers, addresses, the bar. Knows no page."""
