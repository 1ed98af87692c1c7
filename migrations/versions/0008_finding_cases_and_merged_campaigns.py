"""indexes of the desk, numbers of merged campaigns, suggestions as they were before masking"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITING = sa.text("waiting_since IS NOT NULL")
NOT_JUDGED = sa.text("at IS NULL")
JUDGED = sa.text("at IS NOT NULL")
MOST_REPORTED = [sa.text("(-open_reports)"), "waiting_since", "id"]

INDEXES = [
    ("ix_comments_most_waiting", "comments", MOST_REPORTED, WAITING),
    ("ix_comments_most_waiting_here", "comments", ["consultation_id", *MOST_REPORTED], WAITING),
    ("ix_second_looks_waiting", "second_looks", ["consultation_id", "decision_id"], NOT_JUDGED),
    ("ix_second_looks_judged", "second_looks", ["at"], JUDGED),
    ("ix_decisions_at", "decisions", ["at"], None),
    ("ix_sanctions_comment_id", "sanctions", ["comment_id"], None),
    ("ix_reports_decision_id", "reports", ["decision_id"], None),
    ("ix_batches_moderator", "batches", ["moderator_id", "id"], None),
]


def upgrade() -> None:
    """Apply."""
    op.add_column("comments", sa.Column("original_suggested", sa.Text()))
    for name, table, columns, where in INDEXES:
        how = {"sqlite_where": where, "postgresql_where": where} if where is not None else {}
        op.create_index(name, table, columns, **how)
    op.create_table(
        "merged_campaigns",
        sa.Column("number", BIG, nullable=False),
        sa.Column("campaign_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns.id"],
            name="fk_merged_campaigns_campaign_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name="pk_merged_campaigns"),
    )
    op.create_index("ix_merged_campaigns_campaign_id", "merged_campaigns", ["campaign_id"])


def downgrade() -> None:
    """Undo; old addresses of merged campaigns lead nowhere again."""
    op.drop_table("merged_campaigns")
    for name, table, _columns, _where in reversed(INDEXES):
        op.drop_index(name, table)
    op.drop_column("comments", "original_suggested")
