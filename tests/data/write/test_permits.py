"""Every way of writing asks who it is: by every role, at home and elsewhere. What is refused has changed nothing."""

import inspect
import pkgutil
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module

import pandas as pd
import pytest
from conftest import World
from sqlalchemy import event, insert, select

import data.write
from data.demo.generate import clear_demo, load_demo
from data.reference import boundaries as outlines
from data.reference.catalogue import load_rules
from data.write import access, accounts, grants, kept_answers, lockouts, sessions
from data.write.actor import Actor, alone, is_permitted, permit
from data.write.appraisal_results import publish
from data.write.appraisal_rules import Typed, set_rules
from data.write.appraisals import Round, enter
from data.write.appraisals import withdraw as take_mark_back
from data.write.audit import KEPT_DAYS, note, purge, read_out
from data.write.catalogue import add, reopen, retire
from data.write.catalogue import save as save_catalogue
from data.write.confirmations import confirm, withdraw
from data.write.errors import NotPermitted
from data.write.exports import number_print, send_out, show_exact
from data.write.groups import add_group, remove_group, rename_group
from data.write.ledger import KEY, note_batch, open_batch, permit_table, write
from data.write.locks import lock, refuse_locked, unlock
from data.write.mappings import forget, teach
from data.write.matter_amendments import amend
from data.write.matters import Matter, assign, take_step
from data.write.meetings import drop_agenda, keep_agenda, open_meeting
from data.write.observations import record
from data.write.paper_templates import bring_back
from data.write.paper_templates import keep as keep_template
from data.write.paper_templates import withdraw as take_down
from data.write.project_batches import write_changes
from data.write.project_traces import Change, refuse_closed
from data.write.project_undo import undo_projects
from data.write.project_years import check_project, drop_task, put_task, state_project, step_task
from data.write.projects import add_project, edit_project, hide_projects
from data.write.reasons import explain
from data.write.reasons import withdraw as unexplain
from data.write.shipped import keep_base, keep_ours
from data.write.shipped import take as take_release
from data.write.sites import FIELDS, write_sites
from data.write.snapshots import FIGURES, keep
from data.write.snapshots import take as freeze
from data.write.submissions import give_back, must_be_reviewed, refuse_unreviewed, send, take
from data.write.submissions import withdraw as recall
from data.write.targets import copy_forward, set_plan, set_targets
from data.write.tree.acts import Rename
from data.write.tree.apply import carry_out
from data.write.tree.carried_along import carry_sites, carry_targets
from data.write.undoing import undo, undo_lot
from data.write.weights import copy_weights, save_weights, set_weights
from queries import schema
from queries.record import faults
from queries.roles import ACTS, ROLES

CITY, HOME, AWAY = "411400", "411421", "411422"
AT = datetime(2026, 4, 12, 9, 30)
OFFICE = alone("商丘市妇联")
WHEN = {"received_at": AT, "committed_at": AT}
TRACE = {"reason": "因", "at": AT}
ROUND = Round(1, 2025, 12)
BY_VISITS = Typed("100", "100", "9", "好 50，差 0", "差")
"""Whoever has been visited has a 总分."""
LI = 901
"""An account's number, which no counter of the database comes to."""


