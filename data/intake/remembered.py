"""A file read with what its sender's sheets were taught to mean before (table mappings)."""

from dataclasses import replace

from sqlalchemy import Connection

from data.intake.choices import Choices
from data.intake.draft import Draft
from data.intake.read import draft_of
from data.write.progress import Tell, quiet
from data.write.text import clean
from queries.mappings import list_mappings


def taught(connection: Connection, sender: str) -> Choices:
    """What this sender's sheets were taught to mean."""
    rows = list_mappings(connection, sender) if sender else None
    return Choices({(row.what, row.text): row.answer for row in rows.itertuples()} if rows is not None else {})


def sender_of(draft: Draft, given: str = "") -> str:
    """Whose sheet it is: as a person says, else as the sheet does, else the 妇联 of the one region it is about."""
    regions = {name for block in draft.understood.blocks for name in block.regions}
    only = f"{next(iter(regions))}妇联" if len(regions) == 1 else ""
    return clean(given) or clean(draft.understood.sender) or only


def read_for(connection: Connection, file_name: str, content: bytes, sender: str = "", answers: Choices | None = None,
             tell: Tell = quiet) -> Draft:
    """`draft_of` with what the sender was taught, and with the answers given about this file, which come first.

    `draft.understood.sender` is whose sheet it was taken for, `draft.understood.remembered` what was used of the mappings.
    Raises Unusable.
    """
    answers = answers or Choices()
    draft = draft_of(connection, file_name, content, tell, answers)
    whose = sender_of(draft, sender)
    known, used = taught(connection, whose).answers, {}
    while more := {key: answer for key, answer in known.items()
                   if key in _asked(draft) and key not in answers.answers and key not in used}:
        used |= more  # an answer may raise the next question: a heading known now may be of money
        draft = draft_of(connection, file_name, content, tell, Choices(used | answers.answers))
    answered = {key: answer for key, answer in draft.understood.answered.items() if key not in used}
    draft.understood = replace(draft.understood, sender=whose, remembered=used, answered=answered)
    return draft


def _asked(draft: Draft) -> set[tuple[str, str]]:
    """The keys under which answers to the draft's questions are remembered."""
    return {(one.what, "" if one.what == "money" else one.text) for one in draft.understood.questions}
