"""What goes with messages, for whoever fetches it by a link: pictures of messages in the outbox, invoices."""

from __future__ import annotations

from app.bootstrap import Application
from app.channels import links_to
from bot.channels.sealed_links import Linked
from domain.errors import NotFound


def picture_of(application: Application, message_id: int) -> bytes | None:
    """The picture that goes with the message, as a PNG; None if none does."""
    from bot.pictures import draw_week

    rows = application.database.execute(
        "SELECT message -> 'picture', language FROM outbox WHERE id = %(id)s", {"id": message_id}
    )
    if not rows or rows[0][0] is None:
        return None
    plan, language = rows[0]
    return draw_week(plan, language)


def invoice_of(application: Application, school_id: int, invoice_id: int) -> bytes | None:
    """The invoice as a PDF; None if there is none."""
    from admin_api.invoice_paper import paper_of
    from admin_api.invoice_pdf import invoice_pdf

    try:
        with application.open_work() as work:
            paper = paper_of(work.ledger.invoices, school_id, invoice_id)
    except NotFound:
        return None
    return invoice_pdf(paper)


def linked(application: Application, name: str) -> tuple[bytes, str] | None:
    """What a link of ours names, and of which type it is; None if it is none of ours, or its time is over."""
    links = links_to(application.settings, application.clock)
    match links.ids_of(name) if links is not None else None:
        case Linked.PICTURE, (message_id,):
            found, kind = picture_of(application, message_id), "image/png"
        case Linked.INVOICE, (school_id, invoice_id):
            found, kind = invoice_of(application, school_id, invoice_id), "application/pdf"
        case _:
            return None
    return (found, kind) if found is not None else None
