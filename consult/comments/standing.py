"""What beside a comment tells who its author is: a name, a role. Pages show it, so they change."""

from sqlalchemy import select, update

from consult.comments.models import Comment
from consult.consultations.models import Amendment
from consult.core.db import db


def touch_pages_of(person_id: int) -> None:
    """Say that every page with a comment of this person shows something new.

    The pages are locked in one order: two people who change their names never wait in a circle.
    """
    written = select(Comment.amendment_id).where(Comment.author_id == person_id, Comment.listed)
    pages = db.session.scalars(
        select(Amendment.id)
        .where(Amendment.id.in_(written))
        .order_by(Amendment.id)
        .with_for_update(key_share=True)
    ).all()
    db.session.execute(
        update(Amendment)
        .where(Amendment.id.in_(pages))
        .values(version=Amendment.version + 1)
        .execution_options(synchronize_session=False)
    )
