"""The yardsticks: FastAPI routes that parse the same form, answer the same, and do nothing else."""

# ruff: noqa: ARG001 - the fields are parsed and checked; nobody needs them
from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Form, Request, Response

TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

DECLARED = "/webhooks/twilio/messages"
BY_HAND = "/webhooks/twilio/by-hand"

app = FastAPI()


@app.post(DECLARED)
async def declared(
    sid: Annotated[str, Form(alias="MessageSid")],
    sender: Annotated[str, Form(alias="From")],
    receiver: Annotated[str, Form(alias="To")],
    text: Annotated[str, Form(alias="Body")] = "",
    media: Annotated[int, Form(alias="NumMedia")] = 0,
) -> Response:
    """As FastAPI's documentation has it: the fields that a message is made of are the route's parameters."""
    return Response(TWIML, media_type="text/xml")


@app.post(BY_HAND)
async def by_hand(request: Request) -> Response:
    """The least that a FastAPI route can do: it asks Starlette for the form, and FastAPI for nothing."""
    form = await request.form()
    assert form["MessageSid"]
    return Response(TWIML, media_type="text/xml")
