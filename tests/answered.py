"""Has the database of JINGUO_DATABASE_URL keep the answers that a server makes ahead; leaves no time to anybody."""

import time
from types import SimpleNamespace

from pages.parts.shell import answers, keeping
from pages.parts.shell.connection import engine
from pages.parts.shell.reader import EVERYTHING, given
from pages.parts.shell.reference import current_version

given.set(EVERYTHING)
setattr(keeping, "time", SimpleNamespace(monotonic=time.monotonic, sleep=lambda seconds: None))
keeper = keeping.start()
keeper.make(answers.first(current_version()))
keeper.put_by()
engine().dispose()  # the last to close it leaves everything in the one file
