"""exports of one amendment"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AS_IT_STANDS = {"reflect_kwargs": {"resolve_fks": False}}
KEY = "fk_exports_amendment_id"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("exports", **AS_IT_STANDS) as table:
        table.add_column(sa.Column("amendment_id", BIG))
        table.create_foreign_key(KEY, "amendments", ["amendment_id"], ["id"], ondelete="CASCADE")


def downgrade() -> None:
    """Undo; files of one amendment would pass for those of all, so they go."""
    op.execute("DELETE FROM exports WHERE amendment_id IS NOT NULL")
    with op.batch_alter_table("exports", **AS_IT_STANDS) as table:
        table.drop_constraint(KEY, type_="foreignkey")
        table.drop_column("amendment_id")
