"""Runs the migrations on the app's own engine; started by `flask db`."""

from alembic import context
from flask import current_app

from consult.core.db import transaction

engine = current_app.extensions["migrate"].db.engine
metadata = current_app.extensions["migrate"].db.metadata


def belongs_to_the_models(_thing: object, name: str | None, *_rest: object) -> bool:
    """Leave out what no model knows: the search index and the partitions of the votes."""
    return not (name or "").startswith(("comment_search", "votes_p"))


def run() -> None:
    """Run the migrations in one transaction, so that a failed one leaves nothing behind."""
    if context.is_offline_mode():
        context.configure(url=engine.url, target_metadata=metadata, literal_binds=True)
        context.run_migrations()
        return
    with transaction(write=True), engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            compare_type=True,
            # Alembic thinks that SQLite cannot; it can, since we begin its transactions ourselves.
            transactional_ddl=True,
            render_item=render_item,
            include_object=belongs_to_the_models,
        )
        with context.begin_transaction():
            context.run_migrations()


def render_item(kind: str, item: object, autogen_context: object) -> str | bool:
    """Write plain column types into migrations, so that old ones do not import today's code."""
    if kind == "type" and type(item).__name__ == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    return False


run()
