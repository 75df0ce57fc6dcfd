"""The eCards of an installation: for the actions, which show them, and for the gateway, which
answers whoever scans one."""

from __future__ import annotations

from iclick.insurance import Insurance
from iclick.settings import Settings
from insurance.ecard_addresses import CardAddresses
from insurance.ecards import ECards
from storage.ecard_pictures import SqlCardPictures
from storage.ecards import SqlCardBook
from storage.media_store import MediaStore
from storage.own_files import OwnFiles


def ecards_of(settings: Settings, insurance: Insurance) -> ECards:
    """The eCards of this installation."""
    db, clock = insurance.db, insurance.clock
    store = MediaStore(settings.media_url)
    return ECards(
        insurance.core,
        SqlCardBook(db, clock),
        pictures=SqlCardPictures(db, store, insurance.keyring, clock),
        files=OwnFiles(db, store, clock),
        addresses=CardAddresses(insurance.keyring.fernet_keys("ecards"), settings.public_url),
        clock=clock,
    )
