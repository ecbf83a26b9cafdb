"""The same number twice in a file: once where both say the same in different tables, never where they differ."""

from dataclasses import replace

from data.intake.draft import Draft, Finding
from data.intake.sheets import shown
from data.write.ledger import KEY

MOST_TOLD = 12


def settle_repeats(draft: Draft) -> None:
    """Takes out of the draft's cells what stands twice, and says where."""
    for table, cells in draft.cells.items():
        again = cells[cells.duplicated(KEY, keep=False)]
        if again.empty:
            continue
        gone, alike = set(), {}
        for _, group in again.groupby(KEY, sort=False):
            first, *others = group.itertuples()
            differ = len({row.value for row in group.itertuples()}) > 1
            for row in others:
                if not differ and row.block != first.block:
                    alike.setdefault((row.sheet, first.sheet), []).append((row, first))
                else:
                    _refuse(draft, row, f"同一单位、同一期、同一指标填了两次，不知道收哪一个：{_place(first)}"
                                        f"（{shown(first.value)}）和 {_place(row)}（{shown(row.value)}）")
                gone.add(row.Index)
            if differ:
                places = "、".join(f"{_place(row)}（{shown(row.value)}）" for row in others[:MOST_TOLD])
                _refuse(draft, first, "同一单位、同一期、同一指标填了两次，"
                                      f"数不同：另见{places}{'……' if len(others) > MOST_TOLD else ''}")
                gone.add(first.Index)
        for (sheet, other), rows in alike.items():
            row, first = rows[0]
            draft.findings.append(Finding(sheet, row.row, row.column, f"共 {len(rows)} 格",
                                          f"与工作表“{other}”里的数重复（如 {_place(row)} 与 {_place(first)}），数相同，只收一次",
                                          "note"))
            _move(draft, sheet, len(rows), "aside")
        draft.cells[table] = cells.drop(index=list(gone)).reset_index(drop=True)


def _place(row) -> str:
    return f"{row.sheet} {row.column}{row.row}"


def _refuse(draft: Draft, row, words: str) -> None:
    draft.understood.refuse()
    draft.findings.append(Finding(row.sheet, int(row.row), row.column, shown(row.value), words, "refused"))
    _move(draft, row.sheet, 1, "refused")


def _move(draft: Draft, sheet: str, many: int, to: str) -> None:
    at = next(at for at, count in enumerate(draft.counts) if count.sheet == sheet)
    count = draft.counts[at]
    draft.counts[at] = replace(count, taken=count.taken - many, **{to: getattr(count, to) + many})


