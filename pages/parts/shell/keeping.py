"""Answers made before anybody asks, and kept in the database for the next start and for other processes (by_region.py reads
them): what anybody sees of the month shown first and the one before it, of every region beside those it is compared with, and
what the rules find in each that has regions below it.

A thread of the server makes them when it starts and whenever the data have changed, whoever changed them: no writer waits.
"""

import logging
import time
from collections.abc import Callable

import pandas as pd

from data import clock
from data.write import kept_answers
from data.write.actor import program
from data.write.kept_answers import Answer
from pages.parts.shell import answers, by_region, reported
from pages.parts.shell.by_region import Question
from pages.parts.shell.connection import engine
from pages.parts.shell.reference import current_version, tree
from pages.parts.shell.scope import Scope
from queries.again import remembering
from queries.kept_answers import packed
from queries.periods import shift
from queries.region_versions import State

log = logging.getLogger("dashboard")

LOOK_SECONDS = 2
"""How often it is asked whether the data have changed."""
GROUPS = 64
"""So many groups of regions that are compared: a province has fewer, and of a country the rest is made when it is asked for."""


class Keeper:
    """Collects what is worked out for anybody, and puts it by."""

    def __init__(self) -> None:
        self.months: set[tuple[int, int]] = set()
        self._found: list[tuple[Question, int, int, State, dict[int, pd.DataFrame]]] = []

    def note(self, question: Question, year: int, month: int, state: State, made: dict[int, pd.DataFrame]) -> None:
        if not self.months or (year, month) in self.months:
            self._found.append((question, year, month, state, made))

    def put_by(self) -> None:
        """Keeps what was found out since; where the database takes nothing, it is as it was without."""
        found, self._found = self._found, []
        rows = [Answer(question.name, region, year, month, state.versions[region], state.made_by, packed(piece))
                for question, year, month, state, made in found for region, piece in made.items()]
        if not rows:
            return
        try:
            kept_answers.put_by(engine(), rows, program(), clock.now())
        except Exception as fault:
            log.info("answers are not kept: %s", fault)

    def make(self, scope: Scope) -> None:
        """Works out what is not known yet, the root's and its children's first; stops when the data have changed meanwhile.
        Leaves half of the time to whoever looks."""
        earlier = shift(scope.year * 100 + scope.month, -1)
        self.months = {(scope.year, scope.month), (earlier // 100, earlier % 100)}
        for group in groups(scope):
            with remembering():
                for question in questions(group):
                    began = time.monotonic()
                    question()
                    time.sleep(min(time.monotonic() - began, 1.0))
            self.put_by()
            if current_version() != scope.version:
                return

    def run(self, then: Callable[[], None]) -> None:
        """For as long as the process runs. then: what else is made, whenever the data or the day are others."""
        made = None
        while True:
            try:
                if (now := (current_version(), clock.today())) != made:
                    self.make(answers.first(now[0]))
                    then()
                    made = now
                self.put_by()
            except Exception as fault:  # the pages say what is wrong with the database
                log.info("no answers are made ahead: %s", fault)
            time.sleep(LOOK_SECONDS)


def start() -> Keeper:
    """One that collects from now on."""
    keeper = Keeper()
    by_region.found_out.append(keeper.note)
    return keeper


def groups(scope: Scope) -> list[Scope]:
    """The scopes whose answers serve every region below them: the root, and all with regions below that can be chosen."""
    nodes = tree(scope.version)
    parents = [int(region) for region in nodes.index if (nodes["parent_id"] == region).any() and region != scope.region]
    return [scope, *(answers.at(scope, region) for region in parents[:GROUPS])]


def questions(scope: Scope) -> list[Callable[[], object]]:
    """What pages ask of a group, and the small lines of each region in it."""
    everything = [answers.headline_facts, answers.forecast, answers.signals, answers.coverage, answers.sparklines,
                  answers.as_it_is, reported.keep_counties, reported.findings]
    lines = [answers.at(scope, region) for region in answers.peers(scope)]
    return [*(lambda ask=ask: ask(scope) for ask in everything), *(lambda one=one: answers.sparklines(one) for one in lines)]

