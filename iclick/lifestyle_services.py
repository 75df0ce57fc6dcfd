"""What the actions for events, articles and testimonials call, put together."""

from __future__ import annotations

from actions.lifestyle import LifestyleServices
from iclick.settings import Settings
from insurance.events import Talks
from insurance.ports import Clock
from insurance.testimonials import Testimonials
from storage.articles import SqlArticleShelf
from storage.calendar_files import CalendarFiles
from storage.database import Database
from storage.events import SqlTalkBook
from storage.media_store import MediaStore
from storage.own_files import OwnFiles
from storage.testimonials import SqlTestimonialBook


def lifestyle_services(settings: Settings, db: Database, clock: Clock) -> LifestyleServices:
    """Rows in ``db``; calendar files where the settings keep files."""
    files = OwnFiles(db, MediaStore(settings.media_url), clock)
    return LifestyleServices(
        talks=Talks(SqlTalkBook(db, clock), clock),
        calendar=CalendarFiles(files, settings.public_url, clock),
        articles=SqlArticleShelf(db, clock),
        testimonials=Testimonials(SqlTestimonialBook(db, clock), clock),
    )
