"""`python -m app` is `justdriving`."""

from app.cli import main

main()
