"""What goes in: reference files, demo data, and everything that writes to the database."""
