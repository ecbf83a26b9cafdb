"""The process in which data.intake.files.apart has a file read: `python -m data.intake.files KIND < file`; a pickle comes out."""

import ctypes
import logging
import pickle
import sys

from data.intake.files import job
from data.intake.files.apart import TOO_MUCH
from data.intake.files.limits import MEMORY, SECONDS
from data.intake.files.readers import read
from data.intake.sheets import Unusable


def _limit() -> None:
    if windows := getattr(ctypes, "windll", None):
        if not job.limit(windows.kernel32, MEMORY, SECONDS):
            logging.getLogger(__name__).warning("Windows set no limit on memory")
        return
    import resource
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, 0)):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # macOS knows the limit on memory by name only
            pass


def main() -> None:
    _limit()
    try:
        result = read(sys.argv[1], sys.stdin.buffer.read())
    except Unusable as error:
        result = str(error)
    except MemoryError:
        result = TOO_MUCH
    pickle.dump(result, sys.stdout.buffer, protocol=5)


if __name__ == "__main__":
    main()
