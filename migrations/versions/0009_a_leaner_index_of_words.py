"""an index of words that takes a comment with less work"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# FTS5 reads an index of prefixes only for a prefix of that very length, and search asks for four
# letters and more; the lengths of texts it reads only for ranks, which nobody asks for.
LEAN = "columnsize=0"
BEFORE = "prefix='3'"
MADE = """CREATE VIRTUAL TABLE comment_search USING fts5(
    terms, content='comments', content_rowid='id',
    tokenize='unicode61 remove_diacritics 0', {})"""
FILLED = "INSERT INTO comment_search (comment_search) VALUES ('rebuild')"

# What was written last waits in a list that every search reads whole. Its usual four megabytes
# are thousands of comments: milliseconds for each search, and for each comment that is sent.
SHORT_LIST = "ALTER INDEX comment_search_terms SET (gin_pending_list_limit = 64)"
USUAL_LIST = "ALTER INDEX comment_search_terms RESET (gin_pending_list_limit)"


def upgrade() -> None:
    """Apply."""
    _make(LEAN, SHORT_LIST)


def downgrade() -> None:
    """Undo."""
    _make(BEFORE, USUAL_LIST)


def _make(option: str, waiting: str) -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute(waiting)
        return
    # The triggers are those of the comments, and name the table; they find the new one.
    for statement in ("DROP TABLE comment_search", MADE.format(option), FILLED):
        op.execute(statement)
