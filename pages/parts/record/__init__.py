"""审计记录: its blocks."""
