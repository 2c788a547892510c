"""make screenshots: every page of a sample company, wide and narrow, light and dark."""

import sys
import tempfile
from datetime import datetime
from itertools import product
from pathlib import Path

from governance.sample.almanac import ZONE, Almanac
from metrics.periods import CALENDAR_YEAR
from tests.journeys.browser import NARROW, SEED, WIDE, Door, chromium
from tests.site import site

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = ROOT / "var" / "screenshots"
# What the README shows: one window's height of a page in one theme.
README = {
    ("register", "light"): "register.png",
    ("dossier", "light"): "dossier.png",
    ("bridge", "light"): "bridge.png",
    ("decide", "dark"): "decide-dark.png",
}
TRUTH = "/reviews/customer-truth-review"


def review_ahead(quarter: int = 0) -> str:
    """Return the address of the sample's review of a quarter: 0 is ahead, -1 is over."""
    about = Almanac(datetime.now(ZONE).date()).quarter(quarter)
    return f"{TRUTH}/{CALENDAR_YEAR.quarter_at(about.start).label}/"


PAGES = (
    ("home", "head-of-marketing", "/"),
    ("triage", "revops-lead", "/triage/"),
    ("register", "revops-lead", "/register/"),
    ("log", "revops-lead", "/register/new/"),
    ("dossier", "head-of-marketing", "/c/C-014/"),
    ("bridge", "head-of-marketing", "/c/C-014/bridge/"),
    ("bridge-computed", "head-of-sales", "/c/C-017/bridge/"),
    ("decide", "coo", "/c/C-009/decide/"),
    ("reviews", "revops-lead", "/reviews/"),
    ("review", "coo", review_ahead()),
    ("pre-read", "coo", f"{review_ahead()}pre-read/"),
    ("decisions", "revops-lead", "/decisions/"),
    ("follow-ups", "revops-lead", "/actions/"),
    ("dictionary", "revops-lead", "/dictionary/"),
    ("kpi", "revops-lead", "/m/mql-marketing/"),
    ("who-decides", "revops-lead", "/rights/"),
    ("people", "administrator", "/people/"),
    ("audit", "auditor", "/audit/"),
    ("search", "revops-lead", "/search/?q=mql"),
)


def main() -> None:
    """Seed a company of its own and take each page four times; names on the command line select."""
    wanted = set(sys.argv[1:])
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, site(Path(folder), prepare=SEED) as made:
        made.start("web")
        take(made.url, PICTURES, wanted)


def take(url: str, folder: Path, wanted: set[str]) -> None:
    """Take the pictures of a running site."""
    pages = [page for page in PAGES if not wanted or page[0] in wanted]
    with chromium() as browser:
        door = Door(browser, url)
        for name, who, path in pages:
            person = door.enter(who)
            for width, theme in product((WIDE, NARROW), ("light", "dark")):
                person.look(width=width, theme=theme)
                person.open(path).wait_for_load_state("networkidle")
                target = folder / f"{name}-{width}-{theme}.png"
                person.page.screenshot(path=target, full_page=True)
                if width == WIDE and (shown := README.get((name, theme))):
                    person.page.screenshot(path=ROOT / "docs" / "pictures" / shown)
            person.close()


if __name__ == "__main__":
    main()
