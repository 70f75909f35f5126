"""Lets `python -m tests.bench` run the bench."""

from tests.bench.run import app

app()
