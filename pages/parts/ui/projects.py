"""How many 工作项目 there are and how they stand, as a line for other pages."""

from datetime import date

from data import clock
from pages.parts.shell import planned, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Projects
from pages.parts.shell.scope import Scope
from pages.parts.ui.html import Markup, button, html, join
from queries.projects import totals


def line(scope: Scope, action: str = "") -> Markup | str:
    """本行动 65 个工作项目，已开展 58: with doors to them; "" where none is listed. Picks: Projects."""
    return _line(scope, action, clock.today())


@by_version(256)
def _line(scope: Scope, action: str, today: date) -> Markup | str:
    counted = planned.counts(scope, today)
    if action:
        known = reference.actions(scope.version)
        counted = counted[counted["action_id"].isin(known.loc[known["code"] == action, "id"])]
    if counted.empty:
        return ""
    whole = totals(counted)
    doors = [button(Projects(action, ""), f"{whole['all']} 个工作项目")]
    if whole["unsaid"] == whole["all"]:
        doors.append(button(Projects(action, "unsaid"), "开展情况未填报"))
    else:
        doors += [button(Projects(action, state), f"{word} {whole[state]}") for state, word in
                  (("running", "已开展"), ("idle", "未开展"), ("none", "无此项"), ("unsaid", "未填报"))
                  if whole[state] or state == "running"]
    if whole["overdue"]:
        doors.append(button(Projects(action, "overdue"), f"▲逾期任务 {whole['overdue']} 项", look="count red"))
    return html('<p class="matters-line projects-line"><b>{}</b> {}</p>', "本行动" if action else "工作项目", join(doors, "，"))
