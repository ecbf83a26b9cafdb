"""工作项目 as a workbook: how its sheets are laid out, and what one that comes back would change."""
