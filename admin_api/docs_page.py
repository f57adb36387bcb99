"""The API's reference as one page of HTML, from its OpenAPI document. No script, no style or font from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from admin_api.errors import TITLES

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1d2733 }
h2 { margin-top: 2.5rem; text-transform: capitalize } details { border-top: 1px solid #dde3ea; padding: .5rem 0 }
summary { cursor: pointer } code, pre { font: 14px/1.5 ui-monospace, monospace }
pre { background: #f4f6f9; padding: .75rem; overflow-x: auto } table { border-collapse: collapse }
td, th { text-align: left; padding: .2rem 1rem .2rem 0; vertical-align: top }
b.m { display: inline-block; width: 4.5rem }
@media (prefers-color-scheme: dark) { body { background: #14181d; color: #d9e0e8 } pre { background: #1f262e } }
"""

_DEEPEST = 6


def docs_page(document: Mapping[str, Any], prefix: str) -> str:
    """The page. prefix: where the API is mounted."""
    by_tag: dict[str, list[str]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            shown = "".join(_operation(document, method, prefix + path, operation))
            by_tag.setdefault(operation["tags"][0], []).append(shown)
    rooms = "".join(f"<h2>{escape(tag)}</h2>{''.join(operations)}" for tag, operations in by_tag.items())
    title = escape(document["info"]["title"])
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style>'
        f"<h1>{title}</h1><p>{escape(document['info']['description'])}</p>"
        f"<p>Send <code>Authorization: Bearer &lt;key&gt;</code> with every request. For programs: "
        f'<a href="{prefix}/openapi.json">openapi.json</a>.</p>{rooms}<h2>errors</h2>{_errors()}</html>'
    )


def _operation(document: Mapping[str, Any], method: str, path: str, operation: Mapping[str, Any]) -> Iterator[str]:
    words = operation.get("description") or operation["summary"]
    yield f'<details id="{escape(operation["operationId"])}"><summary><b class="m">{method.upper()}</b>'
    yield f"<code>{escape(path)}</code> {escape(words.splitlines()[0])}</summary>"
    if parameters := operation.get("parameters"):
        yield "<table>"
        for parameter in parameters:
            needed = "" if not parameter.get("required") else " (required)"
            yield f"<tr><td><code>{escape(parameter['name'])}</code> in {parameter['in']}{needed}"
            yield f"<td>{escape(parameter.get('description', ''))}"
        yield "</table>"
    if body := operation.get("requestBody"):
        yield f"<p>Body<pre>{_shown(document, body['content']['application/json']['schema'])}</pre>"
    for status, answer in operation["responses"].items():
        if content := answer.get("content", {}).get("application/json"):
            yield f"<p>{status}<pre>{_shown(document, content['schema'])}</pre>"
    yield "</details>"


def _errors() -> str:
    rows = (
        f'<tr id="{code}"><td>{status}<td><code>{code}</code><td>{escape(title)}'
        for code, (status, title) in TITLES.items()
    )
    return f"<table>{''.join(rows)}</table>"


def _shown(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    return escape(json.dumps(_like(document, schema, 0), indent=2, ensure_ascii=False))


def _like(document: Mapping[str, Any], schema: Mapping[str, Any], depth: int) -> Any:
    """Something of this shape, with kinds in place of values."""
    if depth > _DEEPEST:
        return "…"
    if "$ref" in schema:
        named = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return _like(document, named, depth + 1)
    if options := schema.get("anyOf") or schema.get("oneOf"):
        kinds = [_like(document, option, depth + 1) for option in options]
        return " or ".join(kinds) if all(isinstance(kind, str) for kind in kinds) else kinds[0]
    if "properties" in schema:
        needed = set(schema.get("required", ()))
        return {
            name if name in needed or not needed else f"{name}?": _like(document, part, depth + 1)
            for name, part in schema["properties"].items()
        }
    if schema.get("type") == "array":
        return [_like(document, schema["items"], depth + 1)]
    values = schema.get("enum") or [schema.get("format") or schema.get("type", "any")]
    return " or ".join(map(str, values))
