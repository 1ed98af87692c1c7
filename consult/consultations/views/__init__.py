"""The addresses of consultations and amendments; importing a module of pages registers it."""

from consult.consultations.views import arranging as arranging
from consult.consultations.views import drafting as drafting
from consult.consultations.views import phases as phases
from consult.consultations.views import printed as printed
from consult.consultations.views import publishing as publishing
from consult.consultations.views import reading as reading
from consult.consultations.views import ready as ready
from consult.consultations.views import related as related
from consult.consultations.views import revisions as revisions
from consult.consultations.views import settings as settings
from consult.consultations.views import staff as staff
from consult.consultations.views.frame import blueprint as blueprint
