"""The WSGI door."""

from consult import create_app

app = create_app()
