"""votes in partitions on PostgreSQL

One statement moves the rows; nobody votes while it runs. 100 million votes take minutes: see
docs/decisions/0008. On SQLite, which has no partitions, nothing changes.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PARTS = 16
WHOLE = [
    "ALTER TABLE votes ADD CONSTRAINT pk_votes PRIMARY KEY (amendment_id, voter_id)",
    "ALTER TABLE votes ADD CONSTRAINT fk_votes_amendment_id"
    " FOREIGN KEY (amendment_id) REFERENCES amendments (id)",
    "ALTER TABLE votes ADD CONSTRAINT fk_votes_voter_id"
    " FOREIGN KEY (voter_id) REFERENCES accounts (id)",
    "CREATE INDEX ix_votes_voter ON votes (voter_id)",
]


def upgrade() -> None:
    """Divide the votes by the voter's key."""
    parts = [
        f"CREATE TABLE votes_p{number:02} PARTITION OF votes"
        f" FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {number})"
        for number in range(PARTS)
    ]
    _move_into("CREATE TABLE votes (LIKE votes_before) PARTITION BY HASH (voter_id)", *parts)


def downgrade() -> None:
    """Put all votes into one table again."""
    _move_into("CREATE TABLE votes (LIKE votes_before)")


def _move_into(*tables: str) -> None:
    """Make the new table, move every row, and give it the keys and indexes of the old one."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("LOCK TABLE votes IN ACCESS EXCLUSIVE MODE")
    op.execute("ALTER TABLE votes RENAME TO votes_before")
    for statement in tables:
        op.execute(statement)
    columns = "amendment_id, voter_id, choice, revision, verified, cast_at"
    op.execute(f"INSERT INTO votes ({columns}) SELECT {columns} FROM votes_before")
    op.execute("DROP TABLE votes_before")
    for statement in WHOLE:
        op.execute(statement)
