"""A form out: workbooks for the counties to fill in, made from the catalogue."""
