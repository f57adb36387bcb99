"""The admin API: all rooms of it as one application."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer

from admin_api import (
    bookability,
    bookings,
    catalogue,
    classes,
    courses,
    curricula,
    days,
    errors,
    feedback,
    invoices,
    messages,
    money,
    overviews,
    packages,
    policy,
    prices,
    progress,
    records,
    school,
    series,
    signatures,
    slots,
    students,
    teachers,
    waitlist,
)
from admin_api.guard import Guard
from admin_api.ports import Works
from admin_api.query import known_query
from admin_api.routes import DOCS

_ABOUT = """
One key belongs to one school and sees nothing of others. Dates and times carry their offset, in answers the school's;
money is whole minor units with a currency; ids are whole numbers. Unknown fields are refused, in a query too. A POST
with an `Idempotency-Key` may be repeated safely for 24 hours. Lists give `next`, which goes into `cursor`. Errors are
`application/problem+json` with a stable `code`.
"""

_PROBLEM = {
    "description": "A problem (RFC 9457), with the refusal's own data beside these fields",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "code"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "code": {"type": "string", "enum": list(errors.TITLES)},
                    "detail": {"type": "string"},
                },
            },
            "example": {
                "type": f"{DOCS}#too_short_notice",
                "title": "The lesson starts too soon",
                "status": 409,
                "code": "too_short_notice",
                "earliest": "2026-11-26T15:00:00+01:00",
                "minutes": 120,
            },
        }
    },
}


def admin_app(works: Works, clock: Callable[[], datetime]) -> FastAPI:
    """To be mounted at `PREFIX`. works: opens a unit of work. clock: now, in UTC."""
    app = FastAPI(
        title="Just Driving admin API",
        version=_version(),
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses={"4XX": _PROBLEM},
        dependencies=[
            Depends(HTTPBearer(auto_error=False, description="The school's key, `jd_…`")),
            Depends(known_query),
        ],
    )
    app.state.works, app.state.clock = works, clock
    errors.install(app)
    rooms = (
        school,
        policy,
        catalogue,
        prices,
        teachers,
        students,
        classes,
        slots,
        bookings,
        bookability,
        money,
        packages,
        invoices,
        curricula,
        progress,
        feedback,
        signatures,
        records,
        messages,
        series,
        overviews,
        waitlist,
        courses,
        days,
    )
    for room in rooms:
        app.include_router(room.router)

    def school_of_key(key: str) -> tuple[int, int] | None:
        with works() as work:
            return work.keys.school_of(key)

    app.add_middleware(Guard, school_of_key=school_of_key)
    return app


def _version() -> str:
    try:
        return version("justdriving")
    except PackageNotFoundError:
        return "0"
