"""indexes that large lists need"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROOTS = "listed AND root_id IS NULL"
PUBLISHED = f"{ROOTS} AND state = 'published'"
SUGGESTED = f"{ROOTS} AND suggestion IS NOT NULL"
WAITING = "waiting_since IS NOT NULL"
SEEN, SPLIT = sa.text("(agrees + disagrees + passes)"), sa.text("(abs(score))")
ON_COMMENTS = {
    "language_newest": (["amendment_id", "language", "stance", "id"], ROOTS),
    "language_agreed": (["amendment_id", "language", "stance", "score", "id"], ROOTS),
    "replies": (["amendment_id", "id"], "listed AND root_id IS NOT NULL"),
    "cards": (["amendment_id", SEEN, SPLIT, "id"], PUBLISHED),
    "clause_newest": (["amendment_id", "clause", "id"], f"{ROOTS} AND clause IS NOT NULL"),
    "suggested_newest": (["amendment_id", "id"], SUGGESTED),
    "suggested_agreed": (["amendment_id", "score", "id"], SUGGESTED),
    "suggested_clause": (
        ["amendment_id", "clause", "score", "id"],
        f"{SUGGESTED} AND state = 'published'",
    ),
    "answers": (["parent_id", "id"], "parent_id IS NOT NULL"),
    "held": (["author_id", "amendment_id", "id"], "state = 'held'"),
    "waiting_here": (["consultation_id", "waiting_since", "id"], WAITING),
    "reported": (["waiting_since", "id"], f"{WAITING} AND open_reports > 0"),
}
STRONGEST = ["amendment_id", "stance", "strength", "id"]

# What a comment is filtered by becomes words of the index of words, in letters and digits mixed.
MARKS = """UPDATE comments SET terms = terms || ' u' || author_id
    || COALESCE(' s' || {stance}, '') || ' l' || {language} || COALESCE(' c' || {clause}, '')
    || CASE WHEN suggestion IS NULL THEN '' ELSE ' w1' END
    WHERE terms <> ''"""
HEX = {"sqlite": "lower(hex({}))", "postgresql": "encode(convert_to({}, 'UTF8'), 'hex')"}


def upgrade() -> None:
    """Apply."""
    as_hex = HEX[op.get_bind().dialect.name]
    columns = {name: as_hex.format(name) for name in ("language", "clause")}
    stance = as_hex.format("stance")
    # On SQLite hex() makes an empty text of NULL.
    columns["stance"] = f"CASE WHEN stance IS NOT NULL THEN {stance} END"
    columns["clause"] = f"CASE WHEN clause IS NOT NULL THEN {columns['clause']} END"
    op.execute(MARKS.format(**columns))
    op.drop_index("ix_comments_strongest", "comments")
    _index("strongest", STRONGEST, f"{PUBLISHED} AND agrees > 0")
    for name, (of, where) in ON_COMMENTS.items():
        _index(name, of, where)
    op.create_index("ix_reports_reporter_id", "reports", ["reporter_id"])
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])


def _index(name: str, of: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(
        f"ix_comments_{name}",
        "comments",
        of,
        sqlite_where=condition,
        postgresql_where=condition,
    )


def downgrade() -> None:
    """Undo; the added words stay, for nothing looks for them."""
    op.drop_index("ix_sessions_expires_at", "sessions")
    op.drop_index("ix_reports_reporter_id", "reports")
    for name in [*ON_COMMENTS, "strongest"]:
        op.drop_index(f"ix_comments_{name}", "comments")
    _index("strongest", STRONGEST, ROOTS)
