"""Forms of accounts: fields, labels, messages."""

from collections.abc import Mapping
from typing import Any

from wtforms import EmailField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from consult.accounts.labels import AGE_LABELS
from consult.accounts.passwords import one_form
from consult.accounts.rules import LONGEST_EMAIL, LONGEST_PASSWORD, Role
from consult.config import LANGUAGES
from consult.core.words import lazy
from consult.web.forms import Form, line

ROLE_LABELS = {
    Role.MODERATOR: lazy("Moderator"),
    Role.OFFICIAL: lazy("Official"),
    Role.ADMINISTRATOR: lazy("Administrator"),
}
NO_CHOICE = lazy("Choose one of the list.")
NOT_SAID = lazy("I would rather not say")


def _composed(value: Any) -> Any:
    return one_form(value) if isinstance(value, str) else value


def _email() -> EmailField:
    message = lazy("Enter your e-mail address.")
    too_long = lazy("This address is too long.")
    rules = [InputRequired(message), Length(max=LONGEST_EMAIL, message=too_long)]
    return EmailField(lazy("E-mail"), filters=[line], validators=rules)


def _password(label: Any) -> PasswordField:
    message = lazy("Enter a password.")
    too_long = lazy("A password has 10 to 200 characters.")
    rules = [InputRequired(message), Length(max=LONGEST_PASSWORD, message=too_long)]
    return PasswordField(label, filters=[_composed], validators=rules)


def _pseudonym() -> StringField:
    rules = [InputRequired(lazy("Enter a public name."))]
    return StringField(lazy("Public name"), filters=[line], validators=rules)


class SignUpForm(Form):
    """A new account."""

    email = _email()
    pseudonym = _pseudonym()
    password = _password(lazy("Password"))


class SignInForm(Form):
    """Address and password."""

    email = _email()
    password = _password(lazy("Password"))


class ConfirmForm(Form):
    """The password of the sign-up, once more."""

    password = _password(lazy("Password"))


class AddressForm(Form):
    """A mailbox that is to get a link."""

    email = _email()


class NewPasswordForm(Form):
    """A new password for whoever has the link."""

    password = _password(lazy("New password"))


class NameForm(Form):
    """Another public name."""

    pseudonym = _pseudonym()


class AboutForm(Form):
    """Where somebody lives and how old they are; both may be left out, and taken back."""

    region = SelectField(lazy("Region"), validate_choice=False)
    age_group = SelectField(lazy("Age"), validate_choice=False)

    def __init__(self, *args: Any, regions: Mapping[str, str], **values: Any) -> None:
        super().__init__(*args, **values)
        self._fill(self.region, regions)
        self._fill(self.age_group, AGE_LABELS)

    @staticmethod
    def _fill(field: SelectField, labels: Mapping[str, Any]) -> None:
        field.choices = [SelectChoice("", NOT_SAID)]
        field.choices += [SelectChoice(code, label) for code, label in labels.items()]

    def validate_region(self, field: SelectField) -> None:
        """Refuse what the list does not hold; nothing given is an answer too."""
        if field.data not in {choice.value for choice in field.choices or ()}:
            raise ValidationError(NO_CHOICE)

    validate_age_group = validate_region


class LanguageForm(Form):
    """The language of mails."""

    language = SelectField(
        lazy("Language of mails"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
        validate_choice=False,
    )

    def validate_language(self, field: SelectField) -> None:
        """Refuse a language that we do not speak."""
        if field.data not in LANGUAGES:
            raise ValidationError(NO_CHOICE)


class PasswordForm(Form):
    """The old password and a new one."""

    old_password = _password(lazy("Present password"))
    password = _password(lazy("New password"))


class LeaveForm(Form):
    """What becomes of one's contributions, and the password."""

    contributions = RadioField(
        lazy("What you gave"),
        choices=[
            SelectChoice("stay", lazy("They stay, without my name")),
            SelectChoice("withdraw", lazy("They are taken back")),
        ],
        validators=[InputRequired(lazy("Choose what becomes of your contributions."))],
        validate_choice=False,
    )
    password = _password(lazy("Password"))

    def validate_contributions(self, field: RadioField) -> None:
        """Refuse an answer that there is not."""
        if field.data not in {"stay", "withdraw"}:
            raise ValidationError(NO_CHOICE)


class GrantForm(Form):
    """Who gets which role, and where; the choices of `consultation` are set by the view."""

    email = _email()
    role = RadioField(
        lazy("Role"),
        choices=[SelectChoice(role.value, label) for role, label in ROLE_LABELS.items()],
        validators=[InputRequired(lazy("Choose a role."))],
        validate_choice=False,
    )
    consultation = SelectField(lazy("Where"), validate_choice=False)

    def validate_role(self, field: RadioField) -> None:
        """Refuse a role that there is not."""
        if field.data not in set(Role):
            raise ValidationError(NO_CHOICE)

    def validate_consultation(self, field: SelectField) -> None:
        """Refuse a consultation that there is not."""
        if field.data not in {choice.value for choice in field.choices or []}:
            raise ValidationError(NO_CHOICE)
