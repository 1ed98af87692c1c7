"""The form with which somebody becomes staff of a consultation."""

from wtforms import EmailField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired, Length

from consult.accounts.rules import Role
from consult.core.words import lazy
from consult.web.forms import Form, line

ROLE_LABELS = {Role.MODERATOR: lazy("Moderator"), Role.OFFICIAL: lazy("Official")}


class StaffForm(Form):
    """Who gets which role in this consultation."""

    email = EmailField(
        lazy("E-mail"),
        filters=[line],
        validators=[
            InputRequired(lazy("Enter an e-mail address.")),
            Length(max=200, message=lazy("This address is too long.")),
        ],
    )
    role = RadioField(
        lazy("Role"),
        choices=[SelectChoice(role.value, label) for role, label in ROLE_LABELS.items()],
        validators=[
            InputRequired(lazy("Choose a role.")),
            AnyOf([role.value for role in ROLE_LABELS], message=lazy("Choose one of the list.")),
        ],
        validate_choice=False,
    )
