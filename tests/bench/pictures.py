"""Every page as a picture at three sizes, to be set beside those of another commit.

    python tests/bench/pictures.py FOLDER [SQLite file]     # makes the demo through 2026-11 where no file is given
    python tests/bench/pictures.py --compare BEFORE AFTER   # names the pictures that differ, and by how many pixels
"""

import shutil
import sys
import tempfile
from pathlib import Path

HOME = Path(__file__).parents[2]
sys.path[:0] = [str(HOME), str(Path(__file__).parent)]

from servers import prepare_database, serving  # noqa: E402

SIZES = {"1600": (1600, 900), "1366": (1366, 768), "390": (390, 844)}
ASK = "region={}&year=2026&month=11"
PAGES = {"zonglan": "/?" + ASK.format("411400"), "zonglan-xian": "/?" + ASK.format("411424"),
         **{name: f"/{name}?" + ASK.format("411400")
            for name in ("chuangye", "tuopin", "wenming", "weiquan", "guanai", "wangluo", "jiayuan", "xianqu", "shangbao",
                         "mubiao", "kaohe", "daoru", "zhibiao")},
         **{f"{name}-xian": f"/{name}?" + ASK.format("411424")
            for name in ("chuangye", "jiayuan", "xianqu", "shangbao", "mubiao", "kaohe")},
         **{f"shangbao-{look}": f"/shangbao?look={look}&" + ASK.format("411400")
            for look in ("items", "remind", "findings", "quoted")},
         **{f"duibi-{name}": f"/duibi?regions={codes}&" + ASK.format("411400")
            for name, codes in (("xian", "411424,411421"), ("si", "411400,411424,411421,411424103"))},
         "duibi": "/duibi?" + ASK.format("411400"), "linian": "/linian?" + ASK.format("411400"),
         "linian-yixiang": "/linian?over=CY-05&over_with=TP-07&" + ASK.format("411400"),
         "xiangzhen": "/xiangzhen?town=411424103&" + ASK.format("411424"),
         "kaohe-quanzhong": "/kaohe?desk=weights&" + ASK.format("411400")}


def shoot(address: str, folder: Path) -> None:
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for size, (width, height) in SIZES.items():
            page = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN").new_page()
            for name, path in PAGES.items():
                page.goto(address + path)
                tall = settled(page)
                page.set_viewport_size({"width": width, "height": min(tall + 60, 6000)})
                settled(page)
                page.screenshot(path=folder / f"{name}-{size}.png")
                page.set_viewport_size({"width": width, "height": height})
        browser.close()


def settled(page) -> int:
    """The page's height, once it has run to the end and has been as high for a second."""
    heights = [-1]
    while len(heights) < 60 and (len(heights) < 3 or len({*heights[-3:]}) > 1):
        page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
        page.wait_for_timeout(500)
        heights.append(int(page.evaluate("(document.querySelector('[data-testid=stMain]') || document.body).scrollHeight")))
    return heights[-1]


def compare(before: Path, after: Path) -> int:
    """Prints a line for each picture that differs; returns how many do."""
    from PIL import Image, ImageChops

    differ = 0
    for one in sorted(before.glob("*.png")):
        other = after / one.name
        if not other.exists():
            print(f"{one.name}: missing")
            differ += 1
            continue
        first, second = Image.open(one).convert("RGB"), Image.open(other).convert("RGB")
        if first.size != second.size:
            print(f"{one.name}: {first.size} became {second.size}")
            differ += 1
        elif box := ImageChops.difference(first, second).getbbox():
            changed = sum(1 for pixel in ImageChops.difference(first, second).convert("L").get_flattened_data() if pixel > 8)
            print(f"{one.name}: {changed} pixels inside {box}")
            differ += changed > 0
    print(f"{differ} pictures differ")
    return differ


if __name__ == "__main__":
    if sys.argv[1] == "--compare":
        sys.exit(compare(Path(sys.argv[2]), Path(sys.argv[3])) > 0)
    with tempfile.TemporaryDirectory() as made:
        url = f"sqlite:///{Path(sys.argv[2]).resolve()}" if len(sys.argv) > 2 else prepare_database(Path(made))
        with serving("dashboard", url, Path(made)) as server:
            shoot(server.url, Path(sys.argv[1]))
