"""Pictures of cards are painted once, kept sealed, and erased when they are out of date."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from insurance.fakes import FakeClock
from storage.crypto import Keyring
from storage.ecard_pictures import SqlCardPictures, erase_card_pictures
from storage.media_store import MediaStore
from storage.tables import EcardPictureRow


class Painter:
    """Counts how often it paints."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> bytes:
        self.times += 1
        return f"picture {self.times} of Budi Santoso".encode()


class Gallery:
    """Pictures in a database and a store, and what is left there."""

    def __init__(self, office, folder: Path, keyring: Keyring, clock: FakeClock) -> None:
        self.db, self.folder, self.clock = office.database, folder, clock
        self.store = MediaStore(folder.as_uri())
        self.pictures = SqlCardPictures(self.db, self.store, keyring, clock)
        self.paint = Painter()

    def kept(
        self,
        content: str = "all that it shows",
        *,
        number: str = "P-1",
        language: str = "id",
        paint: Callable[[], bytes] | None = None,
    ) -> bytes:
        return self.pictures.kept(number, language, content, paint or self.paint)

    def rows(self) -> list[EcardPictureRow]:
        with self.db.reading() as session:
            return list(session.scalars(select(EcardPictureRow).order_by(EcardPictureRow.made_at)))

    def files(self) -> list[Path]:
        return sorted(path for path in self.folder.rglob("*") if path.is_file())

    def erase(self) -> int:
        return erase_card_pictures(self.db, self.store, self.clock)


@pytest.fixture
def gallery(office, tmp_path: Path, keyring: Keyring, clock: FakeClock) -> Gallery:
    office.load_up_to("members")
    return Gallery(office, tmp_path / "media", keyring, clock)


def test_a_picture_is_painted_once(gallery):
    assert gallery.kept() == gallery.kept() == b"picture 1 of Budi Santoso"
    assert gallery.paint.times == 1


def test_each_participant_and_language_has_a_picture(gallery):
    seen = {gallery.kept(), gallery.kept(language="en"), gallery.kept(number="P-2")}

    assert len(seen) == 3
    assert gallery.kept() == b"picture 1 of Budi Santoso"


def test_what_changes_is_painted_anew_and_the_old_picture_erased(gallery):
    gallery.kept()
    gallery.clock.advance(minutes=1)
    assert gallery.kept("something else") == b"picture 2 of Budi Santoso"

    assert gallery.erase() == 1
    assert (len(gallery.rows()), len(gallery.files())) == (1, 1)
    assert gallery.kept("something else") == b"picture 2 of Budi Santoso"


def test_nothing_lies_in_clear(gallery):
    gallery.kept("Budi Santoso, born on a day")

    assert all(b"Budi" not in path.read_bytes() for path in gallery.files())
    assert "Budi" not in gallery.rows()[0].digest


def test_a_picture_that_nobody_asks_for_goes_after_30_days(gallery):
    gallery.kept()
    gallery.clock.advance(days=29)
    gallery.kept()
    gallery.clock.advance(days=29)
    assert gallery.erase() == 0

    gallery.clock.advance(days=2)
    assert gallery.erase() == 1
    assert (gallery.rows(), gallery.files()) == ([], [])


def test_bytes_that_are_gone_or_spoiled_are_painted_again(gallery):
    gallery.kept()
    gallery.files()[0].unlink()
    assert gallery.kept() == b"picture 2 of Budi Santoso"

    for path in gallery.files():
        path.write_bytes(b"spoiled")
    assert gallery.kept() == b"picture 3 of Budi Santoso"


def test_a_kill_between_row_and_bytes_leaves_nothing_behind(gallery, monkeypatch):
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(gallery.store, "put", killed)
        with pytest.raises(KeyboardInterrupt):
            gallery.kept()
    gallery.clock.advance(seconds=1)

    assert gallery.kept() == b"picture 2 of Budi Santoso"
    assert gallery.erase() == 1
    assert (len(gallery.rows()), len(gallery.files())) == (1, 1)


def test_an_erasure_that_was_killed_after_the_bytes_is_made_good_by_the_next(gallery):
    gallery.kept()
    gallery.clock.advance(days=31)
    path = gallery.files()[0]
    path.unlink()

    assert gallery.erase() == 1
    assert gallery.rows() == []


def test_after_the_keys_rotated_it_is_painted_anew(gallery, clock):
    gallery.kept()
    rotated = SqlCardPictures(
        gallery.db,
        gallery.store,
        Keyring(("a-new-secret-key", "a-secret-key-for-tests-and-nothing-else")),
        clock,
    )

    assert rotated.kept("P-1", "id", "all that it shows", gallery.paint)
    assert gallery.paint.times == 2
