"""The picture of the page that is opened first (first.py), kept in the database: a server that has just started shows it before
it has learned to draw one. It is shown only while everything that it was drawn of and by is the same. On a later day, as every
morning, what a day alone makes different stays blank in its place."""

import json
import logging

from data import clock
from data.write import actor, kept_answers
from data.write.kept_answers import Answer
from pages.parts.shell import answers
from pages.parts.shell.connection import ask, ask_uncounted, engine
from pages.parts.shell.reader import EVERYTHING, as_reader, of_visitor
from pages.parts.shell.reference import current_version
from queries.kept_answers import PICTURE, kept_picture, packed_picture
from queries.region_versions import DRAWS, program, state_of
from queries.snapshots import newest

log = logging.getLogger("dashboard")
DAILY = ("duban", "projects")
"""The blocks that say what is overdue."""


def drawn_of() -> dict[str, str]:
    """What the picture is drawn of and by now: the data, the month shown first, the meetings that were held, and the program; and
    the day."""
    scope = answers.first(current_version())
    return {"all": f"{scope} {ask_uncounted(newest)} {program(DRAWS)}", "day": str(clock.today())}


def read() -> dict:
    """The picture, and as unseen the names of blocks that are not to be seen; {} where there is none that is true now, or not
    everybody may see it."""
    if of_visitor(None) != EVERYTHING:
        return {}
    with as_reader(EVERYTHING):
        held, now = _held(), drawn_of()
    if held["drawn_of"]["all"] != now["all"]:
        return {}
    return held["picture"] | {"unseen": [] if held["drawn_of"] == now else DAILY}


def put_by(picture: dict, of: dict[str, str]) -> None:
    """Keeps what everybody may see. of: `drawn_of` from before it was drawn."""
    if of_visitor(None) != EVERYTHING or _held()["drawn_of"] == of:
        return
    scope = answers.first(current_version())
    state = ask(state_of, [scope.root])
    content = packed_picture(json.dumps({"drawn_of": of, "picture": picture}, ensure_ascii=False))
    row = Answer(PICTURE, scope.root, scope.year, scope.month, state.versions[scope.root], state.made_by, content)
    try:
        kept_answers.put_by(engine(), [row], actor.program(), clock.now())
    except Exception as fault:  # a database that takes nothing is as it was without
        log.info("the first page is not kept: %s", fault)


def _held() -> dict:
    """drawn_of and picture, as they were put by."""
    text = ask_uncounted(kept_picture)
    return json.loads(text) if text else {"drawn_of": {"all": ""}}
