"""`python -m deploy`: the command line where no script is installed."""

from deploy.cli import app

app()
