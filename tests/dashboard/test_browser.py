"""The dashboard in headless Chromium: every control by mouse and keyboard, two tabs, reload, back, a phone's width."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIETLY = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=127.0.0.1",
]
NOT_OURS = "find module.exports"  # a warning of Solara's own navigator
PICTURES = os.environ.get("PARTNERSCAPE_SCREENSHOTS")  # a folder to look at them
TRY = "screen=try&programme=small"
DONE = "#status[data-done]"
PATIENCE = 45_000


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a small programme of its own."""
    from partnerscape.scenario import shipped

    place = tmp_path_factory.mktemp("folder")
    text = shipped("scenarios")["marketplace"].read_text("utf-8")
    text = re.sub(r"(?m)^burn_in_months = \d+", "burn_in_months = 24", text)
    text = re.sub(r"(?m)^horizon_months = \d+", "horizon_months = 12", text)
    text = re.sub(r"(?m)^initial_partners = \d+", "initial_partners = 150", text)
    text = re.sub(r"(?ms)^\[today\].*?(?=^\[)", "", text)
    if "[time]" not in text:
        text = text.replace("[market]", "[time]\nburn_in_months = 24\nhorizon_months = 12\ninitial_partners = 150\n\n[market]", 1)
    (place / "small.toml").write_text(text, "utf-8")
    return place


@pytest.fixture(scope="module")
def server(folder):
    port = free_port()
    command = [sys.executable, "-m", "partnerscape", "dashboard", "--no-browser", "--port", str(port), "--folder", str(folder)]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}/"
    for _ in range(240):
        try:
            urllib.request.urlopen(address + "readyz", timeout=2).close()
            break
        except OSError:
            assert process.poll() is None, process.stdout.read().decode()
            time.sleep(0.25)
    yield address
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="module")
def chromium():
    if CHROMIUM is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium, server):
    """Opens pages; afterwards no console error and no outside request may have been."""
    contexts, wrong = [], []

    def watch(page):
        page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") and NOT_OURS not in m.text else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("requestfailed", lambda r: wrong.append(f"failed: {r.url}") if "/pages/" not in r.url else None)
        own = (server, server.replace("http", "ws", 1), "data:", "blob:")
        page.on("request", lambda r: wrong.append(f"outside: {r.url}") if not r.url.startswith(own) else None)
        page.set_default_timeout(PATIENCE)
        return page

    @contextmanager
    def open_page(query="", width=1280, context=None):
        context = context or chromium.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        page = watch(context.new_page())
        page.goto(f"{server}?{query}")
        page.wait_for_selector("header.top")
        yield page
        page.close()

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def settled(page, levers=""):
    page.wait_for_selector(f"#status[data-done*='{levers}']" if levers else DONE)
    return page.inner_text("#verdict")


def set_lever(page, lever, value):
    page.fill(f"#n-{lever}", value)
    page.press(f"#n-{lever}", "Enter")
    said(page, rf"set\.{lever}=")


def said(page, pattern):
    """The address says it; it changes without a navigation."""
    page.wait_for_function("pattern => new RegExp(pattern).test(location.search)", arg=pattern)


