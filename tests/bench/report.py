"""What was found, as a markdown table and as JSON."""

import os
import platform
from importlib.metadata import version
from statistics import median, quantiles

NAMES = {"floor": "floor: one radio, one number",
         "overview": "总览", "action": "创业", "county": "县区", "homes": "妇女之家", "targets": "目标进度 (filter by action)",
         "static": "the floor as a static page", "dash": "the floor in Dash"}


def p50(values: list[float]) -> float:
    return median(values)


def p95(values: list[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def both(values: list[float]) -> str:
    return f"{p50(values):.0f}/{p95(values):.0f}"


def machine(browser_version: str | None) -> dict[str, str]:
    packages = {name: version(name) for name in ("streamlit", "pandas", "sqlalchemy")}
    load = os.getloadavg()[0]
    chromium = {"chromium": browser_version} if browser_version else {}
    return {"cores": str(len(os.sched_getaffinity(0))), "load before": f"{load:.1f}",
            "python": platform.python_version()} | packages | chromium


def table(found: dict) -> str:
    """One row a figure, in the order of README.md."""
    rows = [*_start_rows(found.get("start", [])), *_paint_rows(found.get("paint")), *_warm_rows(found.get("warm", {})),
            *_cold_rows(found.get("cold", {})), *_cpu_rows(found.get("cpu", {})), *_session_rows(found.get("sessions"))]
    head = " · ".join(f"{name} {value}" for name, value in found["machine"].items())
    return "\n".join([head, "", "| what | value |", "|---|---|", *(f"| {what} | {value} |" for what, value in rows)])


def _start_rows(starts: list[dict]):
    if starts:
        yield f"start → server answers, ms, median of {len(starts)}", f"{p50([one['up'] for one in starts]):.0f}"
        floor = p50([one["floor"] for one in starts])
        for what, name in (("painted", "painted"), ("can be clicked", "live")):
            ours = p50([one[name] for one in starts])
            yield (f"start → overview {what}, ms, median of {len(starts)}",
                   f"{ours:.0f} · {ours / floor:.2f} × floor ({floor:.0f})")


def _paint_rows(paint: dict[str, list[float]] | None):
    if paint:
        floor, targets = p50(paint["floor"]), p50(paint["targets"])
        yield (f"first paint, 目标进度, ms p50/p95 of {len(paint['targets'])}",
               f"{both(paint['targets'])} · {targets / floor:.2f} × floor ({floor:.0f}) · first ever "
               f"{paint['targets_new'][0]:.0f}")


def _warm_rows(warm: dict[str, list[dict]]):
    for name, clicks in warm.items():
        alls = [click["all"] for click in clicks]
        floor = [click["all"] for click in warm["floor"]]
        painted = [click["painted"] for click in clicks]
        yield (f"click → painted, {NAMES[name]}, ms p50/p95 of {len(clicks)}",
               f"number {both([click['number'] for click in clicks])} · painted {both(painted)} · anything {both(alls)} · "
               f"× floor: painted {p50(painted) / p50(floor):.2f}/{p95(painted) / p95(floor):.2f}, "
               f"anything {p50(alls) / p50(floor):.2f}")


def _cold_rows(cold: dict[str, list[dict]]):
    for name, clicks in cold.items():
        yield (f"first click on each county, {NAMES[name]}, ms p50 of {len(clicks)}",
               f"number {p50([click['number'] for click in clicks]):.0f} · "
               f"all {p50([click['all'] for click in clicks]):.0f}")


def _cpu_rows(cpu: dict[str, dict]):
    for name, of_page in cpu.items():
        yield f"server CPU per rerun, {NAMES[name]}, ms", (
            f"{of_page['cpu_ms']:.1f} ({of_page['reruns_per_click']:.2f} reruns a click, {of_page['kb_per_click']:.1f} KB)")


def _session_rows(sessions: dict | None):
    if sessions is None:
        return
    latencies = sessions["latencies"]
    yield (f"{sessions['sessions']} sessions, reruns/s (asked for {sessions['wanted_per_second']:.1f})",
           f"{sessions['reruns_per_second']:.1f}")
    if latencies:
        yield f"{sessions['sessions']} sessions, latency ms p50/p95 of {len(latencies)}", both(latencies)
        yield f"{sessions['sessions']} sessions, server CPU per rerun, ms", f"{sessions['cpu_ms']:.1f}"
    yield f"{sessions['sessions']} sessions, errors", str(len(sessions["errors"]))
