"""What the operator's tools open."""

from __future__ import annotations

import pytest

from iclick import tools
from iclick.settings import SettingsError, load_settings
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


@pytest.mark.parametrize(("media", "is_there"), [("media", True), ("own.db/media", False)])
def test_a_purge_erases_files_too_and_says_in_a_line_when_it_cannot(
    monkeypatch, tmp_path, media, is_there
):
    settings = load_settings(
        env_file=None,
        secret_key="a-secret-key-for-tests",
        database_url=f"sqlite:///{tmp_path / 'own.db'}",
        media_url=(tmp_path / media).as_uri(),
    )
    monkeypatch.setattr(tools, "settings_with_key", lambda: settings)
    tools.upgrade_database()
    if is_there:
        assert tools.purge_database() == "nothing was past its retention"
    else:
        with pytest.raises(SettingsError, match="MEDIA_URL: nothing can be erased there"):
            tools.purge_database()
