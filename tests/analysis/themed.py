"""Makes a consultation whose comments have known themes, past every rule, in one statement."""

from sqlalchemy import insert, select

from consult.analysis.models import Theme, ThemeComment
from consult.analysis.theme_computing import compute
from consult.comments.models import Comment
from consult.consultations.models import Amendment, Consultation
from consult.core.db import db
from tests.analysis.spoken import spoken
from tests.make import Make
from tests.summaries.busy import comment_values

COUNT = 90


class Themed:
    """A consultation of two amendments with comments in Russian and Kazakh."""

    def __init__(self, make: Make, count: int = COUNT) -> None:
        self.make = make
        self.consultation: Consultation = make.consultation(languages=("ru", "kk"))
        self.amendments: list[Amendment] = [make.amendment(self.consultation) for _ in range(2)]
        self.author = make.account()
        self.official = make.reader(make.official(self.consultation))
        self.add(count, seed=6)

    def add(self, count: int, *, seed: int) -> None:
        """Write so many comments more."""
        rows = [
            comment_values(
                self.amendments[one.key % 2], self.author, body=one.body, language=one.language
            )
            for one in spoken(count, seed=seed)
        ]
        if rows:
            self.make.do(lambda: db.session.execute(insert(Comment), rows))

    def compute(self) -> None:
        """Compute the themes now."""
        self.make.do(lambda: compute({"consultation": self.consultation.id}))

    def themes(self) -> list[Theme]:
        """Return all themes, the oldest first."""
        query = select(Theme).where(Theme.consultation_id == self.consultation.id)
        return [row[0] for row in self.make.all(query.order_by(Theme.id))]

    def theme(self, number: int) -> Theme | None:
        """Return a theme as it is now."""
        return self.make.scalar(select(Theme).where(Theme.id == number))

    def largest(self) -> Theme:
        """Return the theme with most comments."""
        return max(self.themes(), key=lambda one: (one.comments, -one.id))

    def comments_of(self, theme: Theme, *, by_person: bool | None = None) -> list[int]:
        """Return the comments of a theme, the nearest first."""
        query = select(ThemeComment.comment_id).where(ThemeComment.theme_id == theme.id)
        if by_person is not None:
            query = query.where(ThemeComment.by_person == by_person)
        order = (ThemeComment.nearness.desc(), ThemeComment.comment_id.desc())
        return [row[0] for row in self.make.all(query.order_by(*order))]
