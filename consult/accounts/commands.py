"""Commands of accounts."""

from flask.cli import AppGroup

accounts = AppGroup("accounts", help="accounts")