class Case:
    """A database in which everything can be written, of one county or the other, by somebody."""

    def __init__(self, world):
        self.world, self.connection = world, world.connection
        world.add_regions((CITY, "city", None), (HOME, "county", CITY), (AWAY, "county", CITY))
        world.add_indicators(F={}, W={}, P={"whole": "W"}, G={})
        world.add_forms()
        load_rules(world.connection)
        for place in (HOME, AWAY):
            world.observe("W", place, {202603: 40}), world.observe("P", place, {202603: 50})
        world.aim("F", 2025, **{CITY: 50, HOME: 50, AWAY: 50})
        self.connection.execute(insert(schema.schemes), [{"id": 1, "name": "考核", "level": "county"}])
        note(self.connection, OFFICE, "import", at=AT - timedelta(days=KEPT_DAYS + 2))
        access.set_rule(self.connection, OFFICE, "review", "never", AT)
        world.done()
        with_weights = save_weights(self.connection, 1, 2025, {1: 3.0}, actor=OFFICE, reason="年初", at=AT).batch_id
        set_rules(self.connection, 1, 2025, BY_VISITS, actor=OFFICE, **TRACE)
        add_group(self.connection, "乙类工作", actor=OFFICE, **TRACE)
        keep_base(self.connection, "1", {("indicators", "F"): {"weight": 1.0}})
        retired = retire(self.connection, "G", 2030, actor=OFFICE, **TRACE).batch_id
        self.batches = {name: dict.fromkeys((HOME, AWAY), batch) for name, batch in (
            ("weights", with_weights), ("catalogue", retired))} | {
            name: {place: make(place) for place in (HOME, AWAY)} for name, make in (
                ("cells", self._report), ("targets", self._aim), ("sites", self._home))}
        self.closed = {place: lock(self.connection, world.region[place], 202511, actor=OFFICE, **TRACE) for place in (HOME, AWAY)}
        self.marked = {place: self.mark(place, OFFICE) for place in (HOME, AWAY)}
        self.sent = {place: self.send(place, OFFICE, "1") for place in (HOME, AWAY)}
        self.given = {place: self.assign(place, OFFICE) for place in (HOME, AWAY)}
        for place in (HOME, AWAY):
            take_step(self.connection, self.given[place], "progress", "办", actor=OFFICE, at=AT)
            keep_agenda(self.connection, world.region[place], ["a"], [], actor=OFFICE, at=AT)
        self.said = {place: self.explain(place, OFFICE) for place in (HOME, AWAY)}
        add_project(self.connection, {"name": "直播班", "about": "期数", "action_id": 1}, actor=OFFICE, **TRACE)
        for place in (HOME, AWAY):
            put_task(self.connection, self.task(place), actor=OFFICE, **TRACE)
        self.tasks = dict(zip((HOME, AWAY), self.connection.execute(select(schema.project_tasks.c.id).order_by("id")).scalars(),
                              strict=True))
        self.batches["states"] = {place: self.state(place, "idle", OFFICE) for place in (HOME, AWAY)}
        self.forms = {place: keep_template(self.connection, world.region[place], "docx", "旧", b"x", actor=OFFICE, at=AT)
                      for place in (HOME, AWAY)}
        self.old_forms = {place: self.old_form(place) for place in (HOME, AWAY)}
        self.marks = {kind: {place: self.score(place, kind, OFFICE) for place in (HOME, AWAY)} for kind in ("self", "site")}
        teach(self.connection, f"{HOME}妇联", {("blank", "无"): "0"}, actor=OFFICE, at=AT)
        teach(self.connection, f"{AWAY}妇联", {("blank", "无"): "0"}, actor=OFFICE, at=AT)
        self.taught = dict(zip((HOME, AWAY), self.connection.execute(select(schema.mappings.c.id).order_by("id")).scalars(),
                               strict=True))
        self.connection.execute(insert(schema.accounts), [
            {"id": LI, "name": "li", "region_id": 1, "post": "统计岗", "state": "open", "must_change": False, "exact": True,
             "made_at": AT, "changed_at": AT}])
        self.connection.execute(insert(schema.grants), [{"account_id": LI, "role": "county", "region_id": 2, "given_at": AT}])
        self.connection.execute(schema.batches.update().where(schema.batches.c.id == self.batches["cells"][HOME]).values(
            lot=self.batches["cells"][HOME]))

    def _report(self, place: str) -> int:
        return record(self.connection, self.cells(place, 7.0), file_name="月报", actor=OFFICE, **WHEN).batch_id

    def _aim(self, place: str) -> int:
        return set_targets(self.connection, self.aims(place, 9.0), year=2026, actor=OFFICE, reason="因", at=AT).batch_id

    def _home(self, place: str) -> int:
        batch = open_batch(self.connection, kind="import", file_name="家.xlsx", actor=OFFICE, rows=1, **WHEN)
        write_sites(self.connection, self.home(place, "甲"), batch, OFFICE)
        return batch

    def send(self, place: str, actor: Actor, mark: str = "2") -> int:
        return send(self.connection, file_name="表", file_sha256=f"{mark}{place}", region_ids=[self.world.region[place]],
                    headline="三月", rows=1, rest=None, draft="{}", file=b"", follows=None, reason=None, actor=actor, at=AT)

    def cells(self, place: str, value: float, code: str = "F") -> pd.DataFrame:
        return pd.DataFrame([(self.world.region[place], 202603, self.world.indicator[code], value)], columns=[*KEY, "value"])

    def aims(self, place: str, value: float) -> pd.DataFrame:
        return pd.DataFrame([(self.world.region[place], 1, value)], columns=["region_id", "indicator_id", "value"])

    def home(self, place: str, name: str) -> pd.DataFrame:
        row = dict.fromkeys(FIELDS) | {"region_id": self.world.region[place], "form": "市直单位", "name": name}
        return pd.DataFrame([row], columns=FIELDS)

    def assign(self, place: str, actor: Actor) -> int:
        given = Matter("补齐", "调度会", AT.date(), self.world.region[place], f"{place}妇联", datetime(2026, 6, 1).date())
        return assign(self.connection, given, actor=actor, at=AT)

    def explain(self, place: str, actor: Actor) -> int:
        return explain(self.connection, region_id=self.world.region[place], indicator_id=1, period=202603, why="因", measure="补",
                       due=AT.date(), actor=actor, at=AT)

    def task(self, place: str, what: str = "办班") -> dict:
        return {"project_id": 1, "region_id": self.world.region[place], "year": 2026, "what": what, "unit": f"{place}妇联",
                "due": datetime(2026, 6, 1).date(), "weight": 2.0}

    def state(self, place: str, state: str, actor: Actor) -> int:
        return state_project(self.connection, 1, self.world.region[place], 2026, state, actor=actor, **TRACE)

    def score(self, place: str, kind: str, actor: Actor) -> int:
        return enter(self.connection, ROUND, self.world.region[place], kind, "9", "因", actor=actor, at=AT)

    def old_form(self, place: str) -> int:
        number = keep_template(self.connection, self.world.region[place], "docx", "撤下的", b"x", actor=OFFICE, at=AT)
        take_down(self.connection, number, actor=OFFICE, at=AT)
        return number

    def mark(self, place: str, actor: Actor) -> int:
        rule = self.connection.scalar(select(schema.rules.c.id).where(schema.rules.c.code == "QZ-01"))
        return confirm(self.connection, rule_id=rule, region_id=self.world.region[place], period=202603, indicator_id=3, month=3,
                       reason="核对过", actor=actor, at=AT)


