"""clauses, suggestions, search in comments, revisions in draft, leaving"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ON_CLAUSE = sa.text("listed AND root_id IS NULL AND clause IS NOT NULL")
SUGGESTION = sa.text("suggestion IS NOT NULL AND state <> 'withdrawn'")

# An index over the column `terms`, kept by triggers; the texts themselves are not stored twice.
SQLITE_SEARCH = (
    """CREATE VIRTUAL TABLE comment_search USING fts5(
        terms, content='comments', content_rowid='id',
        tokenize='unicode61 remove_diacritics 0', prefix='3')""",
    """CREATE TRIGGER comment_search_insert AFTER INSERT ON comments BEGIN
        INSERT INTO comment_search (rowid, terms) VALUES (new.id, new.terms); END""",
    """CREATE TRIGGER comment_search_delete AFTER DELETE ON comments BEGIN
        INSERT INTO comment_search (comment_search, rowid, terms)
        VALUES ('delete', old.id, old.terms); END""",
    """CREATE TRIGGER comment_search_update AFTER UPDATE OF terms ON comments BEGIN
        INSERT INTO comment_search (comment_search, rowid, terms)
        VALUES ('delete', old.id, old.terms);
        INSERT INTO comment_search (rowid, terms) VALUES (new.id, new.terms); END""",
    "INSERT INTO comment_search (comment_search) VALUES ('rebuild')",
)
POSTGRESQL_SEARCH = (
    "CREATE INDEX comment_search_terms ON comments USING gin (to_tsvector('simple', terms))"
)
REINDEX = (
    "INSERT INTO jobs (kind, key, payload, run_at, attempts, failed) "
    "VALUES ('comments-reindex', 'comments-reindex', '{}', CURRENT_TIMESTAMP, 0, :never) "
    "ON CONFLICT DO NOTHING"
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "clause_counts",
        sa.Column("amendment_id", BIG, nullable=False),
        sa.Column("clause", sa.String(200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["amendment_id"], ["amendments.id"], name="fk_clause_counts_amendment_id"
        ),
        sa.PrimaryKeyConstraint("amendment_id", "clause", name="pk_clause_counts"),
    )
    op.add_column("accounts", sa.Column("left_at", sa.DateTime(timezone=True)))
    op.add_column("amendments", sa.Column("groups_at", sa.DateTime(timezone=True)))
    op.add_column("comment_edits", sa.Column("suggested", sa.Text()))
    op.add_column(
        "comment_edits",
        sa.Column("visible", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.add_column("comments", sa.Column("clause", sa.String(200)))
    op.add_column("comments", sa.Column("quote", sa.JSON(none_as_null=True)))
    op.add_column("comments", sa.Column("suggestion", sa.String(200)))
    op.add_column("comments", sa.Column("suggested", sa.Text()))
    op.add_column("comments", sa.Column("terms", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "consultations",
        sa.Column("suggestions_each", sa.Integer(), nullable=False, server_default="20"),
    )
    op.add_column("phases", sa.Column("titles", sa.JSON(none_as_null=True)))
    op.add_column("revisions", sa.Column("published_at", sa.DateTime(timezone=True)))
    op.execute("UPDATE revisions SET published_at = created_at")
    op.create_index(
        "ix_comments_clause",
        "comments",
        ["amendment_id", "clause", "score", "id"],
        sqlite_where=ON_CLAUSE,
        postgresql_where=ON_CLAUSE,
    )
    op.create_index(
        "uq_comments_suggestion",
        "comments",
        ["amendment_id", "author_id", "clause"],
        unique=True,
        sqlite_where=SUGGESTION,
        postgresql_where=SUGGESTION,
    )
    op.create_index("ix_reactions_person", "reactions", ["person_id", "comment_id"])
    _index_for_search()


def _index_for_search() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for statement in SQLITE_SEARCH:
            op.execute(statement)
    else:
        op.execute(POSTGRESQL_SEARCH)
    connection.execute(sa.text(REINDEX), {"never": False})


def downgrade() -> None:
    """Undo."""
    if op.get_bind().dialect.name == "sqlite":
        for name in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER comment_search_{name}")
        op.execute("DROP TABLE comment_search")
    else:
        op.drop_index("comment_search_terms", "comments")
    op.drop_index("ix_reactions_person", "reactions")
    op.drop_index("uq_comments_suggestion", "comments")
    op.drop_index("ix_comments_clause", "comments")
    op.drop_column("revisions", "published_at")
    op.drop_column("phases", "titles")
    op.drop_column("consultations", "suggestions_each")
    for name in ("terms", "suggested", "suggestion", "quote", "clause"):
        op.drop_column("comments", name)
    for name in ("visible", "suggested"):
        op.drop_column("comment_edits", name)
    op.drop_column("amendments", "groups_at")
    op.drop_column("accounts", "left_at")
    op.drop_table("clause_counts")