def picture(page, name):
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def serious(page):
    """Findings of axe-core that are serious or worse."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']} ({v['impact']}): {[n['html'][:120] for n in v['nodes'][:3]]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def test_from_the_first_page_to_a_verdict_by_mouse(opened):
    with opened() as page:
        page.click("#programme-small")
        assert settled(page).startswith("This is your programme")
        page.fill("#n-commission_rate", "25")
        page.press("#n-commission_rate", "Enter")
        assert re.search("win-win|certain", settled(page, "commission_rate=0.25"), re.IGNORECASE)
        assert "commission_rate=0.25" in page.url
        assert page.locator(".score").count() == 10


def test_levers_by_keyboard_alone_keep_the_focus(opened):
    with opened(TRY) as page:
        settled(page)
        page.focus("#s-commission_rate")
        for _ in range(3):
            page.keyboard.press("ArrowRight")
            page.wait_for_timeout(400)
        said(page, r"set\.commission_rate=0\.215")
        assert page.evaluate("document.activeElement.id") == "s-commission_rate"
        page.focus("#n-retroactive")
        page.keyboard.press("ArrowDown")
        said(page, r"set\.retroactive=1")
        page.wait_for_selector("#undo:not([disabled])")
        page.focus("#undo")
        page.keyboard.press("Enter")
        page.wait_for_function("!location.search.includes('retroactive')")
        page.wait_for_selector("#redo:not([disabled])")
        page.focus("#redo")
        page.keyboard.press("Space")
        said(page, r"set\.retroactive=1")
        page.wait_for_selector("#reset:not([disabled])")
        page.focus("#reset")
        page.keyboard.press("Enter")
        page.wait_for_function("!location.search.includes('set.')")


def test_a_slider_dragged_by_mouse_sets_its_lever(opened):
    with opened(TRY) as page:
        settled(page)
        box = page.locator("#s-offers")
        page.click("#group-partners > summary")
        box.scroll_into_view_if_needed()
        at = box.bounding_box()
        page.mouse.move(at["x"] + at["width"] * 7 / 29, at["y"] + at["height"] / 2)
        page.mouse.down()
        page.mouse.move(at["x"] + at["width"] * 0.1, at["y"] + at["height"] / 2, steps=5)
        page.mouse.up()
        said(page, r"set\.offers=")
        assert page.locator("#group-partners").get_attribute("open") is not None


def test_every_lever_of_every_group_can_be_set_by_its_field(opened):
    with opened(TRY) as page:
        settled(page)
        levers = page.eval_on_selector_all(
            "input[type=number][data-act=lever]", "found => found.map(f => [f.id, f.min, f.max, f.value])"
        )
        assert len(levers) > 20
        page.eval_on_selector_all("details", "all => all.forEach(d => d.open = true)")
        for field, low, high, today in levers[:: max(1, len(levers) // 6)]:
            first, second = (int(float(low)) + 1, int(float(low)) + 2) if float(high) > float(low) + 2 else (low, high)
            page.fill(f"#{field}", str(first if float(first) != float(today) else second))
            page.press(f"#{field}", "Enter")
            said(page, rf"set\.{field.removeprefix('n-')}=")


def test_what_is_half_typed_stays_when_the_page_is_drawn_anew(opened):
    with opened(TRY) as page:
        settled(page)
        page.eval_on_selector_all("details", "all => all.forEach(d => d.open = true)")
        page.fill("#n-commission_rate", "25")
        page.press("#n-commission_rate", "Enter")
        page.click("#n-offers", click_count=3)
        page.keyboard.type("7", delay=50)
        settled(page, "commission_rate=0.25")  # the verdict came, and with it new fields
        page.wait_for_timeout(1000)
        assert page.input_value("#n-offers") == "7"
        page.keyboard.press("Enter")
        said(page, r"set\.offers=7")


def test_another_base_and_a_segment(opened):
    with opened(TRY) as page:
        settled(page)
        page.select_option("#base", "pay_more")
        said(page, "base=pay_more")
        page.select_option("#segment", "small")
        page.wait_for_selector("#n-small__commission_rate")
        page.fill("#n-small__commission_rate", "30")
        page.press("#n-small__commission_rate", "Enter")
        said(page, "set.small__commission_rate=0.3")
        settled(page)


def test_reload_back_and_two_tabs(opened, chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    with opened(TRY, context=context) as first, opened(TRY, context=context) as second:
        settled(first)
        set_lever(first, "commission_rate", "25")
        set_lever(second, "commission_rate", "10")
        words = [settled(first, "commission_rate=0.25"), settled(second, "commission_rate=0.1")]
        assert "commission_rate=0.25" in first.url and "commission_rate=0.1" in second.url
        first.reload()
        first.wait_for_selector("header.top")
        assert settled(first, "commission_rate=0.25") == words[0]
        assert first.input_value("#n-commission_rate") == "25"
        first.click("#go-people")
        first.wait_for_selector("#people")
        first.go_back()
        first.wait_for_selector("#n-commission_rate")
        first.go_back()
        first.wait_for_function("document.querySelector('#n-commission_rate')?.value === '20'")


def test_partners_are_followed_by_mouse_and_keyboard(opened):
    with opened("screen=people&programme=small&set.support_agents=0.5") as page:
        page.wait_for_selector("#people")
        before = page.inner_text("h2.person")
        page.locator(".chart path[data-act=partner]").nth(3).dispatch_event("click")
        said(page, "show.partner=")
        page.focus("#smaller")
        page.keyboard.press("Enter")
        page.wait_for_timeout(500)
        page.select_option("#up", "skill")
        said(page, "show.up=skill")
        page.focus("#month")
        page.keyboard.press("ArrowRight")
        said(page, "show.month=1")
        assert page.inner_text("h2.person") != before
        assert "chance of leaving" in page.inner_text("#people")


def test_a_candidate_is_saved_opened_and_deleted(opened, folder):
    with opened("screen=saved&programme=small&set.offers=6&set.curation=0.7") as page:
        page.wait_for_selector("#save")
        page.fill("#name", "../../evil")
        page.press("#name", "Tab")
        page.click("#save")
        page.wait_for_selector(".notice[role=alert]")
        page.fill("#name", "few but good")
        page.press("#name", "Tab")
        page.wait_for_timeout(300)
        page.click("#save")
        page.wait_for_selector(".notice.good")
        assert (folder / "candidates" / "small" / "few but good.toml").read_text("utf-8").count("offers = 6") == 1
        assert "offers" in page.get_attribute("#download", "href")
        page.click("#workbook")
        page.wait_for_selector("#fetch")
        with page.expect_download() as fetched:
            page.click("#fetch")
        assert fetched.value.path().read_bytes() == (folder / "candidates" / "small" / "few but good.xlsx").read_bytes()
        page.wait_for_selector("#candidates[data-done]")
        page.click("[aria-label='Open few but good']")
        said(page, "base=few")
        assert page.input_value("#n-offers") == "6"
        page.click("#go-saved")
        page.wait_for_selector("[aria-label='Delete few but good']")
        page.click("[aria-label='Delete few but good']")
        page.wait_for_selector("[aria-label='Delete few but good']", state="detached")
        assert not (folder / "candidates" / "small" / "few but good.toml").exists()


@pytest.mark.parametrize("content", [b"not toml = =", b"", b"x = 1"], ids=["syntax", "empty", "no scenario"])
def test_a_broken_upload_is_refused_and_the_page_goes_on(opened, content):
    with opened() as page:
        page.set_input_files("#programme-file", {"name": "mine.toml", "mimeType": "application/toml", "buffer": content})
        page.wait_for_selector(".notice[role=alert]")
        assert "expected" in page.inner_text(".notice") or "error" in page.inner_text(".notice").lower()
        page.click("#programme-small")
        page.wait_for_selector("#n-commission_rate")


def test_an_upload_that_is_too_large_is_not_even_read(opened):
    with opened() as page:
        page.set_input_files("#programme-file", {"name": "mine.toml", "mimeType": "application/toml", "buffer": b"x" * 2_000_000})
        page.wait_for_selector(".notice[role=alert]")
        assert "1,000,000" in page.inner_text(".notice")


def test_a_programme_is_uploaded_and_opened(opened, folder):
    with opened() as page:
        page.set_input_files(
            "#programme-file",
            {"name": "ours.toml", "mimeType": "application/toml", "buffer": (folder / "small.toml").read_bytes()},
        )
        said(page, "programme=ours")
        settled(page)


def test_a_slow_study_is_cancelled_then_a_small_one_gives_a_map(opened):
    with opened("screen=study&programme=small&show.size=large&show.named=slow") as page:
        page.click("#start")
        page.wait_for_selector("#job[data-state=running] progress")
        page.focus("#cancel")
        page.keyboard.press("Enter")
        page.wait_for_selector("#job[data-state=cancelled]")
        page.select_option("#size", "small")
        said(page, "show.size=small")
        page.fill("#named", "quick")
        page.press("#named", "Tab")
        said(page, "show.named=quick")
        page.click("[aria-label='Leave out Offers']")
        page.wait_for_selector("[aria-label='Leave out Offers']", state="detached")
        page.click("#start")
        page.wait_for_selector("#job[data-state=done]", timeout=PATIENCE)
        picture(page, "study")
        page.click("#explore")
        page.wait_for_selector("#explorer")
        _explored(page)
        for link in ("#report", "#board"):
            with page.context.expect_page() as other:
                page.click(link)
            assert other.value.wait_for_selector("h1")


def _explored(page):
    """Sliders, axes and a click on the map; each answers at once."""

    def chance():
        return page.get_attribute("#here", "data-chance")

    seconds = []
    for _ in range(5):
        page.focus("#at-commission_rate")
        before, began = page.url, time.monotonic()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("before => location.href !== before", arg=before)
        seconds.append(time.monotonic() - began)
    page.click("#map", position={"x": 60, "y": 60})
    said(page, "show.at.support_agents=")
    page.wait_for_timeout(500)
    first = chance()
    page.click("#map", position={"x": 400, "y": 300})
    page.wait_for_function("before => document.querySelector('#here').dataset.chance !== before", arg=first)
    page.select_option("#x", page.locator("#y").input_value())
    page.wait_for_timeout(500)
    picture(page, "map")
    assert serious(page) == []


SCREENS = [
    "",
    TRY + "&set.commission_rate=0.25",
    "screen=people&programme=small",
    "screen=saved&programme=small&set.offers=6",
    "screen=study&programme=small",
    "screen=map&programme=small",
    "show.own=1",
]
READY = [".cards", DONE, "#people", "#candidates[data-done]", "#start", "header.top", "#make"]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(("query", "ready"), zip(SCREENS, READY, strict=True))
def test_every_screen_is_accessible_and_as_wide_as_the_window(opened, query, ready, width):
    with opened(query, width) as page:
        page.wait_for_selector(ready)
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert serious(page) == []
        picture(page, f"{(query.split('&')[0] or 'start').replace('=', '-')}-{width}")


def test_another_language_stays_chosen(opened):
    with opened(TRY) as page:
        page.select_option("#language", "ru")
        said(page, "show.language=ru")
        page.reload()
        page.wait_for_selector("header.top")
        assert page.input_value("#language") == "ru"


def test_an_address_of_nonsense_shows_the_first_screen(opened):
    with opened("screen=../../etc&programme=%3Cscript%3Ealert(1)%3C/script%3E&set.offers=1e999") as page:
        page.wait_for_selector(".cards")
        assert page.locator("script:has-text('alert(1)')").count() == 0


def test_how_fast(opened, server, record_property):
    """First page, and from a lever to its verdict in 64 futures; the marketplace's 360 partners over 36 months."""
    with opened() as page:
        began = time.monotonic()
        page.goto(server)
        page.wait_for_selector(".cards")
        first = time.monotonic() - began
        page.goto(f"{server}?screen=try&programme=marketplace")
        settled(page)
        seconds = []
        for value in ("22", "23", "24"):
            began = time.monotonic()
            set_lever(page, "commission_rate", value)
            settled(page, f"commission_rate=0.{value}")
            seconds.append(time.monotonic() - began)
    told = {"first page": round(first, 2), "lever to verdict": [round(s, 2) for s in seconds], "load": os.getloadavg()[0]}
    print(json.dumps(told))
    record_property("seconds", told)
    busy = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))  # others may be at work here
    assert first < 6.0 * busy
    assert min(seconds) < 2.0 * busy