def opened(case: Case, place: str, actor: Actor, table: str) -> int:
    return open_batch(case.connection, kind="import", file_name="表", actor=actor, rows=1, table=table, **WHEN)


PATHS: dict[str, tuple[Callable, str, bool, Callable[[Case, str, Actor], object]]] = {
    # what it is -> the function, the act, whether it is about the whole tree, how it is done
    "record": (record, "import", False, lambda case, place, actor: record(
        case.connection, case.cells(place, 8.0), file_name="月报", actor=actor, **WHEN)),
    "write": (write, "import", False, lambda case, place, actor: write(
        case.connection, "observations", case.cells(place, 8.0).assign(period=202602), case.batches["cells"][place], actor)),
    "write targets": (write, "targets", False, lambda case, place, actor: write(
        case.connection, "targets", case.cells(place, 8.0).assign(period=2024), case.batches["cells"][place], actor)),
    "sites": (write_sites, "import", False, lambda case, place, actor: write_sites(
        case.connection, case.home(place, "乙"), case.batches["cells"][place], actor)),
    "targets": (set_targets, "targets", False, lambda case, place, actor: set_targets(
        case.connection, case.aims(place, 8.0), year=2026, actor=actor, **TRACE)),
    "plan": (set_plan, "targets", False, lambda case, place, actor: set_plan(
        case.connection, case.world.region[place], 2026, 1, [month / 12 for month in range(1, 13)], actor=actor, **TRACE)),
    "forward": (copy_forward, "targets", False, lambda case, place, actor: copy_forward(
        case.connection, case.world.region[place], 2025, [1], 0.1, 0, overwrite=True, actor=actor, **TRACE)),
    "weights": (set_weights, "weights", True, lambda case, place, actor: set_weights(
        case.connection, 1, 2026, {1: "5"}, actor=actor, **TRACE)),
    "weights saved": (save_weights, "weights", True, lambda case, place, actor: save_weights(
        case.connection, 1, 2026, {1: 5.0}, actor=actor, **TRACE)),
    "weights copied": (copy_weights, "weights", True, lambda case, place, actor: copy_weights(
        case.connection, 1, 2026, actor=actor, **TRACE)),
    "catalogue": (save_catalogue, "catalogue", True, lambda case, place, actor: save_catalogue(
        case.connection, {"F": {"weight": 2.0}}, actor=actor, **TRACE)),
    "catalogue: added": (add, "catalogue", True, lambda case, place, actor: add(case.connection, {
        "code": "ZD-01", "name": "新", "short_name": "新", "action_id": 1, "unit": "个", "kind": "flow", "definition": "新"},
        actor=actor, **TRACE)),
    "catalogue: retired": (retire, "catalogue", True, lambda case, place, actor: retire(
        case.connection, "F", 2030, actor=actor, **TRACE)),
    "group": (add_group, "catalogue", True, lambda case, place, actor: add_group(
        case.connection, "甲类工作", actor=actor, **TRACE)),
    "group renamed": (rename_group, "catalogue", True, lambda case, place, actor: rename_group(
        case.connection, "qita1", "丙类工作", actor=actor, **TRACE)),
    "group removed": (remove_group, "catalogue", True, lambda case, place, actor: remove_group(
        case.connection, "qita1", actor=actor, **TRACE)),
    "release taken": (take_release, "catalogue", True, lambda case, place, actor: take_release(
        case.connection, "2", {("indicators", "F"): {"weight": 3.0}}, ["F.weight"], actor=actor, **TRACE)),
    "release left": (keep_ours, "catalogue", True, lambda case, place, actor: keep_ours(
        case.connection, "2", {("indicators", "F"): {"weight": 3.0}}, actor=actor, at=AT)),
    "catalogue: opened again": (reopen, "catalogue", True, lambda case, place, actor: reopen(
        case.connection, "G", actor=actor, **TRACE)),
    **{f"undo {name}": (undo, act, name in ("weights", "catalogue"), lambda case, place, actor, name=name: undo(
        case.connection, case.batches[name][place], actor=actor, at=AT))
        for name, act in (("cells", "import"), ("sites", "import"), ("targets", "targets"), ("weights", "weights"),
                          ("catalogue", "catalogue"))},
    "undo lot": (undo_lot, "import", False, lambda case, place, actor: undo_lot(
        case.connection, case.batches["cells"][place], actor=actor, at=AT)),
    "confirm": (confirm, "confirm", False, lambda case, place, actor: (
        withdraw(case.connection, case.marked[place], actor=OFFICE, at=AT), case.mark(place, actor))),
    "withdraw": (withdraw, "confirm", False, lambda case, place, actor: withdraw(
        case.connection, case.marked[place], actor=actor, at=AT)),
    "teach": (teach, "teach", False, lambda case, place, actor: teach(
        case.connection, f"{place}妇联", {("blank", "没有"): "0"}, actor=actor, at=AT)),
    "teach a stranger's": (teach, "teach", True, lambda case, place, actor: teach(
        case.connection, "谁的表", {("blank", "没有"): "0"}, actor=actor, at=AT)),
    "forget": (forget, "teach", False, lambda case, place, actor: forget(
        case.connection, case.taught[place], actor=actor, at=AT)),
    "send": (send, "import", False, lambda case, place, actor: case.send(place, actor)),
    "take": (take, "review", False, lambda case, place, actor: take(
        case.connection, case.sent[place], case.batches["cells"][place], actor=actor, at=AT)),
    "give back": (give_back, "review", False, lambda case, place, actor: give_back(
        case.connection, case.sent[place], reason="因", actor=actor, at=AT)),
    "recall": (recall, "import", False, lambda case, place, actor: recall(
        case.connection, case.sent[place], actor=actor, at=AT)),
    "purge": (purge, "purge", True, lambda case, place, actor: purge(
        case.connection, AT - timedelta(days=KEPT_DAYS + 1), actor=actor, at=AT)),
    "lock": (lock, "lock", False, lambda case, place, actor: lock(
        case.connection, case.world.region[place], 202512, actor=actor, **TRACE)),
    "unlock": (unlock, "lock", False, lambda case, place, actor: unlock(
        case.connection, case.closed[place], actor=actor, **TRACE)),
    "explain": (explain, "note", False, lambda case, place, actor: case.explain(place, actor)),
    "unexplain": (unexplain, "note", False, lambda case, place, actor: unexplain(
        case.connection, case.said[place], actor=actor, at=AT)),
    "freeze": (freeze, "note", False, lambda case, place, actor: freeze(
        case.connection, kind="材料", title=place, region_id=case.world.region[place], year=2026, month=3, demo=False, edited={},
        figures=pd.DataFrame(columns=FIGURES), actor=actor, at=AT)),
    "assign": (assign, "decide", True, lambda case, place, actor: case.assign(place, actor)),
    "report progress": (take_step, "note", False, lambda case, place, actor: take_step(
        case.connection, case.given[place], "progress", "办", actor=actor, at=AT)),
    "ask to close": (take_step, "note", False, lambda case, place, actor: take_step(
        case.connection, case.given[place], "ask", "办了", actor=actor, at=AT)),
    "stop": (take_step, "decide", True, lambda case, place, actor: take_step(
        case.connection, case.given[place], "stop", "不办了", actor=actor, at=AT)),
    "put a matter right": (amend, "decide", True, lambda case, place, actor: amend(
        case.connection, case.given[place], {"note": "注"}, "写错了", actor=actor, at=AT)),
    "add a project": (add_project, "projects", True, lambda case, place, actor: add_project(
        case.connection, {"name": place, "about": "期数", "action_id": 1}, actor=actor, **TRACE)),
    "edit a project": (edit_project, "projects", True, lambda case, place, actor: edit_project(
        case.connection, 1, {"lead": "权益部"}, actor=actor, **TRACE)),
    "hide a project": (hide_projects, "projects", True, lambda case, place, actor: hide_projects(
        case.connection, [1], True, actor=actor, **TRACE)),
    "state a project": (state_project, "states", False, lambda case, place, actor: case.state(place, "running", actor)),
    "add a task": (put_task, "projects", False, lambda case, place, actor: put_task(
        case.connection, case.task(place, "巡讲"), actor=actor, **TRACE)),
    "do a task": (step_task, "states", False, lambda case, place, actor: step_task(
        case.connection, case.tasks[place], "done", actor=actor, at=AT)),
    "drop a task": (drop_task, "projects", False, lambda case, place, actor: drop_task(
        case.connection, case.tasks[place], actor=actor, **TRACE)),
    "check a project": (check_project, "projects", False, lambda case, place, actor: check_project(
        case.connection, {"project_id": 1, "region_id": case.world.region[place], "year": 2026, "half": 6,
                          "checked_on": AT.date(), "result": "met"}, actor=actor, at=AT)),
    "projects by a workbook": (write_changes, "states", False, lambda case, place, actor: write_changes(
        case.connection, [Change("project_states", None, {"project_id": 1, "region_id": case.world.region[place], "year": 2025,
                                                          "state": "none", "demo": False})],
        actor=actor, reason=None, at=AT, what="表.xlsx", file_sha256=f"p{place}")),
    "undo states": (undo, "states", False, lambda case, place, actor: undo(
        case.connection, case.batches["states"][place], actor=actor, at=AT)),
    "rules of appraisal": (set_rules, "weights", True, lambda case, place, actor: set_rules(
        case.connection, 1, 2026, BY_VISITS, actor=actor, **TRACE)),
    "score oneself": (enter, "note", False, lambda case, place, actor: case.score(place, "self", actor)),
    **{f"appraise: {kind}": (enter, "appraise", True, lambda case, place, actor, kind=kind: case.score(place, kind, actor))
       for kind in ("site", "usual", "bonus", "minus", "veto")},
    "take a score of one's own back": (take_mark_back, "note", False, lambda case, place, actor: take_mark_back(
        case.connection, case.marks["self"][place], actor=actor, at=AT)),
    "take a score back": (take_mark_back, "appraise", True, lambda case, place, actor: take_mark_back(
        case.connection, case.marks["site"][place], actor=actor, at=AT)),
    "publish": (publish, "appraise", True, lambda case, place, actor: publish(
        case.connection, ROUND, case.world.region[CITY], "会", AT.date(), actor=actor, at=AT)),
    "keep a template": (keep_template, "templates", False, lambda case, place, actor: keep_template(
        case.connection, case.world.region[place], "docx", "新", b"x", actor=actor, at=AT)),
    "take a template down": (take_down, "templates", False, lambda case, place, actor: take_down(
        case.connection, case.forms[place], actor=actor, at=AT)),
    "bring a template back": (bring_back, "templates", False, lambda case, place, actor: bring_back(
        case.connection, case.old_forms[place], actor=actor, at=AT)),
    "agenda": (keep_agenda, "note", False, lambda case, place, actor: keep_agenda(
        case.connection, case.world.region[place], ["a"], [], actor=actor, at=AT)),
    "no agenda": (drop_agenda, "note", False, lambda case, place, actor: drop_agenda(
        case.connection, case.world.region[place], actor=actor, at=AT)),
    "meeting": (open_meeting, "note", False, lambda case, place, actor: open_meeting(
        case.connection, content=b"x", title=place, region_id=case.world.region[place], year=2026, month=3, demo=False,
        figures=pd.DataFrame(columns=FIGURES), actor=actor, at=AT)),
    "clear the demo": (clear_demo, "clear", True, lambda case, place, actor: clear_demo(case.connection, AT, actor=actor)),
    "tree": (carry_out, "regions", True, lambda case, place, actor: carry_out(
        case.connection, [Rename(case.world.region[place], "新名", 202601)], actor=actor, **TRACE)),
    "boundaries": (outlines.restore, "boundaries", True, lambda case, place, actor: outlines.restore(
        case.connection, actor=actor)),
}
KEEPING: dict[str, tuple[Callable, str, Callable[[Case, Actor], object]]] = {
    # accounts and their grants: about the whole office
    "make": (accounts.make_account, "accounts", lambda case, actor: accounts.make_account(
        case.connection, actor, name="tongji", region_id=1, post="统计岗", password="Shangqiu-2026-cn", at=AT)),
    "close": (accounts.close_account, "accounts", lambda case, actor: accounts.close_account(case.connection, actor, LI, AT)),
    "open": (accounts.open_account, "accounts", lambda case, actor: accounts.open_account(case.connection, actor, LI, AT)),
    "bind": (accounts.bind_outside, "accounts", lambda case, actor: accounts.bind_outside(case.connection, actor, LI, "u1", AT)),
    "password": (accounts.give_password, "accounts", lambda case, actor: accounts.give_password(
        case.connection, actor, LI, "Shangqiu-2026-cn", AT)),
    "totp": (accounts.set_totp, "accounts", lambda case, actor: accounts.set_totp(case.connection, actor, LI, None, AT)),
    "unlock": (lockouts.unlock, "accounts", lambda case, actor: lockouts.unlock(case.connection, actor, "zhang", AT)),
    "rule": (access.set_rule, "settings", lambda case, actor: access.set_rule(case.connection, actor, "idle_minutes", "20", AT)),
    "grant": (grants.grant, "grants", lambda case, actor: grants.grant(case.connection, actor, LI, "viewer", 1, AT)),
    "revoke": (grants.revoke, "grants", lambda case, actor: grants.revoke(case.connection, actor, LI, "county", 2, AT)),
    "exact": (grants.show_exact, "grants", lambda case, actor: grants.show_exact(case.connection, actor, LI, False, AT)),
}
PATHS |= {f"account: {name}": (function, act, True, lambda case, _, actor, do=do: do(case, actor))
          for name, (function, act, do) in KEEPING.items()}
