"""What the database's errors say, for their text ends up in logs."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.database import Database


def test_an_error_names_the_statement_but_not_its_parameters(database: Database) -> None:
    with pytest.raises(DBAPIError) as caught, database.transaction() as session:
        session.execute(text("INSERT INTO nowhere VALUES (:number)"), {"number": "GI-0001-00"})
    assert "nowhere" in str(caught.value)
    assert "GI-0001-00" not in str(caught.value)
