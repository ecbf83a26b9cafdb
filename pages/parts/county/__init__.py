"""县区: its blocks."""
