"""What is told of the past and asks for nothing: "I passed my test on Monday", "the lesson on Thursday was great"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.understanding.intents import IntentReader
from bot.understanding.lexicon import Lexicon
from bot.understanding.marks import corrected
from bot.understanding.tokens import Shape, Token

RESULTS = frozenset({"passed", "result"})
"""A test that was passed or failed, by the sender or by somebody whom they teach."""
TOLD = ("passed", "told")
"""A test that was passed or failed, and anything else: the intents of what is told."""


@dataclass(frozen=True, slots=True)
class Told:
    """intent: one of `TOLD`. rest: the tokens of the clauses that say something else."""

    intent: str
    rest: tuple[Token, ...]


def told_in(text: str, tokens: Sequence[Token], lexicon: Lexicon) -> Told | None:
    """What clauses of a message tell and nothing more; None if none does, or if it may be asked."""
    told: list[str] = []
    rest: list[Token] = []
    for clause in _clauses(tokens, lexicon):
        said = IntentReader(text, corrected(clause, lexicon), lexicon)
        intent = said.anywhere()
        if intent in RESULTS and not lexicon.kin.isdisjoint(said.words):
            intent = "told"  # "my brother passed"
        if intent in TOLD:
            told.append(intent)
        else:
            rest += clause
    asks = "?" in text and not any(token.shape is not Shape.MARK for token in rest)
    return None if asks or not told else Told(min(told, key=TOLD.index), tuple(rest))


def _clauses(tokens: Sequence[Token], lexicon: Lexicon) -> list[list[Token]]:
    """The tokens cut behind each mark, other than the full stop of a shortened word ("d. 20")."""
    clauses: list[list[Token]] = [[]]
    for token in tokens:
        shortened = bool(clauses[-1]) and clauses[-1][-1].text in lexicon.shortened
        clauses[-1].append(token)
        if token.shape is Shape.MARK and not shortened:
            clauses.append([])
    return clauses
