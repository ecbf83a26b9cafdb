"""总览: its blocks."""
