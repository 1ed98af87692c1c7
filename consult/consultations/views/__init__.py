"""The addresses of consultations and amendments; importing a module of pages registers it."""

from consult.consultations.views import reading as reading
from consult.consultations.views import settings as settings
from consult.consultations.views.frame import blueprint as blueprint
