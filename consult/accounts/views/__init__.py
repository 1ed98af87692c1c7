"""The addresses of accounts: entering, one's own account, roles."""

from consult.accounts import expiry as expiry
from consult.accounts.views import entering as entering
from consult.accounts.views import leave as leave
from consult.accounts.views import mine as mine
from consult.accounts.views import record as record
from consult.accounts.views import roles as roles
from consult.accounts.views.frame import blueprint as blueprint
