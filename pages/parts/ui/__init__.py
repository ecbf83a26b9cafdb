"""Pictures and formats that pages are made of. Knows no page."""
