"""The settings of access, and the version that tells every process that somebody's way in has changed."""

from datetime import datetime

from sqlalchemy import Connection

from data.write.actor import WHOLE, Actor, permit
from data.write.audit import note
from data.write.errors import Refused
from data.write.settings import hold_writers, next_version, put_settings
from queries.access import CHOICES, LIMITS, WORDS, is_allowed, key_of, read_rules


def raise_access_version(connection: Connection) -> None:
    """Part of every change to accounts, grants and ended sessions: what processes keep of them is out of date. The data's
    version stays, so that nobody's answers are worked out anew because somebody signed out."""
    hold_writers(connection)
    put_settings(connection, **{key_of("version"): str(next_version(read_rules(connection).version))})


def set_rule(connection: Connection, actor: Actor, name: str, text: str, at: datetime) -> None:
    """Sets one rule of access. Raises Refused for what there is not or cannot be, NotPermitted."""
    permit(connection, actor, "settings")
    if name not in WORDS:
        raise Refused(name=f"没有“{name}”这个设置。有：{'、'.join(WORDS)}。")
    if not is_allowed(name, text):
        may = (f"{'、'.join(CHOICES[name])} 之一" if name in CHOICES else
               f"{LIMITS[name][0]} 到 {LIMITS[name][1]} 的整数")
        raise Refused(value=f"{WORDS[name]}应是{may}，不能是“{text}”。")
    raise_access_version(connection)
    was = getattr(read_rules(connection), name)
    put_settings(connection, **{key_of(name): text})
    note(connection, actor, "settings", at=at, what=WORDS[name], region_ids=WHOLE, details=f"{was} → {text}")
