"""Once an hour the worker forgets what has expired."""

from consult.accounts.actions import forget_expired
from consult.core.jobs import every_round

SECONDS_BETWEEN = 3600.0

every_round(lambda: True, seconds=SECONDS_BETWEEN)(forget_expired)
