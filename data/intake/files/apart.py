"""Reading in a process of its own, for files that are big or odd: it may use so much memory and time, and no more.
The child (data/intake/files/__main__.py) hands the sheets back pickled. Where the system limits a process's memory (Linux by
rlimit, Windows by a job object), it does; on macOS there are the counted limits (data/intake/files/limits.py) and the time
limit alone. The job object was tried against a stand-in for kernel32 only, not on a Windows.
"""

import io
import logging
import pickle
import subprocess
import sys
import threading
from pathlib import Path

from data.intake.files.limits import MB, MEMORY, SAVE_AS, SECONDS
from data.intake.sheets import Sheet, Unusable

TOO_MUCH = (f"表太大或太复杂，{SECONDS} 秒或 {MEMORY // MB} MB 内存之内读不完。请只复制有数的部分到新表，或分几个文件导入；"
            f"{SAVE_AS}")
log = logging.getLogger(__name__)
_ROOT = Path(__file__).parents[3]
_SLOTS = threading.BoundedSemaphore(2)
"""However many sessions open a file at once, so many are read at a time."""
_KNOWN = {("data.intake.sheets", "Sheet"), ("data.intake.cells", "Fault"), ("data.intake.cells", "Percent"),
          ("datetime", "datetime")}


def read_apart(kind: str, content: bytes) -> tuple[list[Sheet], list[str]]:
    """What `readers.read` returns, or Unusable."""
    command = [sys.executable, "-m", "data.intake.files", kind]
    with _SLOTS:
        try:
            done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, cwd=_ROOT,
                                  creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0))
        except subprocess.TimeoutExpired as error:
            raise Unusable(TOO_MUCH) from error
        except OSError as error:
            log.warning("no process to read a file in: %s", error)
            raise Unusable("这台电脑现在太忙，开不了读表的进程。请稍后再试") from error
    if done.returncode:
        told = done.stderr[-2_000:].decode(errors="replace")
        log.warning("the process that read a file ended with %s: %s", done.returncode, told)
        raise Unusable(TOO_MUCH)
    result = _Plain(io.BytesIO(done.stdout)).load()
    if isinstance(result, str):
        raise Unusable(result)
    return result


class _Plain(pickle.Unpickler):
    """Knows sheets and what their cells may hold, and nothing that could be called."""

    def find_class(self, module: str, name: str):
        if (module, name) not in _KNOWN:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)
