"""the moderation desk: appeals, sanctions, campaigns, leases, settings"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SHORT = sa.String(200)
IN_CAMPAIGN = sa.text("campaign_id IS NOT NULL")
OPEN_APPEAL = sa.text("outcome IS NULL")
OPEN_SANCTION = sa.text("state = 'proposed'")
WAITING = sa.text("waiting_since IS NOT NULL")
GROWN = (
    *("consultation_id", "quote", "stance", "language"),
    *("waited", "detail", "batch_id", "undone_at"),
)


def upgrade() -> None:
    """Apply."""
    op.add_column("comments", sa.Column("original", sa.Text()))
    for name in ("campaign_id", "reserved_for", "moved_from"):
        op.add_column("comments", sa.Column(name, BIG))
    _index("ix_comments_campaign", "comments", ["campaign_id", "id"], IN_CAMPAIGN)
    _create_settings()
    _create_batches()
    _grow_decisions()
    _create_leases()
    _create_appeals()
    _create_sanctions()
    _create_second_looks()
    _create_campaigns()
    _create_figures()


def _column(name: str, kind: object, null: bool = False) -> sa.Column:
    return sa.Column(name, kind, nullable=null)


def _key(table: str, column: str, other: str, **how: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}", **how)


def _index(name: str, table: str, columns: list[str], where: object = None) -> None:
    how = {"sqlite_where": where, "postgresql_where": where} if where is not None else {}
    op.create_index(name, table, columns, **how)


def _create_settings() -> None:
    op.create_table(
        "desk_settings",
        _column("consultation_id", BIG),
        _column("settings", sa.JSON()),
        _column("version", sa.Integer()),
        _key("desk_settings", "consultation_id", "consultations", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("consultation_id", name="pk_desk_settings"),
    )


def _create_batches() -> None:
    op.create_table(
        "batches",
        _column("id", BIG),
        _column("moderator_id", BIG),
        _column("action", SHORT),
        _column("ground", SHORT, null=True),
        _column("at", MOMENT),
        _column("undone_at", MOMENT, null=True),
        _key("batches", "moderator_id", "accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
    )


def _grow_decisions() -> None:
    """Write down with old decisions, too, of what consultation, stance and language they are."""
    with op.batch_alter_table("decisions", reflect_kwargs={"resolve_fks": False}) as table:
        table.add_column(_column("consultation_id", BIG, null=True))
        table.add_column(sa.Column("quote", sa.Text(), nullable=False, server_default=""))
        table.add_column(_column("stance", SHORT, null=True))
        table.add_column(_column("language", SHORT, null=True))
        table.add_column(sa.Column("waited", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(_column("detail", sa.JSON(none_as_null=True), null=True))
        table.add_column(_column("batch_id", BIG, null=True))
        table.add_column(_column("undone_at", MOMENT, null=True))
    for name in ("consultation_id", "stance", "language"):
        op.execute(
            f"UPDATE decisions SET {name} = (SELECT comments.{name} FROM comments"
            " WHERE comments.id = decisions.comment_id)"
        )
    with op.batch_alter_table("decisions", reflect_kwargs={"resolve_fks": False}) as table:
        table.alter_column("consultation_id", existing_type=BIG, nullable=False)
        table.alter_column("quote", existing_type=sa.Text(), server_default=None)
        table.alter_column("waited", existing_type=sa.Integer(), server_default=None)
        table.create_foreign_key(
            "fk_decisions_consultation_id", "consultations", ["consultation_id"], ["id"]
        )
        table.create_foreign_key("fk_decisions_batch_id", "batches", ["batch_id"], ["id"])
    _index("ix_decisions_consultation", "decisions", ["consultation_id", "id"])
    _index("ix_decisions_moderator", "decisions", ["moderator_id", "id"])
    _index("ix_decisions_batch", "decisions", ["batch_id"])


def _create_leases() -> None:
    op.create_table(
        "leases",
        _column("kind", SHORT),
        _column("number", BIG),
        _column("moderator_id", BIG),
        _column("until", MOMENT),
        _key("leases", "moderator_id", "accounts", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("kind", "number", name="pk_leases"),
    )
    _index("ix_leases_moderator", "leases", ["moderator_id"])


def _create_appeals() -> None:
    op.create_table(
        "appeals",
        _column("id", BIG),
        _column("decision_id", BIG),
        _column("comment_id", BIG),
        _column("consultation_id", BIG),
        _column("author_id", BIG),
        _column("body", sa.Text()),
        _column("at", MOMENT),
        _column("due_at", MOMENT),
        _column("outcome", SHORT, null=True),
        _column("note", sa.Text()),
        _column("answered_by", BIG, null=True),
        _column("answered_at", MOMENT, null=True),
        _key("appeals", "decision_id", "decisions", ondelete="CASCADE"),
        _key("appeals", "comment_id", "comments", ondelete="CASCADE"),
        _key("appeals", "consultation_id", "consultations"),
        _key("appeals", "author_id", "accounts"),
        _key("appeals", "answered_by", "accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_appeals"),
        sa.UniqueConstraint("decision_id", name="uq_appeals_decision_id"),
    )
    _index("ix_appeals_waiting", "appeals", ["due_at", "id"], OPEN_APPEAL)
    _index("ix_appeals_consultation", "appeals", ["consultation_id", "id"])
    _index("ix_appeals_comment_id", "appeals", ["comment_id"])
    _index("ix_appeals_author_id", "appeals", ["author_id"])


def _create_sanctions() -> None:
    op.create_table(
        "sanctions",
        _column("id", BIG),
        _column("account_id", BIG),
        _column("consultation_id", BIG),
        _column("comment_id", BIG, null=True),
        _column("kind", SHORT),
        _column("state", SHORT),
        _column("ground", SHORT),
        _column("note", sa.Text()),
        _column("until", MOMENT, null=True),
        _column("proposed_by", BIG),
        _column("proposed_at", MOMENT),
        _column("confirmed_by", BIG, null=True),
        _column("confirmed_at", MOMENT, null=True),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> proposed_by", name="ck_sanctions_four_eyes"
        ),
        _key("sanctions", "account_id", "accounts"),
        _key("sanctions", "consultation_id", "consultations"),
        _key("sanctions", "comment_id", "comments", ondelete="SET NULL"),
        _key("sanctions", "proposed_by", "accounts"),
        _key("sanctions", "confirmed_by", "accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_sanctions"),
    )
    _index("ix_sanctions_waiting", "sanctions", ["consultation_id", "id"], OPEN_SANCTION)
    _index("ix_sanctions_account_id", "sanctions", ["account_id"])


def _create_second_looks() -> None:
    op.create_table(
        "second_looks",
        _column("decision_id", BIG),
        _column("consultation_id", BIG),
        _column("moderator_id", BIG, null=True),
        _column("action", SHORT, null=True),
        _column("ground", SHORT, null=True),
        _column("at", MOMENT, null=True),
        _key("second_looks", "decision_id", "decisions", ondelete="CASCADE"),
        _key("second_looks", "consultation_id", "consultations"),
        _key("second_looks", "moderator_id", "accounts"),
        sa.PrimaryKeyConstraint("decision_id", name="pk_second_looks"),
    )
    _index("ix_second_looks_consultation_id", "second_looks", ["consultation_id"])


def _create_campaigns() -> None:
    op.create_table(
        "campaigns",
        _column("id", BIG),
        _column("consultation_id", BIG),
        _column("first_comment_id", BIG),
        _column("texts", sa.Integer()),
        _column("people", sa.Integer()),
        _column("waiting_since", MOMENT, null=True),
        _column("begun_at", MOMENT),
        _column("last_at", MOMENT),
        _column("version", sa.Integer()),
        _key("campaigns", "consultation_id", "consultations"),
        _key("campaigns", "first_comment_id", "comments"),
        sa.PrimaryKeyConstraint("id", name="pk_campaigns"),
        sa.UniqueConstraint("first_comment_id", name="uq_campaigns_first_comment_id"),
    )
    _index("ix_campaigns_waiting", "campaigns", ["waiting_since", "id"], WAITING)
    _index("ix_campaigns_consultation", "campaigns", ["consultation_id", "id"])


def _create_figures() -> None:
    op.create_table(
        "moderation_figures",
        _column("consultation_id", BIG),
        _column("figures", sa.JSON()),
        _column("last_decision", BIG),
        _column("at", MOMENT),
        _key("moderation_figures", "consultation_id", "consultations", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("consultation_id", name="pk_moderation_figures"),
    )
    op.create_table(
        "alarms",
        _column("moderator_id", BIG),
        _column("kind", SHORT),
        _column("at", MOMENT),
        _key("alarms", "moderator_id", "accounts", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("moderator_id", "kind", name="pk_alarms"),
    )


def downgrade() -> None:
    """Undo."""
    for table in ("alarms", "moderation_figures", "campaigns", "second_looks", "sanctions"):
        op.drop_table(table)
    for table in ("appeals", "leases"):
        op.drop_table(table)
    for name in ("ix_decisions_consultation", "ix_decisions_moderator", "ix_decisions_batch"):
        op.drop_index(name, "decisions")
    with op.batch_alter_table("decisions", reflect_kwargs={"resolve_fks": False}) as table:
        table.drop_constraint("fk_decisions_consultation_id", type_="foreignkey")
        table.drop_constraint("fk_decisions_batch_id", type_="foreignkey")
        for name in GROWN:
            table.drop_column(name)
    op.drop_table("batches")
    op.drop_table("desk_settings")
    op.drop_index("ix_comments_campaign", "comments")
    for name in ("moved_from", "reserved_for", "campaign_id", "original"):
        op.drop_column("comments", name)
