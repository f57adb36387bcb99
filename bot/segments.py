"""How many SMS a text takes. One holds 160 letters of GSM-7, or 70 where a single letter is none of them; joined to
others it holds a few less."""

from __future__ import annotations

GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
OF_TWO = frozenset("\f^{}\\[~]|€")
"""Letters that take the room of two."""

_ALONE, _JOINED = 160, 153
_ALONE_UCS_2, _JOINED_UCS_2 = 70, 67


def segments(text: str) -> int:
    letters = set(text)
    if letters <= GSM_7 | OF_TWO:
        length = len(text) + sum(map(text.count, letters & OF_TWO))
        alone, joined = _ALONE, _JOINED
    else:
        length = len(text.encode("utf-16-be")) // 2
        alone, joined = _ALONE_UCS_2, _JOINED_UCS_2
    return 1 if length <= alone else -(-length // joined)
