"""Commands of summaries."""

from flask.cli import AppGroup

summaries = AppGroup("summaries", help="summaries")
