"""What happens around the serving: the database is prepared before it, what people open first is made ready beside it."""

import asyncio
import gc
import logging
import os
import sys
import threading
import time
from contextlib import asynccontextmanager

from data.prepare import prepare_from_environment
from data.reference.catalogue import UnknownRoot
from pages.parts.shell.permit import BadNetwork, networks
from pages.parts.shell.visitors import here
from pages.parts.ui import first
from queries.database import DatabaseFault

log = logging.getLogger("dashboard")
QUIET = 10
"""Seconds that the first visitor is left alone for."""
SWITCH = 0.001
"""Seconds that a thread keeps the interpreter for while another wants it; Python's own are 0.005."""
WORDS = {"unknown_version": "数据库的结构版本不是本程序所认识的，为免损坏数据，程序不启动。请换用与数据库同版或更新的程序。",
         "foreign": "JINGUO_DATABASE_URL 所指的数据库里已有别的程序的表，为免混用，程序不启动。请指定一个空的数据库。"}


@asynccontextmanager
async def lifespan(_app):
    # The socket and the many small files wait for no thread that works something out, of which there may be several by now.
    sys.setswitchinterval(SWITCH)
    try:
        networks()
        await asyncio.to_thread(prepare_from_environment)
    except (BadNetwork, UnknownRoot) as error:
        stop(str(error))
    except DatabaseFault as fault:
        if fault.reason in WORDS:
            stop(f"{WORDS[fault.reason]}\n详情：{fault.detail}")
        # The pages say the rest in plain words, and work again as soon as the database does.
        log.exception("the database could not be prepared")
    # Beside the browser's own start, not before it: whoever opens the first page meanwhile waits for the same answers.
    threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
    looking = asyncio.create_task(here.keep_looking())
    yield
    looking.cancel()


def warm_up() -> None:
    from pages.parts.shell import answers, keeping
    from pages.parts.shell.reader import EVERYTHING, given

    given.set(EVERYTHING)  # for this thread
    keeper = keeping.start()
    answers.warm()
    first.warm()
    keeper.put_by()  # now, for a server that is started again soon
    # The rest is of no use to the first page, and whoever has opened it by now would wait for this thread.
    time.sleep(QUIET)
    # What start-up made stays for good: out of the collector's sight, a rerun's collection costs little.
    gc.collect()
    gc.freeze()
    keeper.run(then=first.warm)


def stop(words: str) -> None:
    # Raised, an exit would come out of the server's start-up as a traceback after these words.
    print(f"\n无法启动：{words}\n", file=sys.stderr, flush=True)
    os._exit(3)
