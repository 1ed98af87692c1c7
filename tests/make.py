"""Makes people, consultations, amendments, comments and votes, with sensible defaults."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import select

from consult.accounts import actions as accounts
from consult.accounts.models import Account
from consult.accounts.rules import Reader, Role
from consult.comments import actions as comments
from consult.comments.models import Comment
from consult.comments.queries import comment_by_id
from consult.comments.rules import Reaction, Stance
from consult.consultations import actions as consultations
from consult.consultations.models import Amendment, Consultation
from consult.consultations.queries import consultation_by_id, the_amendment
from consult.consultations.rules import Moderation, State, TallyRule
from consult.core import clock, jobs
from consult.core.db import db, transaction
from consult.ledger.models import LedgerEvent
from consult.moderation import actions as moderation
from consult.moderation.models import Decision
from consult.moderation.queries import the_case
from consult.moderation.rules import Action, Ground
from consult.responses import actions as responses
from consult.responses.arguments import gather
from consult.responses.models import Answer, Argument
from consult.responses.queries import answer_to
from consult.responses.rules import Said
from tests.statements import listening

Result = TypeVar("Result")

CURRENT = "1. The Parliament consists of two chambers.\n2. The Senate has fifty members."
PROPOSED = "1. The Kurultai consists of one chamber.\n2. The Kurultai has 145 deputies."
PASSWORD = "a long enough password"


class Make:
    """Makes things in the app's database; what it returns is detached and may be read."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.numbers = count(1)

    def do(self, work: Callable[[], Result]) -> Result:
        """Run something in an app context and a transaction of its own."""
        with self.app.app_context(), transaction(write=True):
            return work()

    def read(self, work: Callable[[], Result]) -> Result:
        """Run a read in an app context; what it returns keeps what was loaded."""
        with self.app.app_context(), transaction(write=False):
            found = work()
            db.session.expunge_all()
            return found

    def all(self, query: Any) -> list[Any]:
        """Return all rows or objects of a query."""
        return self.read(lambda: list(db.session.execute(query).all()))

    def scalar(self, query: Any) -> Any:
        """Return the first value of a query."""
        return self.read(lambda: db.session.scalar(query))

    def account(self, *, confirmed: bool = True, verified: bool = False, **given: Any) -> Account:
        """Make a citizen."""
        number = next(self.numbers)
        values = {
            "email": f"person{number}@example.org",
            "pseudonym": f"Reader {number}",
            "password": PASSWORD,
            "language": "en",
            **given,
        }

        def work() -> Account:
            account = accounts.create_account(confirmed=confirmed, **values)
            account.verified_at = clock.now() if verified else None
            return account

        return self.do(work)

    def staff(self, role: Role, consultation: Consultation | None = None, **given: Any) -> Account:
        """Make somebody with a role, for one consultation or for all."""
        account = self.account(**given)
        place = consultation.id if consultation else None
        self.do(lambda: accounts.grant_role(account, role, place))
        return account

    def moderator(self, consultation: Consultation | None = None) -> Account:
        """Make a moderator."""
        return self.staff(Role.MODERATOR, consultation)

    def official(self, consultation: Consultation | None = None) -> Account:
        """Make an official."""
        return self.staff(Role.OFFICIAL, consultation)

    def administrator(self) -> Account:
        """Make an administrator."""
        return self.staff(Role.ADMINISTRATOR)

    def consultation(
        self,
        *,
        slug: str | None = None,
        state: State = State.OPEN,
        opens_in: timedelta = timedelta(days=-1),
        closes_in: timedelta = timedelta(days=10),
        tally_rule: TallyRule = TallyRule.ALWAYS,
        moderation: Moderation = Moderation.AFTER,
        languages: tuple[str, ...] = ("en",),
    ) -> Consultation:
        """Make a consultation, open by default, without amendments."""
        number = next(self.numbers)

        def work() -> Consultation:
            made = consultations.create_consultation(
                slug=slug or f"reform-{number}",
                languages=list(languages),
                authoritative=languages[0],
                time_zone="Asia/Almaty",
                tally_rule=tally_rule,
                moderation=moderation,
            )
            for language in languages:
                title = f"Reform {number} ({language})"
                consultations.set_texts(
                    made, language, title=title, summary="What it is about.", background="Why."
                )
            now = clock.now()
            consultations.schedule(made, now + opens_in, now + closes_in)
            made.state = state
            return made

        return self.do(work)

    def amendment(
        self,
        consultation: Consultation | None = None,
        *,
        number: str | None = None,
        current: str = CURRENT,
        proposed: str = PROPOSED,
        title: str = "One chamber",
        languages: tuple[str, ...] | None = None,
    ) -> Amendment:
        """Make an amendment with its wording in every language of its consultation."""
        place = consultation or self.consultation()
        position = next(self.numbers)

        def work() -> Amendment:
            home = consultation_by_id(place.id)
            state, home.state = home.state, State.DRAFT
            made = consultations.add_amendment(home, number or str(position), position=position)
            draft = consultations.WordingDraft(
                element=f"Article {made.number}",
                title=title,
                current=current,
                proposed=proposed,
                rationale="One chamber decides faster.",
            )
            for language in languages or tuple(home.languages):
                consultations.set_wording(made, language, draft)
            home.state = state
            return made

        made = self.do(work)
        return self.read(lambda: the_amendment(place.slug, made.number))

    def reader(self, account: Account, *, age: timedelta = timedelta(days=9)) -> Reader:
        """Return somebody as the actions know them: signed in, no newcomer."""
        since = clock.now() - age
        return Reader(account.id, account.pseudonym, account.language, created_at=since)

    def comment(
        self,
        amendment: Amendment | None = None,
        author: Account | None = None,
        *,
        stance: str | None = Stance.FOR,
        body: str = "One chamber decides faster and costs less.",
        language: str = "en",
        parent: Comment | None = None,
    ) -> Comment:
        """Write a comment, or a reply, as its author would; screening may hold it."""
        place = amendment or (parent.amendment if parent else self.amendment())
        reader = self.reader(author or self.account())
        text = {"stance": None if parent else stance, "body": body, "language": language}

        def work() -> int:
            above = comment_by_id(parent.id) if parent else None
            return comments.write_comment(place, reader, **text, parent=above).id

        number = self.do(work)
        return self.read(lambda: comment_by_id(number))

    def reaction(self, comment: Comment, value: str = "agree", by: Account | None = None) -> None:
        """React to a comment; by somebody new unless a person is given."""
        reader = self.reader(by or self.account())
        self.do(lambda: comments.react(comment_by_id(comment.id), reader, Reaction(value)))

    def report(
        self, comment: Comment, by: Account | None = None, *, ground: str = "insult", note: str = ""
    ) -> bool:
        """Report a comment; False when this person has done so before."""
        reader = self.reader(by or self.account())
        return self.do(
            lambda: moderation.report(the_case(comment.id), reader, Ground(ground), note)
        )

    def decision(
        self, comment: Comment, by: Account, action: str, *, ground: str = "insult", note: str = ""
    ) -> Decision:
        """Decide on a comment as it stands now."""

        def work() -> Decision:
            seen, why = the_case(comment.id), {"ground": Ground(ground), "note": note}
            return moderation.decide(
                seen, self.reader(by), Action(action), **why, version=seen.version
            )

        return self.do(work)

    def answer(
        self,
        comment: Comment,
        by: Account | None = None,
        *,
        disposition: str | None = "accepted",
        reasons: str = "The clause will say so.",
        language: str = "en",
        draft: bool = False,
    ) -> Answer:
        """Answer a comment officially, or correct its answer; by somebody new by default."""
        reader = self.reader(by or self.official(comment.consultation))

        def work() -> Answer:
            seen, stored = comment_by_id(comment.id), answer_to(comment.id)
            said = Said(disposition, reasons, language)
            write = responses.save_draft if draft else responses.publish_answer
            version = stored.version if stored else 0
            return write(seen, reader, said, version=version, seen=seen.version)

        return self.do(work)

    def argument(
        self,
        amendment: Amendment,
        comments: Sequence[Comment],
        by: Account | None = None,
        *,
        title: str = "Fifty is enough",
    ) -> Argument:
        """Gather comments under one heading; by somebody new by default."""
        reader, numbers = self.reader(by or self.official()), [one.id for one in comments]
        made = self.do(lambda: gather(amendment, reader, title, "en", numbers))
        return self.read(lambda: db.session.get_one(Argument, made.id))

    def events(self, subject: str) -> list[LedgerEvent]:
        """Return what the ledger holds about something, in the order in which it happened."""
        about = select(LedgerEvent).where(LedgerEvent.subject == subject)
        return [event for (event,) in self.all(about.order_by(LedgerEvent.id))]

    def run_jobs(self) -> int:
        """Do all jobs that wait; return how many were done."""
        with self.app.app_context():
            return jobs.run_all()

    def mails(self) -> list[EmailMessage]:
        """Do the jobs and return the mails in the folder, oldest first."""
        self.run_jobs()
        folder = self.app.extensions["consult_settings"].data_dir / "mail"
        files = sorted(folder.glob("*.eml")) if folder.exists() else []
        return [message_from_bytes(f.read_bytes(), policy=policy.default) for f in files]  # type: ignore[misc]

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        """Collect the statements that the database is sent meanwhile."""
        statements: list[str] = []

        def note(statement: str, _parameters: Any) -> None:
            if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
                statements.append(statement)

        with self.app.app_context():
            engine = db.engine
        with listening(engine, note):
            yield statements
