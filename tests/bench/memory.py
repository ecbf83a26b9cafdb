"""What the server's memory comes to when many look at many things for long: python tests/bench/memory.py [--minutes 10]

Sessions without browsers go from page to page, county to county, month to month, each every few seconds; a part of them leaves
and comes again. Every quarter of a minute the server's resident memory is read. It is on a plateau if the last third grows by
less than 3 % from its beginning to its end.
"""

import argparse
import asyncio
import json
import random
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

from servers import Server, prepare_database, serving
from sessions import PATIENCE, Session, open_session
from streamlit.util import calc_hash

PAGES = ("", "chuangye", "tuopin", "wenming", "weiquan", "guanai", "wangluo", "xianqu", "jiayuan", "duibi", "linian", "mubiao",
         "xiangmu", "duban", "kaohe", "shangbao", "daoru", "cailiao", "huiyi", "zhibiao", "quhua")
YEARS = (2024, 2025, 2026)
COUNTIES = ("411400", "411402", "411403", "411421", "411422", "411423", "411424", "411425", "411426", "411481")
SAMPLE = 15


def resident(server: Server) -> float:
    """MB."""
    lines = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


async def wander(url: str, gate: asyncio.Semaphore, every: float, stay: int, end: float, seed: int, told: dict) -> None:
    """One visitor after the other, each of `stay` pages."""
    chance = random.Random(seed)
    while time.monotonic() < end:
        session = None
        try:
            session = await open_session(url, gate)
            for _ in range(stay):
                await asyncio.sleep(every * chance.uniform(0.5, 1.5))
                if time.monotonic() > end:
                    break
                await visit(session, chance)
                told["reruns"] += 1
                told["faults"] += bool(session.fault)
        except Exception as error:
            told["errors"].append(f"{type(error).__name__}: {error}")
        finally:
            if session:
                await session.socket.close()


async def visit(session: Session, chance: random.Random) -> None:
    """Another page, county and month by its address, as a link brings it."""
    page = chance.choice(PAGES)
    session.page = calc_hash(page) if page else ""
    session.widgets.clear()
    session.query = urlencode({"region": chance.choice(COUNTIES), "year": chance.choice(YEARS), "month": chance.randint(1, 11)})
    await asyncio.wait_for(session.rerun(), PATIENCE)


async def watch(server: Server, sessions: int, minutes: float, every: float, stay: int) -> tuple[list[float], dict]:
    told, found, end = {"reruns": 0, "faults": 0, "errors": []}, [], time.monotonic() + minutes * 60
    gate = asyncio.Semaphore(4)
    url = server.url.replace("http", "ws") + "/_stcore/stream"
    visitors = [asyncio.create_task(wander(url, gate, every, stay, end, seed, told)) for seed in range(sessions)]
    while time.monotonic() < end:
        await asyncio.sleep(SAMPLE)
        found.append(resident(server))
        print(f"{len(found) * SAMPLE:5d} s  {found[-1]:6.0f} MB  {told['reruns']} reruns", flush=True)
    await asyncio.gather(*visitors)
    return found, told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--every", type=float, default=3, help="seconds between two pages of a visitor")
    parser.add_argument("--stay", type=int, default=40, help="pages of a visitor before he leaves and another comes")
    parser.add_argument("--url", help="of a database with the demo of 411400")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        with serving("dashboard", wanted.url or prepare_database(Path(folder)), Path(folder)) as server:
            before = resident(server)
            found, told = asyncio.run(watch(server, wanted.sessions, wanted.minutes, wanted.every, wanted.stay))
            time.sleep(SAMPLE)
            after = resident(server)
    last = found[-max(len(found) // 3, 2) :]
    print(
        json.dumps(
            {
                "start_mb": round(before),
                "largest_mb": round(max(found)),
                "empty_again_mb": round(after),
                "last_third_grew_percent": round((last[-1] / last[0] - 1) * 100, 1),
                "reruns": told["reruns"],
                "faults": told["faults"],
                "errors": told["errors"][:5],
            }
        )
    )


if __name__ == "__main__":
    main()
