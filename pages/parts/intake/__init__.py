"""导入: a file looked at, committed, taken back."""
