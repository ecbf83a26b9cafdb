"""历年: indicators over the years."""
