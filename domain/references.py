"""Short names of bookings, to be said aloud and typed by hand."""

from __future__ import annotations

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 characters without 0, 1, I and O, which are misread aloud and by hand."""

_STEP = 387_420_489
"""An odd number, so that multiplying by it modulo a power of two is a permutation that scatters neighbours."""


def reference(booking_id: int) -> str:
    """A short name for a booking ("K7Q2"): four characters for the first million ids, more for later ones.

    It is a permutation of the id, so it needs no storage, never collides and does not tell how many there are.
    """
    length, space = 4, 32**4
    offset = booking_id
    while offset >= space:
        offset -= space
        length, space = length + 1, space * 32
    scattered = offset * _STEP % space
    characters = []
    for _ in range(length):
        scattered, digit = divmod(scattered, 32)
        characters.append(_ALPHABET[digit])
    return "".join(characters)


def booking_id_of(text: str) -> int | None:
    """The id that a reference names, or None if it is not one."""
    name = text.strip().upper()
    if not 4 <= len(name) <= 8 or any(character not in _ALPHABET for character in name):
        return None
    space: int = 32 ** len(name)
    scattered = 0
    for character in reversed(name):
        scattered = scattered * 32 + _ALPHABET.index(character)
    base: int = sum(32**length for length in range(4, len(name)))
    inverse: int = pow(_STEP, -1, space)
    unscattered = scattered * inverse % space
    return base + unscattered
