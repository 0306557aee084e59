"""Templates of the public pages: escaped by default, no script, nothing from elsewhere."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from serment_platform.directory.views import Site
from serment_platform.directory.words import say


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("serment_platform.directory", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, site: Site, path: str, **values: object) -> str:
    """One page; `path` is its address without the language."""
    return (
        _environment()
        .get_template(template)
        .render(
            t=say(site.language),
            lang=site.language,
            other=site.other,
            root=site.root,
            app=site.app,
            elsewhere=site.elsewhere(path),
            **{"page": "", **values},
        )
    )
