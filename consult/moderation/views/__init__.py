"""The addresses of moderation: reports, the queue, one case and its decision."""

from consult.moderation.views import appeals as appeals
from consult.moderation.views import campaigns as campaigns
from consult.moderation.views import case as case
from consult.moderation.views import many as many
from consult.moderation.views import queue as queue
from consult.moderation.views import report as report
from consult.moderation.views import sanctions as sanctions
from consult.moderation.views import second_look as second_look
from consult.moderation.views import settings as settings
from consult.moderation.views import transparency as transparency
from consult.moderation.views.frame import blueprint as blueprint
