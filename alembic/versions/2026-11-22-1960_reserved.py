"""Reserved."""

revision = "20261122_1960"
down_revision = "20261122_1950"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
