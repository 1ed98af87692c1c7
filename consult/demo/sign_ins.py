"""Who may sign in to the demo, and with which password."""

from dataclasses import dataclass

from consult.accounts.queries import account_by_email


@dataclass(frozen=True, slots=True)
class SignIn:
    """One demo account."""

    role: str
    email: str
    password: str
    pseudonym: str
    language: str

    @property
    def key(self) -> str:
        """Return by which word the demo's files name this account."""
        return self.email.partition("@")[0]


SIGN_INS = [
    SignIn("citizen", "citizen@example.org", "demo-citizen-2026", "Demo reader", "ru"),
    SignIn("moderator", "moderator@example.org", "demo-moderator-2026", "Demo desk", "ru"),
    SignIn("official", "official@example.org", "demo-official-2026", "Demo working group", "kk"),
    SignIn("official", "reviewer@example.org", "demo-reviewer-2026", "Demo lawyers", "ru"),
    SignIn("administrator", "admin@example.org", "demo-admin-2026", "Demo operator", "en"),
]


def known_sign_ins() -> list[SignIn]:
    """Return the demo sign-ins that exist in this database."""
    return [one for one in SIGN_INS if account_by_email(one.email) is not None]
