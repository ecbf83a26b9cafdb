"""工作项目: the list, one of them opened, what is changed of it, the workbook."""
