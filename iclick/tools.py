"""The operator's short tools: schema, keys, retention. Each returns what to print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from iclick.secret_key import settings_with_key
from iclick.settings import VAR, Settings, SettingsError
from insurance.ports import Clock, SystemClock
from storage import schema
from storage.claim_forwards import SqlClaimForwards
from storage.database import Database
from storage.ecard_pictures import erase_card_pictures
from storage.key_check import require_key
from storage.media_retention import erase_media
from storage.media_store import STORE_TROUBLES, MediaStore
from storage.rekey import rekey
from storage.retention import purge


@contextmanager
def open_database(settings: Settings | None = None) -> Iterator[Database]:
    """The database of the settings in force; refuses one that does not fit the program."""
    with any_database(settings) as db:
        require_fit(db)
        yield db


@contextmanager
def any_database(settings: Settings | None = None) -> Iterator[Database]:
    """The database of the settings in force, whatever is in it."""
    settings = settings or settings_with_key()
    db = Database(settings.database_url, settings.keyring())
    if db.is_sqlite and Path(db.url.database or "").resolve().parent == VAR:
        VAR.mkdir(exist_ok=True)
    try:
        yield db
    finally:
        db.close()


def require_fit(db: Database) -> None:
    """Raises SettingsError when the database has another schema than the program wants, and
    InvalidToken when it was written under another SECRET_KEY."""
    if not schema.is_current(db):
        raise SettingsError("DATABASE_URL: its schema is not the newest: run `iclick db upgrade`")
    require_key(db)


def upgrade_database() -> str:
    """Bring the database to the newest schema."""
    with any_database() as db:
        before = schema.current_revision(db)
        schema.upgrade(db)
        after = schema.current_revision(db)
    return f"schema {after}: " + ("as it was" if before == after else f"was {before or 'empty'}")


def rekey_database() -> str:
    """Bring all that is encrypted, and the digests by which it is found, under the newest key."""
    settings = settings_with_key()
    with open_database(settings) as db:
        done = rekey(db, settings.keyring())
    said = f"{done.encrypted} values encrypted anew, {done.digests} digests made anew"
    if done.unreadable:
        return f"{said}\n{done.unreadable} values open with none of these keys: find theirs first"
    if len(settings.secret_key or ()) > 1:
        said += "\nonce every process has the newest key, SECRET_KEY can do without the others"
    return said


def forward_again() -> str:
    """Have the insurer's own claims system told once more what it has refused."""
    settings = settings_with_key()
    if settings.claims_system_url is None:
        raise SettingsError("CLAIMS_SYSTEM_URL: is not set: there is nobody to tell")
    with open_database(settings) as db:
        count = SqlClaimForwards(db).try_again()
    if not count:
        return "nothing was refused"
    return f"{count} told again by the gateway, as soon as it runs"


def purge_database() -> str:
    """Erase what is past its retention."""
    settings, clock = settings_with_key(), SystemClock()
    with open_database(settings) as db:
        erased = dict(purge(db, clock))
        erased |= _erase_media(settings, db, clock)
    found = [f"{name.replace('_', ' ')}: {count}" for name, count in erased.items() if count]
    return "\n".join(found) or "nothing was past its retention"


def _erase_media(settings: Settings, db: Database, clock: Clock) -> Mapping[str, int]:
    try:
        store = MediaStore(settings.media_url)
        pictures = erase_card_pictures(db, store, clock)
        return {**erase_media(db, store, clock), "card_pictures": pictures}
    except STORE_TROUBLES as error:
        kind = type(error).__name__
        raise SettingsError(f"MEDIA_URL: nothing can be erased there ({kind})") from None
