"""Many sessions at once, without browsers: each sends what a browser sends when a county's pill is clicked that it does not hold.

A process of its own, so that it is not billed to the server; it shares the machine's cores with it all the same, and
takes a share that grows with the number of sessions. A session opens the overview, then asks for the next county every
`every` seconds, the sessions' beginnings spread evenly over that time. It asks again only when the last rerun is done,
but a rerun's latency counts from the moment it was due, so waiting behind a slow server is in it; on a saturated server
it therefore grows with the length of the run. Latency ends with the script_finished message: what a browser then does
is not in it. A rerun that ends otherwise, shows an exception, or does not write the county into the URL, is an error.
"""

import argparse
import asyncio
import json
import re
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

PATIENCE = 60
OPENING = 8
"""So many sessions open their first page at the same time: opening is not what is measured."""


@dataclass
class Session:
    """What a browser knows of its session: the widgets' states, the page and the query string."""

    socket: object
    widgets: dict[str, WidgetState] = field(default_factory=dict)
    pills: str = ""
    counties: list[str] = field(default_factory=list)
    page: str = ""
    query: str = ""
    fault: str = ""
    clicks: int = 0

    async def rerun(self) -> None:
        """Sends the state and reads until the script has finished. `fault` says what went wrong, if anything did."""
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_script_hash = self.page
        message.rerun_script.widget_states.widgets.extend(self.widgets.values())
        self.fault = ""
        await self.socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(await self.socket.recv())
            kind = answer.WhichOneof("type")
            if kind == "script_finished":
                if answer.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                    self.fault = ForwardMsg.ScriptFinishedStatus.Name(answer.script_finished)
                return
            if kind == "new_session":
                self.page = answer.new_session.page_script_hash
            elif kind == "page_info_changed":
                self.query = answer.page_info_changed.query_string
            elif kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
                self._learn(answer.delta.new_element)

    def _learn(self, element) -> None:
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.fault = element.exception.message
        elif kind == "bidi_component" and _board(element)["key"] == "region":
            drawn = _board(element)["blocks"][0][2]
            self.pills = f"$$STREAMLIT_INTERNAL_KEY_{element.bidi_component.id}__events"
            self.widgets[element.bidi_component.id] = WidgetState(id=element.bidi_component.id, json_value="{}")
            if drawn:
                self.counties = re.findall('data-pick="(region:[0-9]+)"', drawn)[1:]
        elif kind == "selectbox" and element.selectbox.id not in self.widgets:
            box = element.selectbox
            chosen = box.raw_value if box.set_value else box.options[box.default]
            self.widgets[box.id] = WidgetState(id=box.id, string_value=chosen)

    async def click(self, number: int) -> None:
        """Chooses another county than last time, as its pill does."""
        before = parse_qs(self.query).get("region")
        self.clicks += 1
        value = {"pick": self.counties[number % len(self.counties)], "click": self.clicks, "held": ""}
        self.widgets[self.pills] = WidgetState(id=self.pills, json_trigger_value=json.dumps([{"event": "pick", "value": value}]))
        await self.rerun()
        del self.widgets[self.pills]
        if not self.fault and parse_qs(self.query).get("region") == before:
            self.fault = "the county did not change"


def _board(element) -> dict:
    """A board's data; the meeting's slides are no board."""
    return json.loads(element.bidi_component.bytes or '{"key": ""}')


async def open_session(url: str, gate: asyncio.Semaphore) -> Session:
    async with gate:
        socket = await connect(url, subprotocols=["streamlit"], max_size=None, open_timeout=PATIENCE)
        session = Session(socket)
        await asyncio.wait_for(session.rerun(), PATIENCE)
    if session.fault or not session.counties:
        raise RuntimeError(f"the overview does not open: {session.fault or 'no counties to choose from'}")
    return session


async def click_on(session: Session, number: int, begin: float, end: float, every: float, found: dict) -> None:
    due = begin
    while due < end:
        await asyncio.sleep(due - time.perf_counter())
        try:
            await asyncio.wait_for(session.click(number), PATIENCE)
        except (OSError, WebSocketException, TimeoutError) as error:
            found["errors"].append(f"{type(error).__name__}: {error}")
            return
        now = time.perf_counter()
        if session.fault:
            found["errors"].append(session.fault)
        else:
            found["latencies"].append((now - due) * 1000)
        found["last"] = max(found["last"], now)
        number, due = number + 1, due + every


async def run(urls: list[str], sessions: int, seconds: float, every: float) -> dict:
    """The sessions are spread over the servers, each stays with its own."""
    gate = asyncio.Semaphore(OPENING)
    opened = await asyncio.gather(*(open_session(urls[number % len(urls)], gate) for number in range(sessions)))
    for first in opened[:len(urls)]:
        for number in range(len(first.counties)):  # every county once: measured is a server that has run for a while
            await first.click(number)
    print("ready", flush=True)
    begin = time.perf_counter() + 0.5
    found = {"latencies": [], "errors": [], "last": begin}
    await asyncio.gather(*(
        click_on(session, place, begin + place * every / sessions, begin + seconds, every, found)
        for place, session in enumerate(opened)))
    await asyncio.gather(*(session.socket.close() for session in opened))
    taken = max(found.pop("last") - begin, seconds)
    return found | {"seconds": taken, "reruns_per_second": len(found["latencies"]) / taken,
                    "wanted_per_second": sessions / every}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("urls", nargs="+", metavar="url", help="ws://host:port/_stcore/stream, several for several processes")
    parser.add_argument("--sessions", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--every", type=float, default=2)
    wanted = parser.parse_args()
    print(json.dumps(asyncio.run(run(wanted.urls, wanted.sessions, wanted.seconds, wanted.every))))


if __name__ == "__main__":
    main()
