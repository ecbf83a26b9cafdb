"""How workbooks write numbers, and the words that they are known by: apart from what makes them, which takes long to import."""

COUNT, NUMBER, EXACT, SCORE, FACTOR = "#,##0", "#,##0.##", "#,##0.######", "#,##0.00", "0.000"
RATE, SHARE, POINTS, DATE, CODE = "0.0%", "0.00%", "+0.0;-0.0;0.0", "yyyy-mm-dd", "0"
"""Number formats. CODE: a number that is a name, such as a period, without thousands."""
LONGEST = 32_000
"""Characters of a cell: Excel takes a few more."""
SOURCE = "来源：巾帼行动看板"
"""How the line begins by which a workbook of what is on the screen is known when somebody sends it in as a report."""
LIKE_FORMULAS = tuple("=+-@\t\r")
