"""其他工作: groups beside the six, set up, renamed, taken away and undone; what is refused, and why. Both engines."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from data.write.actor import alone
from data.write.catalogue import save
from data.write.errors import NotThere, Refused
from data.write.groups import add_group, own, remove_group, rename_group
from data.write.undoing import undo
from queries.catalogue import list_actions
from queries.database import writing
from queries.record import faults
from queries.schema import actions, audit

SIGNED: Any = {"actor": alone("商丘市妇联"), "reason": "六大行动以外的工作", "at": datetime(2026, 11, 26, 9)}
NEW = {"name": "三新领域妇女组织数", "short_name": "三新组织", "unit": "个", "kind": "stock",
       "definition": "解释", "programme": "三新"}


def test_groups_are_set_up_renamed_used_and_undone(prepared):
    with writing(prepared()) as connection:
        made = add_group(connection, " 三新领域工作 ", **SIGNED)
        second = add_group(connection, "执委大走访", **SIGNED)
        assert own(connection) == {"qita1": "三新领域工作", "qita2": "执委大走访"}
        shown = list_actions(connection)
        assert shown["kind"].tolist() == ["six"] * 6 + ["base"] + ["own"] * 2
        renamed = rename_group(connection, "qita1", "新领域工作", **SIGNED)
        assert own(connection)["qita1"] == "新领域工作"
        undo(connection, renamed.batch_id, actor=SIGNED["actor"], at=SIGNED["at"])
        assert own(connection)["qita1"] == "三新领域工作"
        number = connection.scalar(select(actions.c.id).where(actions.c.code == "qita1"))
        save(connection, {"QT-01": NEW | {"code": "QT-01", "action_id": number}}, **SIGNED)
        gone = remove_group(connection, "qita2", **SIGNED)
        assert list(own(connection)) == ["qita1"]
        undo(connection, gone.batch_id, actor=SIGNED["actor"], at=SIGNED["at"])
        assert list(own(connection)) == ["qita1", "qita2"]
        undo(connection, second.batch_id, actor=SIGNED["actor"], at=SIGNED["at"])
        assert list(own(connection)) == ["qita1"] and not faults(connection)
        of = audit.c.what.contains(f"第 {renamed.batch_id} 次")
        told = connection.execute(select(audit.c.details).where(of)).scalars().all()
        assert "三新领域工作→新领域工作" in told[0]
        with pytest.raises(Refused, match="1项指标"):
            undo(connection, made.batch_id, actor=SIGNED["actor"], at=SIGNED["at"])


def test_what_may_not_be_is_refused_in_words(prepared):
    with writing(prepared()) as connection:
        for name, why in (("", "请填名称"), ("巾帼创业行动", "已经有"), ("一二三四五六七八九十十一十二", "最多12个")):
            with pytest.raises(Refused, match=why):
                add_group(connection, name, **SIGNED)
        with pytest.raises(Refused, match="原因"):
            add_group(connection, "三新领域工作", **SIGNED | {"reason": " "})
        for number in (1, 2):
            add_group(connection, f"工作{number}", **SIGNED)
        with pytest.raises(Refused, match="最多2类，已经有了工作1、工作2"):
            add_group(connection, "工作3", **SIGNED)
        for code in ("chuangye", "jichu", "qita9"):
            with pytest.raises(NotThere, match="六大行动"):
                rename_group(connection, code, "别的", **SIGNED)
        with pytest.raises(Refused, match="没有改动"):
            rename_group(connection, "qita1", "工作1", **SIGNED)
