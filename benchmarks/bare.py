"""The yardstick: a FastAPI route that parses the same form and answers the same, and does nothing else."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response

app = FastAPI()


@app.post("/webhooks/twilio/messages")
async def messages(request: Request) -> Response:
    form = await request.form()
    assert form["MessageSid"]
    return Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', media_type="text/xml")
