"""Reserved."""

revision = "20261122_1970"
down_revision = "20261122_1960"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