ANYWHERE = {open_batch: "it takes a number; what comes into the batch is asked for where it is written"} | dict.fromkeys(
    (sessions.begin, sessions.go_on, sessions.renew, sessions.touch, sessions.end, accounts.change_password),
    "of one's own account, whatever it is granted (tests/data/write/test_accounts.py)") | {
        read_out: "it writes nothing; who may is in tests/data/write/test_exports.py",
        send_out: "what leaves holds what its reader may see (pages/parts/shell/exports.py)",
        show_exact: "of 单机, where it is offered to the browser on this machine alone (tests/pages/test_exact_here.py)",
        number_print: "what is printed holds what its reader may see (pages/parts/shell/paper.py)",
        kept_answers.put_by: "what anybody sees, made by the program", kept_answers.keep: "the same",
        keep: "it takes by `take`, and nothing where that would be refused (tests/pages/papers/test_outline.py)"}
STEPS = {permit, is_permitted, permit_table, note, note_batch, refuse_locked, must_be_reviewed, refuse_unreviewed, carry_sites,
         carry_targets, refuse_closed, undo_projects}
"""What asks, what says that it was done, and parts of what has been asked for."""


def statements(connection, call: Callable[[], object]) -> tuple[BaseException | None, list[str]]:
    """What a call raised, and every statement of it that would change a row; then it is taken back."""
    found: list[str] = []

    def listen(_connection, _cursor, statement, *_rest) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            found.append(statement)

    with connection.begin_nested() as tried:
        event.listen(connection, "before_cursor_execute", listen)
        try:
            call()
            raised = None
        except NotPermitted as refused:
            raised = refused
        finally:
            event.remove(connection, "before_cursor_execute", listen)
            tried.rollback()
    return raised, found


