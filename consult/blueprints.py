"""Which feature answers which addresses."""

from flask import Flask

from consult.accounts.views import blueprint as accounts
from consult.analysis import recomputing as recomputing
from consult.analysis.views import blueprint as analysis
from consult.comments.views import blueprint as comments
from consult.consultations.views import blueprint as consultations
from consult.imports.views import blueprint as imports
from consult.moderation import asking as asking
from consult.moderation import campaigns as campaigns
from consult.moderation import counting as counting
from consult.moderation import withdrawn as withdrawn
from consult.moderation.views import blueprint as moderation
from consult.notifications import alarms as alarms
from consult.notifications import argued as argued
from consult.notifications import delivery as delivery
from consult.notifications import together as together
from consult.notifications import verdicts as verdicts
from consult.notifications.views import blueprint as notifications
from consult.pages.views import blueprint as pages
from consult.pages.views import unlocalized
from consult.responses.views import blueprint as responses
from consult.summaries.views import blueprint as summaries
from consult.votes import closing as closing
from consult.votes import rollup as rollup
from consult.votes.views import blueprint as votes
from consult.web.languages import PREFIX

LOCALIZED = [
    pages, accounts, consultations, votes, comments, analysis, moderation, responses, summaries,
    notifications, imports,
]  # fmt: skip


def register(app: Flask) -> None:
    """Register every feature; addresses of pages begin with their language."""
    for blueprint in LOCALIZED:
        app.register_blueprint(blueprint, url_prefix=PREFIX)
    app.register_blueprint(unlocalized)
