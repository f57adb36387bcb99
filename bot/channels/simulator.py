"""The simulator's channel: what is in the outbox is what its page shows, so a send has nothing left to do."""

from __future__ import annotations

from bot.channels.ports import Outgoing, SendResult, Sent


class SimulatorAdapter:
    async def send(self, message: Outgoing) -> SendResult:
        return Sent(f"simulator-{message.id}")

    async def close(self) -> None:
        """There is nothing to close."""
