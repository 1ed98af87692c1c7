"""The addresses of imports; importing a module of pages registers it."""

from consult.imports.views import reactions as reactions
from consult.imports.views import submissions as submissions
from consult.imports.views import tables as tables
from consult.imports.views import typing_in as typing_in
from consult.imports.views.frame import blueprint as blueprint
