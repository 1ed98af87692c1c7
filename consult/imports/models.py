"""The table of uploads that wait for their confirmation."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from consult.core.db import Id, Model, short


class ImportDraft(Model):
    """An uploaded table as it was read, kept between its preview and its confirmation."""

    __tablename__ = "import_drafts"

    key: Mapped[str] = mapped_column(short, primary_key=True)
    account_id: Mapped[int] = mapped_column(Id, ForeignKey("accounts.id", ondelete="CASCADE"))
    filename: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
