"""exports of one amendment"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. No foreign key: SQLite would make the table anew, and the files in it would go."""
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("exports", sa.Column("amendment_id", big))


def downgrade() -> None:
    """Undo; files of one amendment would pass for those of all, so they go."""
    op.execute("DELETE FROM exports WHERE amendment_id IS NOT NULL")
    op.drop_column("exports", "amendment_id")
