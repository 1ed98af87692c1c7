"""All tables, gathered for the migrations."""

from consult.accounts import models as accounts
from consult.analysis import models as analysis
from consult.comments import models as comments
from consult.consultations import models as consultations
from consult.core import jobs, limits
from consult.imports import models as imports
from consult.ledger import models as ledger
from consult.moderation import models as moderation
from consult.responses import models as responses
from consult.summaries import models as summaries
from consult.votes import models as votes

__all__ = [
    "accounts", "analysis", "comments", "consultations", "imports", "jobs", "ledger", "limits",
    "moderation", "responses", "summaries", "votes",
]  # fmt: skip
