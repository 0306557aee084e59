"""Whether a page can be used by everybody: axe-core's rules, and room enough on a small phone."""

from typing import Any, Literal

from playwright.sync_api import Locator, Page

LOOKS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1280, "light"), (360, "dark"))
HEIGHT = 800
# A colour on its way to another is neither.
SERIOUS = """async (but) => {
  document.getAnimations().filter((one) => one instanceof CSSTransition).forEach((one) => one.finish());
  const {violations} = await axe.run({include: document, exclude: but}, {resultTypes: ["violations"], preload: false});
  return violations
    .filter(({impact}) => ["serious", "critical"].includes(impact))
    .map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map(({target}) => target.join(" ")).join(", ")}`);
}"""
TOO_WIDE = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  const edge = page.clientWidth + 1;
  const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > edge);
  return wide.slice(-3).map((one) => `too wide: ${one.tagName} ${one.className}`);
}"""

AT_THE_EDGE = """() => {
  const shown = [...document.querySelectorAll("h1")].map((one) => one.getBoundingClientRect());
  return shown.some(({left, width}) => width > 1 && left < 4) ? ["no margin: h1"] : [];
}"""


# Both at one moment: what stands above them may still be on its way.
ALIKE = """(one, other) => {
  const look = ({className, offsetWidth, offsetHeight, offsetTop}) => [className, offsetWidth, offsetHeight, offsetTop];
  return String(look(one)) === String(look(other));
}"""


def look_alike(one: Locator, other: Locator) -> bool:
    """Whether two answers are of one size and kind, side by side."""
    return bool(one.evaluate(ALIKE, other.element_handle()))


def problems(page: Page, name: str, *but: str) -> list[str]:
    """What is wrong with this page, on a desk by day and on a phone by night; the browser needs axe in its pages.

    `but` names parts that were looked at before. The page keeps the size that it had.
    """
    size = page.viewport_size
    found = [line for width, scheme in LOOKS for line in _problems(page, name, width, scheme, but)]
    if size is not None:
        page.set_viewport_size(size)
    return found


def _problems(page: Page, name: str, width: int, scheme: Literal["light", "dark"], but: tuple[str, ...]) -> list[str]:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": HEIGHT})
    found: Any = page.evaluate(SERIOUS, but) + page.evaluate(TOO_WIDE) + page.evaluate(AT_THE_EDGE)
    return [f"{name} at {width} px, {scheme}: {line}" for line in found]
