"""Cards in a real browser, with the official renderer and colours like those of Teams."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from e2e.chromium import a_page
from stand_ins.stand_in import FOLDER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from e2e.chromium import Page

PHONE = 320  # pixels
RENDERER = FOLDER / "node_modules" / "adaptivecards" / "dist" / "adaptivecards.min.js"
AXE = FOLDER / "node_modules" / "axe-core" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
THEMES = ("light", "dark")

# Teams' own, as its design shows them: words, words that stand back, and the ground that they stand on.
_WORDS = {"light": ("#252424", "#BF252424", "#FFFFFF"), "dark": ("#FFFFFF", "#BFFFFFFF", "#2D2C2C")}
_COLOURS = {
    "light": {"accent": "#6264A7", "good": "#92C353", "warning": "#F8D22A", "attention": "#C4314B"},
    "dark": {"accent": "#A6A7DC", "good": "#92C353", "warning": "#F8D22A", "attention": "#D74654"},
}
_GROUNDS = {
    "light": {"emphasis": "#F0EFEE"},
    "dark": {"emphasis": "#201F1F"},
}
_PALE = {"accent": "#C7DEF9", "good": "#CCFFCC", "attention": "#FFC5B2", "warning": "#FFE2B2"}


def host_config(theme: str) -> dict[str, Any]:
    """How Teams shows cards, as far as it matters here."""
    words, subtle, ground = _WORDS[theme]
    own = {name: _pair(colour, colour) for name, colour in _COLOURS[theme].items()}
    common = {**own, "dark": _pair("#252424", "#BF252424"), "light": _pair("#FFFFFF", "#F3F2F1")}
    plain = {**common, "default": _pair(words, subtle)}
    on_pale = {**common, "default": _pair("#252424", "#BF252424")}
    styles = {"default": {"backgroundColor": ground, "foregroundColors": plain}}
    styles |= {
        name: {"backgroundColor": colour, "foregroundColors": plain}
        for name, colour in _GROUNDS[theme].items()
    }
    styles |= {
        name: {"backgroundColor": colour, "foregroundColors": on_pale} for name, colour in _PALE.items()
    }
    sizes = {"small": 12, "default": 14, "medium": 14, "large": 18, "extraLarge": 24}
    return {
        "supportsInteractivity": True,
        "fontFamily": "'Segoe UI', 'DejaVu Sans', sans-serif",
        "fontSizes": sizes,
        "fontWeights": {"lighter": 200, "default": 400, "bolder": 600},
        "spacing": {
            "small": 8,
            "default": 12,
            "medium": 16,
            "large": 20,
            "extraLarge": 24,
            "padding": 16,
        },
        "separator": {"lineThickness": 1, "lineColor": "#EEEEEE" if theme == "light" else "#484644"},
        "containerStyles": styles,
        "actions": {
            "maxActions": 6,
            "spacing": "Default",
            "buttonSpacing": 8,
            "showCard": {"actionMode": "Inline", "inlineTopMargin": 16, "style": "emphasis"},
            "actionsOrientation": "Horizontal",
            "actionAlignment": "Left",
        },
        "textBlock": {"headingLevel": 2},
        "inputs": {
            "label": {"requiredInputs": {"weight": "Bolder"}, "optionalInputs": {"weight": "Bolder"}},
            "errorMessage": {"color": "Attention"},
        },
    }


def _pair(default: str, subtle: str) -> dict[str, str]:
    return {"default": default, "subtle": subtle}


_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>A chat</title><style>
body { margin: 0; background: %(ground)s; color: %(words)s; font-family: 'DejaVu Sans', sans-serif; }
h1 { font-size: 12px; margin: 4px 16px; }
button.ac-pushButton { min-height: 32px; padding: 4px 12px; font-size: 14px; border-radius: 4px; max-width: 100%%;
  border: 1px solid %(words)s; background: %(ground)s; color: %(words)s; cursor: pointer; }
button.ac-pushButton.style-positive { background: #4F52B2; color: #FFFFFF; }
input, textarea, select { font-size: 14px; padding: 6px; box-sizing: border-box; max-width: 100%%;
  background: %(ground)s; color: %(words)s; border: 1px solid %(words)s; }
input[type=radio] { width: 24px; height: 24px; flex: none; }
</style></head><body><main><h1>A chat</h1><div id="card"></div></main></body></html>"""

_SHOW = """(() => {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig(%(config)s);
  window.sent = [];
  card.onExecuteAction = action => window.sent.push(action.data);
  card.parse(%(card)s);
  const place = document.getElementById('card');
  place.textContent = '';
  place.appendChild(card.render());
  window.shown = card;
})()"""

_CUT = """JSON.stringify([...document.querySelectorAll('#card *')].filter(one => {
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  if (box.width === 0 || style.display === 'none') return false;
  const hides = ['hidden', 'clip'].includes(style.overflowX);
  return box.right > innerWidth + 0.5 || box.left < -0.5
    || (hides && one.textContent && one.scrollWidth > one.clientWidth + 1);
}).map(one => one.outerHTML.slice(0, 200)))"""


async def a_phone(folder: Path) -> AsyncIterator[Page]:
    """A telephone's page."""
    async with a_page(folder, 9) as page:
        await page.call(
            "Emulation.setDeviceMetricsOverride", width=PHONE, height=640, deviceScaleFactor=2, mobile=True
        )
        yield page


async def show(page: Page, card: dict[str, Any], theme: str) -> None:
    """The card on the page."""
    words, _subtle, ground = _WORDS[theme]
    tree = await page.call("Page.getFrameTree")
    html = _PAGE % {"ground": ground, "words": words}
    await page.call("Page.setDocumentContent", frameId=tree["frameTree"]["frame"]["id"], html=html)
    await page.evaluate(RENDERER.read_text(encoding="utf-8"))
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    await page.evaluate(_SHOW % {"config": json.dumps(host_config(theme)), "card": json.dumps(card)})
    await page.until("!!document.querySelector('#card .ac-adaptiveCard')")


async def cut_off(page: Page) -> list[str]:
    """What stands beyond the edge of the screen, or is cut within itself."""
    found: list[str] = json.loads(await page.evaluate(_CUT))
    return found


async def scrolls_sideways(page: Page) -> bool:
    """Whether somebody must push the page to read it."""
    return bool(await page.evaluate("document.documentElement.scrollWidth > innerWidth"))


async def faults(page: Page) -> list[str]:
    """What axe finds."""
    options = json.dumps({"runOnly": {"type": "tag", "values": list(RULES)}, "resultTypes": ["violations"]})
    await page.evaluate(f"axe.run(document, {options}).then(found => {{ window.found = found; }})")
    await page.until("!!window.found")
    found = await page.evaluate(
        "JSON.stringify(window.found.violations.map(one => one.id + ': ' + one.nodes.map(each => each.html.slice(0, 150)).join(' | ')))"
    )
    await page.evaluate("window.found = null")
    said: list[str] = json.loads(found)
    return said


async def open_everything(page: Page) -> None:
    """Press what opens more of the card."""
    await page.evaluate("document.querySelectorAll('button.expandable').forEach(one => one.click())")


async def picture(page: Page) -> bytes:
    """The whole page as somebody sees it, as a PNG."""
    height = await page.evaluate("document.documentElement.scrollHeight")
    clip = {"x": 0, "y": 0, "width": PHONE, "height": height, "scale": 1}
    taken = await page.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
    return base64.b64decode(taken["data"])
