"""Open every page of the built site in headless Chromium, on a phone and a desktop, light and dark.

    python docs/check_site.py docs/_build/html

Fails on errors in the console, requests that leave the site, pages that are wider than the screen,
pictures without an alternative text, links that lead nowhere, a header of two lines on a desktop, a
sidebar with nothing in it, and a search that finds nothing.
"""

import shutil
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urldefrag

from playwright.sync_api import sync_playwright

SCREENS = {"phone": (390, 844), "desktop": (1280, 900)}
# Pixels; two lines need 100.
ONE_LINE = 80
# A word, and the page that a search for it must find.
SEARCHED = {
    "leakage": "guide/score.html",
    "WBCsNet2Classifier": "generated/skwbc.WBCsNet2Classifier.html",
    "basophil": "glossary.html",
}
LOOK = """() => ({
    width: document.documentElement.scrollWidth,
    silent: [...document.images].filter(image => !image.alt.trim()).map(image => image.src),
    broken: [...document.images].filter(image => image.loading != 'lazy' && !image.naturalWidth)
        .map(image => image.src),
    links: [...document.querySelectorAll('a[href]')].map(link => link.href),
    header: document.querySelector('.bd-header').offsetHeight,
    sidebar: [...document.querySelectorAll('.bd-sidebar-primary nav')]
        .some(list => !list.querySelector('a') && list.offsetHeight),
    ids: [...document.querySelectorAll('[id]')].map(element => element.id),
})"""


class Quiet(SimpleHTTPRequestHandler):
    """Serve files without a line for each."""

    def log_message(self, *_):
        """Say nothing."""


def watch(page, base, problems):
    """Note errors of a tab, and what it asks other sites for."""

    def note_error(message):
        if message.type == "error":
            problems.append(f"{page.url}: {message.text}")

    def note_request(request):
        if not request.url.startswith((base, "data:", "blob:")):
            problems.append(f"{page.url} asks for {request.url}")

    page.on("console", note_error)
    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
    page.on("request", note_request)


def look_at(page, url, width, problems):
    """Open a page, and return its links and the places in it that links can lead to."""
    page.goto(url, wait_until="load")
    found = page.evaluate(LOOK)
    if found["width"] > width:
        problems.append(f"{url} is {found['width']} wide on a screen of {width}")
    if width >= SCREENS["desktop"][0] and found["header"] > ONE_LINE:
        problems.append(f"{url} has a header of more than one line")
    if found["sidebar"]:
        problems.append(f"{url} has an empty sidebar")
    problems += [f"{url} shows {image} without an alternative text" for image in found["silent"]]
    problems += [f"{url} does not show {image}" for image in found["broken"]]
    return found["links"], set(found["ids"])


def check_links(links, places, root, base, problems):
    """See whether links within the site lead to a file and, in a page, to a place."""
    for source, targets in links.items():
        for target in targets:
            if not target.startswith(base):
                continue
            url, fragment = urldefrag(target)
            url = url.split("?")[0]
            file = root / unquote(url.removeprefix(base))
            if file.is_dir():
                file, url = file / "index.html", url.rstrip("/") + "/index.html"
            if not file.exists():
                problems.append(f"{source} links to {target}, which does not exist")
            elif fragment and url in places and unquote(fragment) not in places[url]:
                problems.append(f"{source} links to {target}, where no such place is")


def check_search(page, base, problems):
    """See whether a search finds the pages that it should."""
    for word, expected in SEARCHED.items():
        page.goto(f"{base}search.html?q={word}")
        page.wait_for_function("document.querySelector('#search-results li, .search-summary')")
        page.wait_for_timeout(2000)
        hits = page.eval_on_selector_all("#search-results li a", "links => links.map(a => a.href)")
        if not any(expected in hit for hit in hits):
            problems.append(f"a search for {word} finds {hits[:5]}, not {expected}")


def main(root):
    root = Path(root).resolve()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=root))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}/"
    pages = [base + page.relative_to(root).as_posix() for page in sorted(root.rglob("*.html"))]
    pages = [page for page in pages if "/_" not in page]
    problems, links, places = [], {}, {}
    # Without one of the system's, the one that playwright installs.
    chromium = shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for screen, (width, height) in SCREENS.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme
                )
                page = context.new_page()
                watch(page, base, problems)
                for url in pages:
                    links[url], places[url] = look_at(page, url, width, problems)
                theme = page.evaluate("document.documentElement.dataset.theme")
                if theme != scheme:
                    problems.append(f"the site is {theme} where {scheme} is asked for")
                if scheme == "light":
                    check_search(page, base, problems)
                print(f"{len(pages)} pages on a {screen}, {scheme}", flush=True)
                context.close()
        browser.close()
    check_links(links, places, root, base, problems)
    server.shutdown()
    print(*dict.fromkeys(problem.replace(base, "") for problem in problems), sep="\n")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
