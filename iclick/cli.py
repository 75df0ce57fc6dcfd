"""The operator's tool. Each command imports what it needs only when it runs, so that ``--help``
answers at once; what a command does is told elsewhere."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

DEFAULT_PORT = 8000
REFUSED = 1
WRONG_SETTINGS = 2
STARTED_AGAIN = {"gateway", "actions"}
"""Processes whose supervisor starts them again unless the settings are wrong; a database that is
away may come back."""

Port = Annotated[int, typer.Option(help="Where the gateway listens.", min=1, max=65535)]
Host = Annotated[str, typer.Option(help="The address on which the gateway listens.")]
DemoClockFile = Annotated[Path | None, typer.Option(hidden=True)]


class ImportKind(StrEnum):
    """The kinds of insurer data; docs/insurer-data.md has their columns."""

    POLICIES = "policies"
    PLANS = "plans"
    MEMBERS = "members"
    USAGES = "usages"
    CLAIMS = "claims"
    PROVIDERS = "providers"
    DOCTORS = "doctors"
    EVENTS = "events"
    ARTICLES = "articles"
    TESTIMONIALS = "testimonials"
    FACTS = "facts"


class Status(StrEnum):
    """A claim's statuses."""

    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    PENDING_DOCUMENTS = "pending_documents"
    APPROVED = "approved"
    PAID = "paid"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


class OneLineErrors(TyperGroup):
    """Commands whose expected troubles are told in a line, without a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; wrong settings end it with status 2, other refusals with 1."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            told = _in_a_line(error, ctx.invoked_subcommand in STARTED_AGAIN)
            if told is None:
                raise
            line, status = told
            typer.echo(line, err=True)
            ctx.exit(status)


def _in_a_line(error: Exception, is_started_again: bool) -> tuple[str, int] | None:
    """What to say about an error that was to be expected, and the exit status; None: a fault."""
    from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError

    from iclick.settings import SettingsError
    from iclick.training import NoModel
    from iclick.twilio_templates import TemplatesNotSynced
    from insurance.errors import InsuranceError
    from storage.crypto import InvalidToken

    if isinstance(error, SettingsError):
        return str(error), WRONG_SETTINGS
    if isinstance(error, InsuranceError | NoModel | TemplatesNotSynced):
        return str(error), REFUSED
    if isinstance(error, InvalidToken):
        return "SECRET_KEY: is not the one under which the database was written", WRONG_SETTINGS
    if isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError:
        why = str(error.orig).partition("\n")[0]
        status = REFUSED if is_started_again else WRONG_SETTINGS
        return f"DATABASE_URL: the database does not answer: {why}", status
    return None


app = typer.Typer(
    cls=OneLineErrors,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Gen iClick in WhatsApp and Telegram: the operator's tool.",
)
db = typer.Typer(no_args_is_help=True, help="The database's schema and keys.")
claim = typer.Typer(no_args_is_help=True, help="What the TPA's back office does to a claim.")
ecard = typer.Typer(no_args_is_help=True, help="What an operator does to a participant's eCard.")
app.add_typer(db, name="db")
telegram = typer.Typer(no_args_is_help=True, help="The bot as Telegram shows it.")
app.add_typer(claim, name="claim")
app.add_typer(ecard, name="ecard")
app.add_typer(telegram, name="telegram")
twilio = typer.Typer(no_args_is_help=True, help="What stands in the Twilio account.")
app.add_typer(twilio, name="twilio")
testimonials = typer.Typer(no_args_is_help=True, help="What members say in public, moderated.")
app.add_typer(testimonials, name="testimonials")


@app.command()
def demo(
    port: Port = DEFAULT_PORT,
    faults: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Try everything out: embedded database, sample members, and phones on a page."""
    from iclick.start import run_demo

    sys.exit(run_demo(port, faults=faults))


@app.command()
def up(port: Port = DEFAULT_PORT, host: Host = "0.0.0.0") -> None:  # noqa: S104
    """Run the whole assistant on the channels that the environment configures."""
    from iclick.start import run_up

    sys.exit(run_up(host, port))


@app.command()
def gateway(
    port: Port = DEFAULT_PORT,
    host: Host = "0.0.0.0",  # noqa: S104
    sandbox: Annotated[str | None, typer.Option(hidden=True)] = None,
    clock: DemoClockFile = None,
) -> None:
    """Run the gateway alone: webhooks in, answers out."""
    from iclick.serve import serve_gateway

    serve_gateway(host, port, sandbox, clock)


@app.command()
def rasa() -> None:
    """Run Rasa alone, from an environment of its own."""
    from iclick.serve import become_rasa

    become_rasa()


@app.command()
def actions(clock: DemoClockFile = None) -> None:
    """Run the action server alone."""
    from iclick.serve import serve_actions

    serve_actions(clock)


