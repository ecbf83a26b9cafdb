"""The rules about sentences of quoted documents (kind `quoted`): digits dropped, page numbers in words, X, 人 and 人次 …"""

import re

import pandas as pd
from sqlalchemy import Connection, select

from queries.frames import BOOL, INT, TEXT, Frame, hands_out, of_schema
from queries.quality.findings import list_rules
from queries.schema import figures, projects, sources

WANTED = {"marked": "应标明掉位、存疑或加说明", "missing": "不得录值", "zero": "应录 0", "unlinked": "不得对应到指标",
          "once": "只录一次"}
"""rules.right_side of these rules: what a figure must be where its sentence matches the pattern in left_side."""
OF_FIGURE = of_schema(*(column for column in figures.columns if column.name != "id"), sources.c.document)
QUOTED = Frame(code=TEXT("of the rule"), severity=TEXT, figure_id=INT, wanted=TEXT("what it must be, in words"),
               kept=BOOL("whether the figure is entered as the rule wants"), **OF_FIGURE, rule_id=INT, advice=TEXT)

MISREAD = {"marked": "这句里的数不能引用", "missing": "这句里没有可用的数"}
"""What is said of a programme's sentence; it stands for no value that could be entered otherwise."""
OF_PROJECTS = Frame(code=TEXT("of the rule"), rule=TEXT("its name"), severity=TEXT, reason=TEXT, wanted=TEXT("in words"),
                    project_id=INT, project=TEXT("its code"), **of_schema(projects.c.name, projects.c.quotation))


def check_quotations(quoted: pd.DataFrame, book: pd.DataFrame) -> pd.DataFrame:
    """Every figure whose sentence is of a kind that misleads: code (of the rule), severity, figure_id, wanted (in words),
    kept (whether the figure is entered as the rule wants).

    quoted: id, source_id, name, quotation, value, legibility, doubtful, note, indicator_id. book: rows of the rules table.
    """
    marked = (quoted["legibility"] != "ok") | quoted["doubtful"].astype(bool) | quoted["note"].notna()
    kept = {"marked": marked, "missing": quoted["value"].isna(), "zero": quoted["value"] == 0,
            "unlinked": quoted["indicator_id"].isna(), "once": pd.Series(False, index=quoted.index)}
    found = []
    for rule in book[book["kind"] == "quoted"].itertuples():
        if isinstance(rule.left_side, str):
            seen = quoted["quotation"].map(lambda sentence, pattern=re.compile(rule.left_side): bool(pattern.search(sentence)))
        else:
            seen = quoted.duplicated(["source_id", "name", "quotation"])
        seen = seen.astype(bool)
        found.append(pd.DataFrame({"code": rule.code, "severity": rule.severity, "figure_id": quoted.loc[seen, "id"],
                                   "wanted": WANTED[rule.right_side], "kept": kept[rule.right_side][seen]}))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(
        columns=["code", "severity", "figure_id", "wanted", "kept"])


@hands_out(QUOTED)
def quoted_findings(connection: Connection) -> pd.DataFrame:
    """check_quotations of all figures, with the figure's own columns and its document (QUOTED); what is not kept comes first."""
    rows = select(figures, sources.c.document).join(sources, sources.c.id == figures.c.source_id).order_by(figures.c.id)
    quoted, book = pd.read_sql(rows, connection), list_rules(connection)
    final = check_quotations(quoted, book).merge(quoted.rename(columns={"id": "figure_id"}), on="figure_id")
    final = final.merge(book.reset_index(drop=True)[["code", "id", "reason"]].rename(
        columns={"id": "rule_id", "reason": "advice"}), on="code")
    return final.sort_values(["kept", "rule_id", "figure_id"], ignore_index=True)


@hands_out(OF_PROJECTS)
def project_quotations(connection: Connection) -> pd.DataFrame:
    """Every sentence of a 工作项目 that a rule about quotations finds easily misread, by rule: OF_PROJECTS."""
    rows = pd.read_sql(select(projects.c.id.label("project_id"), projects.c.code.label("project"), projects.c.name,
                              projects.c.quotation).where(projects.c.quotation.is_not(None))
                       .order_by(projects.c.id), connection)
    book = list_rules(connection)
    book = book[(book["kind"] == "quoted") & book["right_side"].isin(list(MISREAD)) & book["left_side"].notna()]
    found = [rows[[bool(re.search(rule.left_side, sentence)) for sentence in rows["quotation"]]].assign(
        code=rule.code, rule=rule.name, severity=rule.severity, reason=rule.reason, wanted=MISREAD[rule.right_side])
        for rule in book.itertuples()]
    return pd.concat([rows.iloc[:0].assign(code="", rule="", severity="", reason="", wanted=""), *found], ignore_index=True)
