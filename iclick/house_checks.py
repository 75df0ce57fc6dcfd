"""The doctor's checks of what is ours: key, database, media store, model, Rasa, actions, mail."""

from __future__ import annotations

import asyncio

import httpx
from sqlalchemy.exc import SQLAlchemyError

from bot.dialogue.rasa_client import RasaClient
from iclick.bootstrap import actions_health
from iclick.findings import Finding, broken, doubtful, well
from iclick.settings import Settings, load_settings
from iclick.training import current_model, newest_model
from insurance.ports import MailNotSent
from partners.smtp import SmtpMailer
from storage import schema
from storage.crypto import InvalidToken
from storage.database import Database
from storage.key_check import require_key
from storage.media_store import STORE_TROUBLES, MediaStore
from storage.sealing import Damaged


async def secret_key(_settings: Settings, _http: httpx.AsyncClient) -> Finding:
    """Whether the operator has set one."""
    own = load_settings().secret_key
    if own is None:
        return doubtful(
            "secret key",
            "SECRET_KEY is not set; the demo's own under var/ is used",
            "set SECRET_KEY to a long random text before `iclick up`",
        )
    return well("secret key", f"{len(own)} in force")


async def database(settings: Settings, _http: httpx.AsyncClient) -> Finding:
    """Whether it answers, has the newest schema, and opens under our key."""
    return await asyncio.to_thread(_database, settings)


def _database(settings: Settings) -> Finding:
    db = Database(settings.database_url, settings.keyring())
    try:
        return _contents(db)
    except SQLAlchemyError as error:
        mend = "see whether DATABASE_URL is right and the server runs"
        return broken("database", f"does not answer ({type(error).__name__})", mend)
    finally:
        db.close()


def _contents(db: Database) -> Finding:
    found, newest = schema.current_revision(db), schema.newest_revision()
    if found != newest:
        says = f"schema {found or 'empty'}, wanted {newest}"
        return broken("database", says, "run `iclick db upgrade`")
    try:
        require_key(db)
    except InvalidToken:
        says = "SECRET_KEY is not the one under which it was written"
        return broken("database", says, "set SECRET_KEY to that one; a new one goes in front of it")
    return well("database", f"{db.engine.dialect.name}, schema {newest}")


async def model(_settings: Settings, _http: httpx.AsyncClient) -> Finding:
    """Whether there is one, of today's data."""
    current, newest = current_model(), newest_model()
    if current.exists():
        return well("model", f"{current.name} is of today's data")
    if newest:
        return doubtful("model", f"{newest.name} is of older data", "run `iclick train`")
    return broken("model", "there is none", "run `iclick train`")


async def rasa(settings: Settings, http: httpx.AsyncClient) -> Finding:
    """Whether it answers with our token, and has a model."""
    client = RasaClient(settings.rasa_url, settings.rasa_bearer(), http)
    if await client.is_well():
        return well("Rasa", f"answers at {settings.rasa_url}")
    return broken(
        "Rasa",
        f"does not answer well at {settings.rasa_url}",
        "start it (`iclick up` or `iclick rasa`) with the same RASA_TOKEN or SECRET_KEY",
    )


async def actions(settings: Settings, http: httpx.AsyncClient) -> Finding:
    """Whether it answers."""
    mend = "start it (`iclick up` or `iclick actions`) where ACTIONS_URL says"
    try:
        answer = await http.get(actions_health(settings))
    except httpx.HTTPError:
        return broken("action server", f"does not answer at {settings.actions_url}", mend)
    if answer.status_code == httpx.codes.OK:
        return well("action server", f"answers at {settings.actions_url}")
    return broken("action server", f"answers with {answer.status_code}", mend)


async def mail(settings: Settings, _http: httpx.AsyncClient) -> Finding:
    """Whether the mail server lets us in; nothing is sent."""
    mailer = SmtpMailer(settings.smtp_url.get_secret_value(), settings.mail_from)
    try:
        await mailer.reach()
    except MailNotSent as error:
        return broken(
            "mail",
            f"the mail server is away or says no ({error})",
            "see SMTP_URL: host, port, user, password",
        )
    return well("mail", f"the mail server takes mail from {settings.mail_from}")


async def media(settings: Settings, _http: httpx.AsyncClient) -> Finding:
    """Whether files can be stored, read and deleted."""
    store = MediaStore(settings.media_url)
    try:
        await asyncio.to_thread(store.try_out)
    except (Damaged, *STORE_TROUBLES) as error:
        kind = type(error).__name__
        return broken("media store", f"nothing can be kept there ({kind})", _media_mend(store))
    return well("media store", "files can be kept, read and deleted")


def _media_mend(store: MediaStore) -> str:
    if store.folder is None:
        return "see MEDIA_URL and the AWS_* variables: keys, AWS_REGION, AWS_ENDPOINT_URL"
    return "see MEDIA_URL: the gateway and the action server must be able to write in that folder"
