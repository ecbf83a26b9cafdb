"""What looks wrong in the data: rules tried on the reports laid out for checking, and what was confirmed since."""
