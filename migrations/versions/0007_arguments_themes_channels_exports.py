"""arguments, themes, other channels, opinion maps, exports as jobs"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SHORT = sa.String(200)
IN_ARGUMENT = sa.text("argument_id IS NOT NULL")
AS_IT_STANDS = {"reflect_kwargs": {"resolve_fks": False}}


def upgrade() -> None:
    """Apply."""
    op.add_column("accounts", sa.Column("region", SHORT))
    op.add_column("accounts", sa.Column("age_group", SHORT))
    op.add_column("consultations", sa.Column("answers_due_at", MOMENT))
    op.add_column("amendments", _flag("whole"))
    op.add_column("comments", sa.Column("argument_id", BIG))
    op.add_column("comments", sa.Column("channel", SHORT, nullable=False, server_default="web"))
    op.add_column("comments", _flag("question"))
    _index("ix_comments_argument", "comments", ["argument_id", "id"], IN_ARGUMENT)
    _create_arguments()
    _grow_answers()
    _create_traces()
    _create_themes()
    _create_channels()
    _create_maps()
    _create_exports()


def _flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _column(name: str, kind: object, null: bool = False) -> sa.Column:
    return sa.Column(name, kind, nullable=null)


def _key(table: str, column: str, other: str, **how: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}", **how)


def _index(name: str, table: str, columns: list[str], where: object = None) -> None:
    how = {"sqlite_where": where, "postgresql_where": where} if where is not None else {}
    op.create_index(name, table, columns, **how)


def _create_arguments() -> None:
    op.create_table(
        "arguments",
        _column("id", BIG),
        _column("consultation_id", BIG),
        _column("amendment_id", BIG),
        _column("number", sa.Integer()),
        _column("title", sa.Text()),
        _column("language", SHORT),
        _column("origin", SHORT),
        _column("origin_id", BIG, null=True),
        _column("comments", sa.Integer()),
        _column("people", sa.Integer()),
        _column("made_by", BIG),
        _column("made_at", MOMENT),
        _column("version", sa.Integer()),
        _key("arguments", "consultation_id", "consultations"),
        _key("arguments", "amendment_id", "amendments"),
        _key("arguments", "made_by", "accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_arguments"),
        sa.UniqueConstraint(
            "consultation_id", "number", name="uq_arguments_consultation_id_number"
        ),
    )
    _index("ix_arguments_amendment_id", "arguments", ["amendment_id"])


def _grow_answers() -> None:
    """Let an answer be an argument's, be assigned, and be reviewed before it is published."""
    with op.batch_alter_table("answers", **AS_IT_STANDS) as table:
        table.drop_constraint("ck_answers_published", type_="check")
        table.alter_column("comment_id", existing_type=BIG, nullable=True)
        table.add_column(_column("argument_id", BIG, null=True))
        table.add_column(_column("assigned_to", BIG, null=True))
        table.add_column(_column("reviewed_by", BIG, null=True))
        table.add_column(_column("reviewed_at", MOMENT, null=True))
        table.create_foreign_key(
            "fk_answers_argument_id", "arguments", ["argument_id"], ["id"], ondelete="CASCADE"
        )
        table.create_foreign_key("fk_answers_assigned_to", "accounts", ["assigned_to"], ["id"])
        table.create_foreign_key("fk_answers_reviewed_by", "accounts", ["reviewed_by"], ["id"])
        table.create_unique_constraint("uq_answers_argument_id", ["argument_id"])
        table.create_check_constraint(
            "ck_answers_published", "(state = 'published') = (published_at IS NOT NULL)"
        )
        table.create_check_constraint(
            "ck_answers_subject", "(comment_id IS NULL) <> (argument_id IS NULL)"
        )
        table.create_check_constraint(
            "ck_answers_four_eyes", "state <> 'reviewed' OR reviewed_by <> author_id"
        )
    _index("ix_answers_author_id", "answers", ["author_id"])
    _index("ix_answers_assigned_to", "answers", ["assigned_to"])


def _create_traces() -> None:
    op.create_table(
        "change_traces",
        _column("argument_id", BIG),
        _column("amendment_id", BIG),
        _column("revision", sa.Integer()),
        _column("clause", SHORT),
        _column("made_by", BIG),
        _column("made_at", MOMENT),
        _key("change_traces", "argument_id", "arguments", ondelete="CASCADE"),
        _key("change_traces", "made_by", "accounts"),
        sa.ForeignKeyConstraint(
            ["amendment_id", "revision"],
            ["revisions.amendment_id", "revisions.number"],
            name="fk_change_traces_amendment_id_revision",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "argument_id", "amendment_id", "revision", "clause", name="pk_change_traces"
        ),
    )
    _index("ix_change_traces_revision", "change_traces", ["amendment_id", "revision"])


