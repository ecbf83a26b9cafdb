"""What tests/bench/faults.py tries."""
