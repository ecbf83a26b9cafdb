"""`python -m data.boundaries`: one's own map in place of the shipped one, or back (data/reference/boundaries.py)."""

from data.reference.boundaries import main

if __name__ == "__main__":
    main()
