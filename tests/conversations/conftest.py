"""Real processes for conversations: Rasa with today's model, and the actions over sample data.

The action server runs in a thread of the test, so that a test moves its clock and reads its mail.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn
from sanic import Sanic

from actions.catalogue import Insurance, all_actions
from actions.lifestyle import LifestyleServices
from actions.server import create_server
from actions.texts import load_texts
from iclick.providers import provider_services
from iclick.rasa import bare_environment
from iclick.training import train
from insurance.benefits import Benefits
from insurance.claim_filing import ClaimFiling
from insurance.claims import Claims
from insurance.code_mail import CodeMail
from insurance.ecard_addresses import CardAddresses
from insurance.ecards import ECards
from insurance.events import Talks
from insurance.fake_mailer import FakeMailer
from insurance.fakes import NOON, FakeClock
from insurance.identity import Identity
from insurance.otp import CodeSeals
from insurance.telemedicine import Telemedicine
from insurance.testimonials import Testimonials
from storage.articles import SqlArticleShelf
from storage.calendar_files import CalendarFiles
from storage.claim_drafts import SqlClaimDrafts
from storage.claims_book import SqlClaimsBook
from storage.code_queue import SqlCodeQueue
from storage.core_system import SqlCoreSystem
from storage.crypto import Keyring
from storage.database import Database
from storage.doctors import SqlDoctors
from storage.ecard_pictures import SqlCardPictures
from storage.ecards import SqlCardBook
from storage.events import SqlTalkBook
from storage.identity import SqlIdentityStore
from storage.media_store import MediaStore
from storage.news_choices import SqlNewsChoices
from storage.own_files import OwnFiles
from storage.providers import SqlProviders
from storage.samples import load_samples
from storage.tables import Base
from storage.telemedicine import SqlConsultations
from storage.testimonials import SqlTestimonialBook
from tests.conversations.arrivals import Arrivals
from tests.conversations.claiming import cleared
from tests.conversations.talking import BUDI, MARIA, Chat, Office

ROOT = Path(__file__).resolve().parents[2]
RASA_STARTS_WITHIN_S = 120


@pytest.fixture(scope="session")
def rasa_environment() -> Path:
    """The environment that Rasa is installed in; ``RASA_ENVIRONMENT`` names another."""
    return Path(os.environ.get("RASA_ENVIRONMENT", ROOT / ".venv-rasa"))


@pytest.fixture(scope="session")
def model() -> Path:
    """A model of today's sources, trained unless there is one."""
    return train().model


@pytest.fixture(scope="session")
def insurer(tmp_path_factory: pytest.TempPathFactory, keyring: Keyring) -> Office:
    """The sample insurer, on a clock that stands still."""
    clock = FakeClock()
    path = tmp_path_factory.mktemp("insurer") / "insurer.db"
    database = Database(f"sqlite:///{path}", keyring)
    Base.metadata.create_all(database.engine)
    core, seals = SqlCoreSystem(database), CodeSeals([b"a key for tests"])
    identity = Identity(SqlIdentityStore(database, clock), core, clock, seals)
    mailer = FakeMailer()
    queue = SqlCodeQueue(database, clock)
    return Office(
        database,
        clock,
        core,
        identity,
        mailer,
        CodeMail(queue, core, mailer, clock, seals),
        Arrivals(database, clock),
    )


@pytest.fixture(scope="module", autouse=True)
def samples_anew(insurer: Office, keyring: Keyring) -> None:
    """Every module finds the insurer as on its first day, whatever another module filed."""
    with insurer.database.transaction() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
    insurer.clock.set(NOON)
    load_samples(insurer.database, keyring, insurer.clock)


@pytest.fixture(scope="session")
def actions_token() -> str:
    """What Rasa shows to the action server."""
    return secrets.token_hex()


@pytest.fixture(scope="session")
def ecards(insurer: Office, keyring: Keyring, tmp_path_factory: pytest.TempPathFactory) -> ECards:
    """The sample members' cards, painted as they are for members."""
    store = MediaStore(tmp_path_factory.mktemp("media").as_uri())
    return ECards(
        insurer.core,
        SqlCardBook(insurer.database, insurer.clock),
        pictures=SqlCardPictures(insurer.database, store, keyring, insurer.clock),
        files=OwnFiles(insurer.database, store, insurer.clock),
        addresses=CardAddresses(keyring.fernet_keys("ecards"), "http://127.0.0.1:8000"),
        clock=insurer.clock,
    )


@pytest.fixture(scope="session")
def files(insurer: Office, tmp_path_factory: pytest.TempPathFactory) -> OwnFiles:
    """Where calendar files are put."""
    store = MediaStore(tmp_path_factory.mktemp("files").as_uri())
    return OwnFiles(insurer.database, store, insurer.clock)