@pytest.fixture(scope="module")
def made(shared_engine):
    with shared_engine.connect() as connection:
        yield Case(World(connection))


@pytest.fixture
def case(made):
    """What one test writes is gone for the next."""
    with made.connection.begin_nested() as tried:
        yield made
        tried.rollback()


def test_every_way_by_every_role_at_home_and_elsewhere(case):
    """A county's grant is for HOME, the other for the root, so for AWAY too: refused ones have not even begun to write. Who
    may is asked before the database is: PostgreSQL sees every role at home."""
    region, wrong = case.world.region, []
    pairs = ((HOME, HOME), (HOME, AWAY), (CITY, AWAY)) if case.connection.dialect.name == "sqlite" else ((HOME, HOME),)
    for path, (_, act, whole, do) in PATHS.items():
        for role in ROLES:
            for granted, place in pairs:
                actor = Actor("睢县妇联", frozenset({(role, region[granted])}), account="zhang")
                allowed = role in ACTS[act][1] and (granted == CITY or place == HOME and not whole)
                raised, wrote = statements(case.connection, lambda: do(case, place, actor))  # noqa: B023
                mine = [one for one in wrote if path != "confirm" or "INSERT" in one and "confirmations" in one]
                if (raised is None) is not allowed or not allowed and mine:
                    wrong.append((path, role, granted, place, raised, mine[:1]))
    assert wrong == []


