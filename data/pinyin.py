"""A name as people type it who do not want to choose characters: 柘城县 is zcx, or zhechengxian."""

import os
import unicodedata
from functools import lru_cache
from itertools import islice, product

READINGS = 3
"""Of a character, the commonest: 单 is read dān, chán and, as a name, shàn."""
MOST, FEW = 8, 3
"""Of a name: its initials, and written in full."""
ONE = frozenset("省市区县旗州盟乡镇村社街道办事处委会居女")
"""What names end with, and 女: read in one way there, whatever the dictionary has besides."""
LONG_U = str.maketrans("ǖǘǚǜ", "vvvv")


@lru_cache(1)
def _dictionary() -> dict[int, str]:
    # Of the package only the characters are wanted: without its phrases it takes a fifth of the memory.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
    from pypinyin.constants import PINYIN_DICT

    return PINYIN_DICT


def _plain(syllable: str) -> str:
    """zhè as it is typed: zhe; lǜ: lv."""
    plain = unicodedata.normalize("NFD", syllable.replace("ü", "v").translate(LONG_U))
    return "".join(letter for letter in plain if letter.isascii())


@lru_cache(8192)
def _of(character: str) -> tuple[str, ...]:
    """How a character is read, the commonest first; what is no Chinese stands for itself."""
    said = _dictionary().get(ord(character), character).split(",")
    return tuple(dict.fromkeys(_plain(one) or one for one in said))


@lru_cache(8192)
def _begin(character: str) -> str:
    """The letters that its readings begin with."""
    first = dict.fromkeys(one[0] for one in _of(character))
    return "".join(first)[:1 if character in ONE else READINGS]


def initials(name: str) -> list[str]:
    """The initials of a name, several where a character is read in two ways."""
    return ["".join(letters) for letters in islice(product(*map(_begin, name)), MOST)]


def spelled(name: str) -> list[str]:
    """A name in full, syllable after syllable without tones: zhechengxian; several where a character is read in two ways."""
    readings = [_of(character)[:1 if character in ONE else READINGS] for character in name]
    return ["".join(syllables) for syllables in islice(product(*readings), FEW)]
