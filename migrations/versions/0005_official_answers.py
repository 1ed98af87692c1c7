"""official answers to submissions"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ROOTS = "listed AND root_id IS NULL"
INDEXES = {
    "ix_comments_answered_newest": (["amendment_id", "id"], f"{ROOTS} AND answered_at IS NOT NULL"),
    "ix_comments_answered_agreed": (
        ["amendment_id", "score", "id"],
        f"{ROOTS} AND answered_at IS NOT NULL",
    ),
    "ix_comments_to_answer": (
        ["consultation_id", "id"],
        f"{ROOTS} AND answered_at IS NULL AND suggestion IS NULL",
    ),
    "ix_comments_suggestions_to_answer": (
        ["consultation_id", "id"],
        f"{ROOTS} AND answered_at IS NULL AND suggestion IS NOT NULL",
    ),
}


def upgrade() -> None:
    """Apply."""
    for name in ("answered_at", "corrected_at"):
        op.add_column("comments", sa.Column(name, MOMENT))
    for name in ("answer", "answered_by"):
        op.add_column("comments", sa.Column(name, sa.JSON(none_as_null=True)))
    for name, (columns, where) in INDEXES.items():
        found = sa.text(where)
        op.create_index(name, "comments", columns, sqlite_where=found, postgresql_where=found)
    _create_answers()
    _create_edits()
    op.create_table(
        "answered_counts",
        sa.Column("amendment_id", BIG, nullable=False),
        sa.Column("kind", sa.String(200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["amendment_id"], ["amendments.id"], name="fk_answered_counts_amendment_id"
        ),
        sa.PrimaryKeyConstraint("amendment_id", "kind", name="pk_answered_counts"),
    )


def _create_answers() -> None:
    op.create_table(
        "answers",
        sa.Column("id", BIG, nullable=False),
        sa.Column("consultation_id", BIG, nullable=False),
        sa.Column("amendment_id", BIG, nullable=False),
        sa.Column("comment_id", BIG, nullable=False),
        sa.Column("state", sa.String(200), nullable=False),
        sa.Column("disposition", sa.String(200)),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("language", sa.String(200), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("author_id", BIG, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("published_at", MOMENT),
        sa.Column("corrected_at", MOMENT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state = 'draft' OR disposition IS NOT NULL", name="ck_answers_disposition"
        ),
        sa.CheckConstraint(
            "(state = 'draft') = (published_at IS NULL)", name="ck_answers_published"
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=f"fk_answers_{column}")
            for column, table in (
                ("consultation_id", "consultations"),
                ("amendment_id", "amendments"),
                ("comment_id", "comments"),
                ("author_id", "accounts"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
        sa.UniqueConstraint("comment_id", name="uq_answers_comment_id"),
    )
    op.create_index("ix_answers_state", "answers", ["consultation_id", "state", "id"])


def _create_edits() -> None:
    op.create_table(
        "answer_edits",
        sa.Column("id", BIG, nullable=False),
        sa.Column("answer_id", BIG, nullable=False),
        sa.Column("disposition", sa.String(200), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("language", sa.String(200), nullable=False),
        sa.Column("author_id", BIG, nullable=False),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.Column("replaced_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answers.id"], name="fk_answer_edits_answer_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["accounts.id"], name="fk_answer_edits_author_id"),
        sa.PrimaryKeyConstraint("id", name="pk_answer_edits"),
    )
    op.create_index("ix_answer_edits_answer_id", "answer_edits", ["answer_id"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("answered_counts")
    op.drop_table("answer_edits")
    op.drop_table("answers")
    for name in INDEXES:
        op.drop_index(name, "comments")
    for name in ("answered_by", "answer", "corrected_at", "answered_at"):
        op.drop_column("comments", name)