def test_in_the_office_alone_everything_is_done_and_is_on_record(case):
    before = case.connection.scalar(select(schema.audit_head.c.last))
    for path, (*_, do) in PATHS.items():
        with case.connection.begin_nested() as tried:
            do(case, HOME, OFFICE)
            rows = case.connection.execute(select(schema.audit).where(schema.audit.c.id > before)).all()
            assert rows and {(row.unit, row.outcome) for row in rows} == {("商丘市妇联", "done")}, path
            assert faults(case.connection) == [], path
            tried.rollback()


REVIEWED = ("record", "write", "sites")
"""What may not come in before somebody has reviewed it."""


def test_what_has_to_be_reviewed_is_written_by_reviewers_alone(case):
    region, wrong = case.world.region, []
    access.set_rule(case.connection, OFFICE, "review", "accounts", AT)
    for path in (*REVIEWED, "undo cells", "send", "teach", "confirm"):
        for role in ("city", "county"):
            for granted in (HOME, CITY):
                actor = Actor("睢县妇联", frozenset({(role, region[granted])}), account="zhang")
                raised, _ = statements(case.connection, lambda: PATHS[path][3](case, HOME, actor))  # noqa: B023
                if (raised is None) is not (role == "city" or path not in REVIEWED) or raised and "要先审核" not in str(raised):
                    wrong.append((path, role, granted, raised))
    assert wrong == []


