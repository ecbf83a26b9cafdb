"""What a name's syllables begin with: 柘城县 -> zcx, as people type it who do not want to choose characters."""

import os
import unicodedata
from functools import lru_cache
from itertools import islice, product

READINGS = 3
"""Of a character, the commonest: 单 is read dān, chán and, as a name, shàn."""
MOST = 8
"""Of a name."""
ONE = frozenset("省市区县旗州盟乡镇村社街道办事处委会居女")
"""What names end with, and 女: read in one way there, whatever the dictionary has besides."""


@lru_cache(1)
def _dictionary() -> dict[int, str]:
    # Of the package only the characters are wanted: without its phrases it takes a fifth of the memory.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
    from pypinyin.constants import PINYIN_DICT

    return PINYIN_DICT


@lru_cache(8192)
def _of(character: str) -> str:
    """The letters that a character's readings begin with, the commonest first; what is no Chinese stands for itself."""
    said = _dictionary().get(ord(character), character).split(",")
    first = dict.fromkeys(unicodedata.normalize("NFD", one)[0] for one in said)
    return "".join(first)[:1 if character in ONE else READINGS]


def initials(name: str) -> list[str]:
    """The initials of a name, several where a character is read in two ways."""
    return ["".join(letters) for letters in islice(product(*map(_of, name)), MOST)]
