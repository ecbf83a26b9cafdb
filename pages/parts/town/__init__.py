"""乡镇: one township on a page of its own."""