def test_a_batch_is_opened_by_whoever_may_write_into_it_somewhere(case):
    for table, act in (("observations", "import"), ("targets", "targets"), ("weights", "weights")):
        for role in ROLES:
            actor = Actor("睢县妇联", frozenset({(role, case.world.region[HOME])}), account="zhang")
            raised, wrote = statements(case.connection, lambda: opened(case, HOME, actor, table))  # noqa: B023
            assert (raised is None) is (role in ACTS[act][1]) is bool(wrote), (table, role)


def test_one_who_signs_for_the_own_unit_teaches_its_sheets_whatever_the_tree_calls_it(case):
    actor = Actor("睢县妇女联合会", frozenset({("county", case.world.region[HOME])}), account="zhang")
    assert teach(case.connection, "睢县妇女联合会", {("blank", "无"): "0"}, actor=actor, at=AT) == 1


def test_a_site_that_lay_elsewhere_is_not_taken_from_there(case):
    """A site known by its number may lie in another county: it is asked for there, too."""
    actor = Actor("睢县妇联", frozenset({("county", case.world.region[HOME])}), account="zhang")
    theirs = case.connection.scalar(select(schema.sites.c.id).where(schema.sites.c.region_id == case.world.region[AWAY]))
    moved = case.home(HOME, "丙").assign(site_id=theirs)
    raised, _ = statements(case.connection, lambda: write_sites(case.connection, moved, case.batches["cells"][HOME], actor))
    assert raised is not None and AWAY in str(raised)


def test_every_function_that_takes_an_actor_is_walked():
    """Whoever adds a way to write adds it here."""
    taken = {one for found in pkgutil.walk_packages(data.write.__path__, "data.write.")
             for name, one in vars(import_module(found.name)).items()
             if inspect.isfunction(one) and one.__module__ == found.name and not name.startswith("_")
             and any("Actor" in str(part.annotation) for part in inspect.signature(one).parameters.values())}
    assert taken <= {function for function, *_ in PATHS.values()} | set(ANYWHERE) | STEPS
    assert load_demo  # of an empty database only: tests/data/demo/test_generate.py