def _create_themes() -> None:
    op.create_table(
        "themes",
        _column("id", BIG),
        _column("consultation_id", BIG),
        _column("language", SHORT),
        _column("name", sa.Text()),
        _column("words", sa.JSON()),
        _column("origin", SHORT),
        _column("locked", sa.Boolean()),
        _column("comments", sa.Integer()),
        _column("confirmed_by", BIG, null=True),
        _column("confirmed_at", MOMENT, null=True),
        _column("made_at", MOMENT),
        _column("version", sa.Integer()),
        _key("themes", "consultation_id", "consultations"),
        _key("themes", "confirmed_by", "accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_themes"),
    )
    _index("ix_themes_consultation_id", "themes", ["consultation_id"])
    op.create_table(
        "theme_comments",
        _column("comment_id", BIG),
        _column("theme_id", BIG),
        _column("by_person", sa.Boolean()),
        _column("nearness", sa.Integer()),
        _key("theme_comments", "comment_id", "comments", ondelete="CASCADE"),
        _key("theme_comments", "theme_id", "themes", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("comment_id", name="pk_theme_comments"),
    )
    _index("ix_theme_comments_theme", "theme_comments", ["theme_id", "nearness", "comment_id"])


def _create_channels() -> None:
    op.create_table(
        "imported_people",
        _column("consultation_id", BIG),
        _column("ref", SHORT),
        _column("account_id", BIG),
        _key("imported_people", "consultation_id", "consultations", ondelete="CASCADE"),
        _key("imported_people", "account_id", "accounts"),
        sa.PrimaryKeyConstraint("consultation_id", "ref", name="pk_imported_people"),
    )
    _index("ix_imported_people_account_id", "imported_people", ["account_id"])
    op.create_table(
        "imported_submissions",
        _column("consultation_id", BIG),
        _column("ref", SHORT),
        _column("comment_id", BIG),
        _key("imported_submissions", "consultation_id", "consultations", ondelete="CASCADE"),
        _key("imported_submissions", "comment_id", "comments"),
        sa.PrimaryKeyConstraint("consultation_id", "ref", name="pk_imported_submissions"),
    )
    _index("ix_imported_submissions_comment_id", "imported_submissions", ["comment_id"])


def _create_maps() -> None:
    op.create_table(
        "opinion_maps",
        _column("amendment_id", BIG),
        _column("found", sa.JSON()),
        _column("at", MOMENT),
        _key("opinion_maps", "amendment_id", "amendments", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("amendment_id", name="pk_opinion_maps"),
    )


def _create_exports() -> None:
    op.create_table(
        "exports",
        _column("id", BIG),
        _column("consultation_id", BIG),
        _column("asked_by", BIG),
        _column("purpose", sa.Text()),
        _column("preset", SHORT),
        _column("format", SHORT),
        _column("language", SHORT),
        _column("state", SHORT),
        _column("done", sa.Integer()),
        _column("total", sa.Integer()),
        _column("filename", SHORT),
        _column("size", BIG),
        _column("sha256", SHORT),
        _column("error", SHORT),
        _column("asked_at", MOMENT),
        _column("ready_at", MOMENT, null=True),
        _column("expires_at", MOMENT, null=True),
        _key("exports", "consultation_id", "consultations", ondelete="CASCADE"),
        _key("exports", "asked_by", "accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_exports"),
    )
    _index("ix_exports_consultation", "exports", ["consultation_id", "id"])
    _index("ix_exports_asked_by", "exports", ["asked_by"])
    _index("ix_exports_expires_at", "exports", ["expires_at"])
    op.create_table(
        "export_chunks",
        _column("export_id", BIG),
        _column("position", sa.Integer()),
        _column("content", sa.LargeBinary()),
        _key("export_chunks", "export_id", "exports", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("export_id", "position", name="pk_export_chunks"),
    )


def downgrade() -> None:
    """Undo; answers to arguments go with them."""
    for table in ("export_chunks", "exports", "opinion_maps", "imported_submissions"):
        op.drop_table(table)
    for table in ("imported_people", "theme_comments", "themes", "change_traces"):
        op.drop_table(table)
    op.execute("DELETE FROM answers WHERE comment_id IS NULL")
    op.execute("UPDATE answers SET state = 'draft' WHERE published_at IS NULL")
    op.drop_index("ix_answers_author_id", "answers")
    op.drop_index("ix_answers_assigned_to", "answers")
    with op.batch_alter_table("answers", **AS_IT_STANDS) as table:
        for name in ("subject", "four_eyes", "published"):
            table.drop_constraint(f"ck_answers_{name}", type_="check")
        for name in ("argument_id", "assigned_to", "reviewed_by"):
            table.drop_constraint(f"fk_answers_{name}", type_="foreignkey")
        table.drop_constraint("uq_answers_argument_id", type_="unique")
        for name in ("argument_id", "assigned_to", "reviewed_by", "reviewed_at"):
            table.drop_column(name)
        table.alter_column("comment_id", existing_type=BIG, nullable=False)
        table.create_check_constraint(
            "ck_answers_published", "(state = 'draft') = (published_at IS NULL)"
        )
    op.drop_table("arguments")
    op.drop_index("ix_comments_argument", "comments")
    for name in ("question", "channel", "argument_id"):
        op.drop_column("comments", name)
    op.drop_column("amendments", "whole")
    op.drop_column("consultations", "answers_due_at")
    for name in ("age_group", "region"):
        op.drop_column("accounts", name)
