"""`make bench`: the figures behind the claims, printed as a table. Takes about a minute."""

from __future__ import annotations

from benchmarks import turn

FLOOR = 0.15
"""What the ratio of a durable turn to a bare route must reach."""


def main() -> None:
    print(turn.__doc__)
    figures = turn.run()
    for name, value in figures.items():
        print(f"  {name:<44}{value:10.3f}")
    reached = "reached" if figures["ratio"] >= FLOOR else "MISSED"
    print(f"\n  ratio of at least {FLOOR}: {reached}")


if __name__ == "__main__":
    main()