@app.command(hidden=True)
def sandbox(
    port: Port,
    faults: Annotated[bool, typer.Option(hidden=True)] = False,
    clock: DemoClockFile = None,
) -> None:
    """Run the demo's stand-ins for Telegram, Twilio and the mail server."""
    from iclick.serve import serve_sandbox

    serve_sandbox(port, clock, faults=faults)


@app.command()
def train() -> None:
    """Train the model into models/, if there is none for today's data."""
    from iclick.progress import train_visibly

    train_visibly()


@db.command()
def upgrade() -> None:
    """Bring the database to the newest schema."""
    from iclick.tools import upgrade_database

    typer.echo(upgrade_database())


@db.command(name="rekey")
def rekey_() -> None:
    """Bring everything under the newest of SECRET_KEY's keys, so that the others can go."""
    from iclick.tools import rekey_database

    typer.echo(rekey_database())


@app.command(name="import")
def import_(
    kind: Annotated[ImportKind, typer.Argument(metavar="KIND", help="What the file holds.")],
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", exists=True, dir_okay=False)],
) -> None:
    """Load insurer data: the whole file, or nothing when one of its rows is wrong."""
    from iclick.progress import import_visibly

    import_visibly(kind.value, file)


@claim.command(name="set-status")
def set_status(  # noqa: PLR0917 (each is an option of its own)
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="The claim's number.")],
    status: Annotated[Status, typer.Argument(metavar="STATUS", help="Its new status.")],
    reason: Annotated[str, typer.Option(help="What the member is told about it.")] = "",
    approved: Annotated[int | None, typer.Option(help="Amount in rupiah.", min=0)] = None,
    documents: Annotated[str, typer.Option(help="What is missing, comma-separated.")] = "",
    by: Annotated[str, typer.Option(help="Who decided it, for the claim's history.")] = "",
) -> None:
    """Set a claim's status, as the TPA decided it, and tell the member."""
    from iclick.claim_status import set_claim_status

    missing = [name.strip() for name in documents.split(",") if name.strip()]
    typer.echo(set_claim_status(number, status.value, reason, approved, missing, by=by))


@claim.command(name="export")
def export(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="The claim's number.")],
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", file_okay=False, help="A new or empty folder.")
    ],
) -> None:
    """Write a claim with its documents and a summary into a folder, for whoever processes it."""
    from iclick.claim_export import export_claim

    typer.echo(export_claim(number, folder))


@claim.command(name="forward-again")
def forward_again_() -> None:
    """Tell the insurer's own system once more what it has refused."""
    from iclick.tools import forward_again

    typer.echo(forward_again())


Participant = Annotated[
    str, typer.Argument(metavar="PARTICIPANT", help="The participant's number.")
]


@ecard.command(name="suspend")
def suspend_ecard(participant: Participant) -> None:
    """Have no picture of the card shown, and whoever scans one told that it is suspended."""
    from iclick.ecard_tools import change_card

    typer.echo(change_card("suspend", participant))


@ecard.command(name="resume")
def resume_ecard(participant: Participant) -> None:
    """End the card's suspension."""
    from iclick.ecard_tools import change_card

    typer.echo(change_card("resume", participant))


@ecard.command(name="renew")
def renew_ecard(participant: Participant) -> None:
    """Give the card a new QR code: pictures of it that are about do not verify any more."""
    from iclick.ecard_tools import change_card

    typer.echo(change_card("renew", participant))


Numbers = Annotated[
    list[int], typer.Argument(metavar="NUMBER…", help="As `iclick testimonials list` tells.")
]


@testimonials.command(name="list")
def list_testimonials_() -> None:
    """Show the testimonials that wait for a decision."""
    from iclick.testimonials import list_testimonials

    typer.echo(list_testimonials())


@testimonials.command(name="approve")
def approve_testimonials(numbers: Numbers) -> None:
    """Have them shown to everybody."""
    from iclick.testimonials import decide_testimonials

    typer.echo(decide_testimonials(numbers, approve=True))


@testimonials.command(name="reject")
def reject_testimonials(numbers: Numbers) -> None:
    """Have them shown to nobody; their text is erased after 30 days."""
    from iclick.testimonials import decide_testimonials

    typer.echo(decide_testimonials(numbers, approve=False))


@telegram.command(name="setup")
def set_up_telegram(
    name: Annotated[
        str | None,
        typer.Option(help="Call the bot so; without it, its name stays.", metavar="NAME"),
    ] = None,
) -> None:
    """Set the bot's commands and profile texts, in both languages, and say how it stands."""
    from iclick.telegram_setup import set_up

    sys.exit(set_up(name))


@twilio.command(name="sync-templates")
def sync_templates_() -> None:
    """Create the message templates, have them approved by WhatsApp, and say how they stand."""
    from iclick.twilio_templates import sync_templates

    typer.echo(sync_templates())


@app.command()
def purge() -> None:
    """Erase what is past its retention."""
    from iclick.tools import purge_database

    typer.echo(purge_database())


@app.command()
def doctor() -> None:
    """Check configuration and every service, and say how to mend what is wrong."""
    from iclick.doctor import examine

    sys.exit(examine())
