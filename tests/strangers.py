"""A demo in which every text is what a stranger might have written: markup, Markdown, a formula, a control character."""

import json
from datetime import datetime
from html.parser import HTMLParser

import pandas as pd
from sqlalchemy import Connection, String, Text, select, text

from data.intake.draft import Count, Draft, Finding
from data.intake.kept_draft import as_text
from data.intake.understood import Block, Settled, Understood, Witness
from data.write.actor import alone
from data.write.confirmations import confirm
from data.write.ledger import KEY
from data.write.reasons import explain
from data.write.settings import put_settings
from data.write.snapshots import FIGURES, take
from data.write.targets import set_plan, set_targets
from data.write.weights import save_weights
from queries import schema
from queries.database import open_engine, reading, writing
from queries.quality.findings import findings
from queries.regions import list_regions

POISON = "=1+1<img src=x onerror=alert(1)>[x](http://evil)**b**$x$:material/home:\"'"
"""Put before every text, with a control character behind it, so that what is written alike stays so."""
VOCABULARY = {
    "actions.code", "indicators.code", "regions.code", "indicators.numerator", "indicators.denominator", "indicators.whole",
    "indicators.plan", "indicators.kind", "indicators.direction", "indicators.frequency", "indicators.report_level",
    "regions.level", "region_closure.descendant_level", "batches.kind", "batches.file_sha256", "boundaries.geometry",
    "schemes.level", "rules.kind", "rules.severity", "rules.left_side", "rules.right_side", "forms.domain", "forms.located",
    "revisions.table", "site_revisions.before", "site_revisions.after", "figures.legibility", "settings.key", "settings.value",
    "audit.act", "audit.way", "audit.outcome", "submissions.state", "submissions.file_sha256", "submissions.places",
    "submissions.cells", "submissions.draft", "matters.source_kind", "matters.state", "matters.withheld_then",
    "matter_entries.kind", "matter_entries.state", "appraisal_marks.kind", "appraisal_results.marks", "snapshots.number",
    "snapshots.edited", "snapshots.homes", "snapshots.digest", "snapshot_figures.status", "actions.kind",
    "projects.basis", "projects.code", "project_states.state", "project_tasks.state", "project_checks.result",
    "project_revisions.table", "project_revisions.before", "project_revisions.after", "region_successions.kind",
    "region_revisions.table", "region_revisions.before", "region_revisions.after", "indicator_names.kind",
    "indicator_revisions.code", "indicator_revisions.before", "indicator_revisions.after"}
"""What the program itself reads: words of its own, codes and formulas over them, shapes. Of the settings those that are shown are
poisoned, of the traces of sites the names in them, and all that was read from what was sent."""
MAY_BE_NULL = ("batches.note", "batches.undone_by", "batches.undone_reason", "figures.note", "figures.unit", "goals.unit",
               "goals.deadline", "confirmations.withdrawn_by", "schemes.note", "rules.source")
WHEN = datetime(2026, 12, 1, 9)
TAGS = {"article", "b", "br", "button", "circle", "dd", "defs", "details", "div", "dl", "dt", "em", "figcaption", "figure",
        "footer", "g", "h1", "h2", "h3", "header", "i", "input", "kbd", "li", "line", "nav", "ol", "option", "p", "path",
        "pattern", "rect", "s", "section", "select", "small", "span", "summary", "svg", "table", "tbody", "td", "text", "th",
        "thead", "time", "title", "tr", "tspan", "ul"}
ATTRIBUTES = {"aria-checked", "aria-current", "aria-description", "aria-haspopup", "aria-hidden", "aria-label", "autocomplete",
              "class", "colspan", "cx", "cy", "d", "data-ask", "data-by", "data-choice", "data-code", "data-deck", "data-do",
              "data-freeze", "data-go", "data-key", "data-mark", "data-name", "data-number", "data-offer", "data-out",
              "data-pick", "data-said", "data-tables", "data-text", "data-title", "data-value", "draggable", "dy", "fill",
              "fill-rule", "height", "hidden", "id", "maxlength", "open", "patterntransform", "patternunits", "placeholder",
              "preserveaspectratio", "r", "role", "scope", "stroke", "stroke-width", "stroke-dasharray", "style", "tabindex",
              "title", "type", "value", "viewbox", "width", "x", "x1", "x2", "y", "y1", "y2"}


def columns() -> set[str]:
    """Every column that holds text, as table.column."""
    return {f"{table.name}.{column.name}" for table in schema.metadata.tables.values() for column in table.columns
            if isinstance(column.type, (String, Text))}


