"""The agenda: which slides are shown and in which order, as a person has put them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from data.papers.outline import Slide


@dataclass(frozen=True)
class Agenda:
    """order: the keys of slides as they were put; left_out: those of them that are not shown."""

    order: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()


def arranged(slides: Sequence[Slide], agenda: Agenda) -> tuple[Slide, ...]:
    """All slides in the agenda's order, those left out too. One that the agenda does not know stands behind the one that it
    follows by itself."""
    by_key = {slide.key: slide for slide in slides}
    order = [key for key in agenda.order if key in by_key]
    for at, slide in enumerate(slides):
        if slide.key not in order:
            order.insert(order.index(slides[at - 1].key) + 1 if at else 0, slide.key)
    return tuple(by_key[key] for key in order)


def shown(slides: Sequence[Slide], agenda: Agenda) -> tuple[Slide, ...]:
    """Those that are shown, in order."""
    return tuple(slide for slide in arranged(slides, agenda) if slide.key not in agenda.left_out)


def read(sent: object, known: Iterable[str]) -> Agenda | None:
    """An agenda as a browser sends it, which may send anything: {"order": [keys], "left_out": [keys]} of slides that there are;
    None for anything else."""
    if not isinstance(sent, Mapping):
        return None
    order, left_out, there = sent.get("order"), sent.get("left_out"), set(known)
    if not isinstance(order, list) or not isinstance(left_out, list):
        return None
    if not all(isinstance(key, str) and key in there for key in [*order, *left_out]) or len(set(order)) < len(order):
        return None
    return Agenda(tuple(order), frozenset(left_out))