@pytest.fixture(scope="session")
def actions_url(
    insurer: Office, ecards: ECards, files: OwnFiles, actions_token: str
) -> Iterator[str]:
    """The action server, in a thread of this process."""
    core, clock = insurer.core, insurer.clock
    book = SqlClaimsBook(insurer.database, clock)
    filing = ClaimFiling(
        core,
        drafts=SqlClaimDrafts(insurer.database, clock),
        book=book,
        uploads=insurer.uploads,
        providers=SqlProviders(insurer.database),
        facts=core,
        clock=clock,
    )
    services = Insurance(
        identity=insurer.identity,
        benefits=Benefits(core, clock),
        claims=Claims(core, clock, writer=core, book=book),
        core=core,
        facts=core,
        ecards=ecards,
        uploads=insurer.uploads,
        filing=filing,
        lifestyle=lifestyle_of(insurer, files),
        news_choices=SqlNewsChoices(insurer.database, clock),
        providers=provider_services(insurer.database, clock),
        telemedicine=Telemedicine(
            SqlDoctors(insurer.database),
            insurer.partner,
            SqlConsultations(insurer.database, clock),
            core,
            clock,
        ),
        clock=clock,
    )
    app = create_server(all_actions(services, load_texts(ROOT / "domain")), actions_token)
    Sanic.unregister_app(app)  # frees its name, which all of them have, for other tests
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_for(f"http://127.0.0.1:{port}/health", 20)
    yield f"http://127.0.0.1:{port}/webhook"
    server.should_exit = True
    thread.join(10)


def lifestyle_of(insurer: Office, files: OwnFiles) -> LifestyleServices:
    """Events, articles and testimonials of the sample insurer."""
    db, clock = insurer.database, insurer.clock
    return LifestyleServices(
        talks=Talks(SqlTalkBook(db, clock), clock),
        calendar=CalendarFiles(files, "http://127.0.0.1:8000", clock),
        articles=SqlArticleShelf(db, clock),
        testimonials=Testimonials(SqlTestimonialBook(db, clock), clock),
    )


@pytest.fixture(scope="session")
def office(  # noqa: PLR0917
    insurer: Office,
    actions_url: str,
    actions_token: str,
    model: Path,
    rasa_environment: Path,
    keyring: Keyring,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Office]:
    """The insurer behind a Rasa that has just been started."""
    folder, port = tmp_path_factory.mktemp("rasa"), free_port()
    insurer.rasa_url, insurer.rasa_token = f"http://127.0.0.1:{port}", secrets.token_hex()
    environment = bare_environment() | {
        "RASA_TOKEN": insurer.rasa_token,
        "ACTIONS_TOKEN": actions_token,
        "ACTIONS_URL": actions_url,
        "TRACKER_DATABASE_URL": f"sqlite:///{folder / 'tracker.db'}",
        "TRACKER_KEYS": ",".join(key.decode() for key in keyring.fernet_keys("tracker")),
        "LOG_LEVEL": "WARNING",
    }
    command = rasa_command(rasa_environment / "bin" / "rasa", model, port)
    with running(command, environment, folder / "rasa.log"):
        wait_for(f"{insurer.rasa_url}/webhooks/iclick/health", RASA_STARTS_WITHIN_S)
        yield insurer


def rasa_command(rasa: Path, model: Path, port: int) -> list[str]:
    """Serves the model on loopback."""
    return [
        *(str(rasa), "run", "--model", str(model)),
        *("--interface", "127.0.0.1", "--port", str(port)),
        *("--endpoints", "endpoints.yml", "--credentials", "engine/credentials.yml"),
    ]


@contextmanager
def running(command: list[str], environment: dict[str, str], log: Path) -> Iterator[None]:
    """A process for as long as it is needed."""
    with log.open("w") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture
def chat(office: Office) -> Chat:
    """Somebody who writes for the first time, in Indonesian."""
    office.clock.advance(hours=25)  # nobody's allowance of codes is spent by another test
    return office.chat()


@pytest.fixture
def english_chat(office: Office) -> Chat:
    """Somebody who writes for the first time, in English."""
    office.clock.advance(hours=25)
    return office.chat(language="en")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, seconds: float) -> None:
    """Return once the address answers 200."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if httpx.get(url, trust_env=False).status_code == httpx.codes.OK:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise TimeoutError(url)


@pytest.fixture
def member(chat: Chat) -> Iterator[Chat]:
    """Budi, verified, with a family of five and no claim begun."""
    cleared(chat.office, BUDI[1], MARIA[1])
    chat.is_verified_as(BUDI)
    yield chat
    cleared(chat.office, BUDI[1], MARIA[1])


@pytest.fixture
def english_member(english_chat: Chat) -> Iterator[Chat]:
    """The same, in English."""
    cleared(english_chat.office, BUDI[1])
    english_chat.is_verified_as(BUDI)
    yield english_chat
    cleared(english_chat.office, BUDI[1])
