"""Media, bursts, edits and contents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One schema forward."""
    op.create_table(
        "contents",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("content_sid", sa.String(), nullable=False),
        sa.Column("approval", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_contents")),
    )
    op.create_table(
        "media",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("inbound_id", sa.String(length=32), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("data_key", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erase_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_media_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
        sa.UniqueConstraint("inbound_id", "position", name=op.f("uq_media_inbound_id_position")),
    )
    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_media_conversation_id"), ["conversation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_media_erase_at"), ["erase_at"], unique=False)
        batch_op.create_index(
            "ix_media_waiting",
            ["conversation_id"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    with op.batch_alter_table("choices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("used_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("profile_name", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column("keyboard_shown", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("message_ref", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("burst_id", sa.String(length=32), nullable=True))
        batch_op.create_index(batch_op.f("ix_inbox_burst_id"), ["burst_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_inbox_conversation_id_message_ref"),
            ["conversation_id", "message_ref"],
            unique=False,
        )


def downgrade() -> None:
    """One schema back."""
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inbox_conversation_id_message_ref"))
        batch_op.drop_index(batch_op.f("ix_inbox_burst_id"))
        batch_op.drop_column("burst_id")
        batch_op.drop_column("message_ref")

    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_column("keyboard_shown")
        batch_op.drop_column("profile_name")

    with op.batch_alter_table("choices", schema=None) as batch_op:
        batch_op.drop_column("used_at")

    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_media_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index(batch_op.f("ix_media_erase_at"))
        batch_op.drop_index(batch_op.f("ix_media_conversation_id"))

    op.drop_table("media")
    op.drop_table("contents")
