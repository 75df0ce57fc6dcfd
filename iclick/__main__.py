"""``python -m iclick``, as the supervisor starts its processes."""

from iclick.cli import app

app(prog_name="iclick")
