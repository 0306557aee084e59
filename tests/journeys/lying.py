"""A browser that reaches its platform through a liar, and what the app says when it finds out."""

from pathlib import Path

from playwright.sync_api import BrowserContext, Route

from ..malicious.liar import Liar


def listen(context: BrowserContext, liar: Liar) -> list[str]:
    """Have the browser reach its platform through the liar; what was asked for, as it comes."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(liar.truth)
        liar.asked.append(f"{route.request.method} {path}")
        if route.request.method != "GET" or not liar.lies_at(path):
            route.fallback()
            return
        true = route.fetch()
        route.fulfill(response=true, body=liar.twist(path, true.body()))

    context.route(f"{liar.truth}/**", answer)
    return liar.asked


def sentence(root: Path, key: str, room: str = "common") -> str:
    """What the app says under this key."""
    lines = (root / "web" / "src" / "words" / "fr" / f"{room}.ftl").read_text("utf-8").splitlines()
    return next(line.removeprefix(f"{key} = ") for line in lines if line.startswith(f"{key} = "))


def refusal(root: Path, code: str) -> str:
    """What the app says of a refusal."""
    return sentence(root, f"refusal-{code.replace('_', '-')}")
