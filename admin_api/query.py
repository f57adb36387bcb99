"""A query is refused, as a body is, if it has a field that the request doesn't know: a filter with a slip in its name
would answer with everything."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request


async def known_query(request: Request) -> None:
    """Raises RequestValidationError."""
    given = request.query_params
    if not given:
        return
    unknown = sorted(given.keys() - set(_names(request.scope["route"].dependant)))
    if unknown:
        fault = {"type": "extra_forbidden", "msg": "Extra inputs are not permitted"}
        raise RequestValidationError([{**fault, "loc": ("query", name), "input": given[name]} for name in unknown])


def _names(needs: Dependant) -> Iterator[str]:
    yield from (field.alias for field in needs.query_params)
    for part in needs.dependencies:
        yield from _names(part)