def poison(url: str) -> None:
    """Changes something of every kind, so that there are traces of it, then every text in the database."""
    engine = open_engine(url)
    with reading(engine) as connection:
        found = findings(connection, 2026, 11, None)
        tree = list_regions(connection)
    county = int(tree.index[tree["code"] == "411422"][0])
    with writing(engine) as connection:
        _change(connection, county, found)
        connection.execute(text("DROP TRIGGER audit_no_update"))  # what guards the record from just this
        for name in sorted(columns() - VOCABULARY):
            table, column = name.split(".")
            value = f'coalesce("{column}", \'\')' if name in MAY_BE_NULL else f'"{column}"'
            connection.execute(text(f'UPDATE "{table}" SET "{column}" = :poison || {value}'), {"poison": POISON + "\x07"})
        connection.execute(schema.appraisal_results.update().values(marks=json.dumps([
            {"kind": "bonus", "score": 1.0, "words": POISON + "\x07", "evidence": POISON, "actor": POISON}], ensure_ascii=False)))
        connection.execute(schema.site_revisions.insert().values(batch_id=2, site_id=1, before=None, after=(
            pd.Series({"region_id": county, "form": POISON + "村", "name": POISON + "\x07"}).to_json(force_ascii=False))))
        put_settings(connection, data_label=POISON + "示例数据", map_fault=POISON, map_unmatched=POISON, map_source=POISON,
                     map_approval=POISON)
    engine.dispose()


def _change(connection: Connection, county: int, found: pd.DataFrame) -> None:
    signed = {"actor": alone("测试"), "reason": "测试", "at": WHEN}
    target = connection.scalar(select(schema.indicators.c.id).where(schema.indicators.c.code == "CY-06"))
    set_targets(connection, pd.DataFrame({"region_id": [county], "indicator_id": [target], "value": [4321.0]}), year=2026,
                **signed)
    set_plan(connection, county, 2026, target, [month / 12 for month in range(1, 13)], **signed)
    save_weights(connection, 1, 2026, {target: 5.0}, **signed)
    first, second = ({name: int(row[name]) for name in ("rule_id", "region_id", "period", "indicator_id")}
                     for _, row in found.head(2).iterrows())
    confirm(connection, **first, month=11, **signed)
    connection.execute(schema.confirmations.insert().values(  # as confirmed and taken back, without looking for it
        **second, reason="测试", actor="测试", confirmed_at=WHEN, withdrawn_at=WHEN, withdrawn_by="测试"))
    lags = connection.scalar(select(schema.indicators.c.id).where(schema.indicators.c.code == "WQ-16"))
    explain(connection, region_id=county, indicator_id=lags, period=202611, why="测试", measure="测试", due=WHEN.date(),
            actor=alone("测试"), at=WHEN)
    figures = pd.DataFrame([(county, lags, 202611, 9.0, "9人次", "滞后")], columns=FIGURES)
    take(connection, kind="材料", title="汇报", region_id=county, year=2026, month=11, demo=False, figures=figures,
         edited={"whole.headline": POISON, "whole.actions": None}, actor=alone("测试"), at=WHEN)
    for number, state in enumerate(("waiting", "returned"), start=1):
        connection.execute(schema.submissions.insert().values(
            id=number, file_name="十月.xlsx", file_sha256=str(number), actor="测试", sent_at=WHEN, region_id=county, rows=1,
            state=state, places=json.dumps([county]), headline="睢县", note="测试", reason="测试", decided_by="测试",
            decided_at=WHEN, file=b"", cells=json.dumps([[POISON, 5, "D"]]), draft=_sent(county)))
    connection.execute(text("UPDATE batches SET kind = 'import' WHERE id IN (2, 3)"))
    connection.execute(text("UPDATE batches SET undone_at = '2026-11-30 10:00:00.000000' WHERE id = 3"))


def _sent(county: int) -> str:
    """A stranger's file as it is kept while it waits."""
    cells = pd.DataFrame([(county, 202610, 1, 5.0, POISON, 5, "D")], columns=[*KEY, "value", "sheet", "row", "column"])
    said = Settled(1, POISON, [Witness("region", 1, POISON, 5, 2, "A")])
    block = Block(POISON, 1, 5, POISON, said, said, columns={"D": POISON}, regions=[POISON], kinds=[POISON], units=[POISON])
    draft = Draft("十月.xlsx", "1", cells={"observations": cells}, counts=[Count(POISON, POISON, 1, 0, 0, 0)], findings=[
        Finding(POISON, 6, "D", POISON, POISON, severity) for severity in ("refused", "doubt", "note")],
        understood=Understood("十月.xlsx", POISON, [POISON], [block], persons=POISON))
    return as_text(draft, {"observations": cells.assign(old_value=4.0)})


class Seen(HTMLParser):
    """What a browser makes of HTML: the tags and attributes that no page has, and all text."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.wrong, self.text = [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.wrong += [] if tag in TAGS else [tag]
        self.wrong += [name for name, _ in attrs if name not in ATTRIBUTES]

    handle_startendtag = handle_starttag

    def handle_data(self, data):
        self.text += data


def strings(value, path: str):
    """Every text in a protobuf message, with the names of the fields that lead to it."""
    if isinstance(value, str):
        yield path, value
    elif path == "bidi_component.bytes":
        yield path, value.decode()
    elif hasattr(value, "ListFields"):
        for field, one in value.ListFields():
            yield from strings(one, f"{path}.{field.name}")
    elif hasattr(value, "__iter__") and not isinstance(value, bytes):
        for one in value.values() if hasattr(value, "values") else value:
            yield from strings(one, path)


def elements(block):
    """Every element and block of the page, top down."""
    for child in block.children.values():
        yield child
        if hasattr(child, "children"):
            yield from elements(child)
