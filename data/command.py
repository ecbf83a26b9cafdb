"""The command lines' own words: argparse in Chinese."""

import argparse
import re
import sys
from typing import TextIO

from data.write.text import UNSEEN

_ESCAPED = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b.?|\x9b[0-?]*[ -/]*[@-~]", re.DOTALL)
_ENDS = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_SAID = (("the following arguments are required: (.*)", r"少了：\1"), ("unrecognized arguments: (.*)", r"没有这个选项：\1"),
         ("argument (.*?): expected (?:one|at least one|\\d+) arguments?", r"\1 后面要写内容"),
         ("argument (.*?): not allowed with argument (.*)", r"\1 和 \2 不能同时用"),
         ("argument (.*?): ignored explicit argument (.*)", r"\1 后面不写内容"),
         ("argument (.*?): invalid .*?(?:value|choice): (.*?)(?: \\(choose from .*\\))?", r"\1 的 \2 看不懂"),
         ("ambiguous option: (.*) could match.*", r"\1 不完整"))
_HELP = (("usage: ", "用法："), ("positional arguments:", "文件："), ("options:", "选项："),
         ("show this help message and exit", "显示这些说明"))


class Parser(argparse.ArgumentParser):
    """What is wrong, and where the usage is told, in Chinese; exit 2."""

    def error(self, message: str):
        for pattern, words in _SAID:
            if match := re.fullmatch(pattern, message, re.DOTALL):
                message = match.expand(words)
                break
        self.exit(2, f"{shown(message)}\n用法见 {self.prog} --help\n")

    def format_help(self) -> str:
        text = super().format_help()
        for word, words in _HELP:
            text = text.replace(word, words)
        return text


def shown(line: str) -> str:
    """Words of strangers as a terminal may be given them: one line, no escape sequence, no mark that nobody sees or that
    turns the direction, nothing that cannot be written out."""
    return UNSEEN.sub("", _ENDS.sub(" ", _ESCAPED.sub("", line)))


def say(*lines: str, to: TextIO | None = None) -> None:
    """Prints lines, each as `shown`: whatever a command says, it says here."""
    for line in lines:
        print(shown(line), file=to or sys.stdout)


def why_closed(error: OSError) -> str:
    """Why a file cannot be opened."""
    return next((words for kind, words in ((FileNotFoundError, "没有这个文件，请检查路径"), (IsADirectoryError, "这是一个文件夹"),
                                           (PermissionError, "没有读取权限")) if isinstance(error, kind)), "读取时出错")
