"""An invoice as a page to print. It needs nothing from elsewhere."""

from __future__ import annotations

from functools import cache
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template

from admin_api.invoice_paper import Paper


def invoice_html(paper: Paper) -> str:
    return _template().render(paper=paper, words=paper.words)


@cache
def _template() -> Template:
    source = (resources.files("admin_api") / "pages" / "invoice.html").read_text("utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(source)
