"""`make bench`: the figures behind the claims, printed as tables. Takes a few minutes."""

from __future__ import annotations

from benchmarks import slots, turn, understanding

FLOOR = 0.15
"""What the ratio of a durable turn to a bare route must reach."""


def main() -> None:
    print(turn.__doc__)
    figures = turn.run()
    show(figures)
    reached = "reached" if figures["ratio"] >= FLOOR else "MISSED"
    print(f"\n  ratio of at least {FLOOR}: {reached}\n")
    print(slots.__doc__)
    show(slots.run())
    print(f"\n{understanding.__doc__}")
    sure = understanding.run()
    print(f"\n  97 percent right, 1 percent wrong at most: {'reached' if sure else 'MISSED'}")


def show(figures: dict[str, float]) -> None:
    for name, value in figures.items():
        print(f"  {name:<56}{value:10.3f}")


if __name__ == "__main__":
    main()
