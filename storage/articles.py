"""Articles in the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from insurance.articles import Article
from insurance.periods import today
from insurance.ports import Clock
from storage.database import Database
from storage.tables import ArticleRow

MOST = 500
"""Articles that are looked through; older ones are found on the insurer's own pages."""


class SqlArticleShelf:
    """The ``ArticleShelf`` of the database."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Rows in ``db``."""
        self._db = db
        self._clock = clock

    def newest(self) -> Sequence[Article]:
        """The newest ones that are published by now, newest first, some hundreds at most."""
        query = (
            select(ArticleRow)
            .where(ArticleRow.published_on <= today(self._clock))
            .order_by(ArticleRow.published_on.desc(), ArticleRow.code)
            .limit(MOST)
        )
        with self._db.reading() as session:
            return [_article(row) for row in session.scalars(query)]


def _article(row: ArticleRow) -> Article:
    return Article(
        code=row.code,
        title_id=row.title_id,
        title_en=row.title_en,
        summary_id=row.summary_id,
        summary_en=row.summary_en,
        url=row.url,
        published_on=row.published_on,
    )
