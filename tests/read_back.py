"""Word, PowerPoint and Excel files of papers read back: their tables as they are seen, by the first two headings."""

import re
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO

import docx
import pptx
from openpyxl import load_workbook
from pptx.shapes.graphfrm import GraphicFrame

Grid = list[list[str]]


def as_excel(cell) -> str:
    """A cell as Excel draws it, by its format: the independent way to the words of a number."""
    value, form = cell.value, cell.number_format
    if value is None or isinstance(value, str):
        return "" if value is None else " ".join(value.split())
    form, _, unit = form.split(";")[0].strip('"').partition('"')
    exact = Decimal(repr(value)) * (100 if form.endswith("%") else 1)
    places = len(re.findall(r"0", form.partition(".")[2]))
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = (f"{rounded:,.{places}f}" if "," in form else f"{rounded:.{places}f}") + ("%" if form.endswith("%") else "")
    zero = not re.search("[1-9]", text)
    told = text.removeprefix("-") if zero else f"+{text}" if form.startswith("+") and value > 0 else text.replace("-", "−", 1)
    return told + unit


def in_word(content: bytes) -> dict[str, Grid]:
    tables = docx.Document(BytesIO(content)).tables
    grids = [[[cell.text.replace("\n", "") for cell in row.cells] for row in table.rows] for table in tables]
    return {grid[0][0] + grid[0][1]: grid for grid in grids}


def in_deck(content: bytes) -> dict[str, Grid]:
    """Tables that go on over several slides as one."""
    found: dict[str, Grid] = {}
    for slide in pptx.Presentation(BytesIO(content)).slides:
        for shape in slide.shapes:
            if isinstance(shape, GraphicFrame) and shape.has_table:
                head, *rows = [[re.sub(r"^[✔●◆▼○◷–] |\v", "", cell.text) for cell in row.cells] for row in shape.table.rows]
                found.setdefault(head[0] + head[1], [head]).extend(rows)
    return found


def in_workbook(content: bytes) -> dict[str, list[Grid]]:
    """Every table that begins with these headings."""
    found: dict[str, list[Grid]] = {}
    for page in load_workbook(BytesIO(content)).worksheets:
        top = int(str(page.print_title_rows).split(":")[0].strip("$"))
        assert page.freeze_panes == f"A{top + 1}" and page.print_area
        grid = [[as_excel(cell) for cell in row] for row in page.iter_rows(min_row=top)]
        found.setdefault(grid[0][0] + grid[0][1], []).append(grid)
    return found
