"""What the operator's tools open."""

from __future__ import annotations

from iclick import tools
from iclick.settings import load_settings
from storage import schema


def test_the_programs_own_folder_is_made_for_a_database_that_is_to_stand_in_it(
    monkeypatch, tmp_path
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tools, "VAR", tmp_path / "var")
    settings = load_settings(
        env_file=None,
        secret_key="a-secret-key-for-tests",
        database_url="sqlite:///var/own.db",
    )
    with tools.any_database(settings) as db:
        schema.upgrade(db)
    assert (tmp_path / "var" / "own.db").is_file()
