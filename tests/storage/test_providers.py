"""Partners as they were imported, and the choice of news."""

from __future__ import annotations

import pytest

from insurance.errors import ImportRefused
from insurance.model import Provider, ProviderType
from storage.news_choices import SqlNewsChoices, wants_claim_news
from storage.providers import FRESH_S, SqlProviders
from storage.tables import AuditRow, NewsChoiceRow

HEADER = (
    "code,name,type,address,city,province,phone,latitude,longitude,"
    "cashless_inpatient,cashless_outpatient,open_24h,emergency"
)
CLINIC = "K-1,Klinik Sehat,clinic,,Bogor,,,-6.5,106.8,false,true,false,false"


class Seconds:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_providers_come_out_as_they_went_in(office):
    office.load("providers")
    pharmacy, hospital = SqlProviders(office.database).all()
    assert hospital == Provider(
        code="RS-1",
        name="RS Sehat",
        type=ProviderType.HOSPITAL,
        address="Jl. Sehat No. 1",
        city="Jakarta Selatan",
        province="DKI Jakarta",
        phone="021-5550100",
        latitude=-6.2615,
        longitude=106.8106,
        cashless_inpatient=True,
        cashless_outpatient=True,
        open_24h=True,
        emergency=True,
    )
    assert (pharmacy.code, pharmacy.latitude, pharmacy.longitude) == ("AP-1", None, None)


def test_the_list_is_at_most_a_minute_old(office):
    seconds = Seconds()
    providers = SqlProviders(office.database, seconds)
    assert list(providers.all()) == []
    office.load("providers")
    seconds.now = FRESH_S - 1
    assert list(providers.all()) == []
    seconds.now = FRESH_S
    assert len(providers.all()) == 2


def test_the_same_list_stays_the_same_object(sqlite_office):
    seconds = Seconds()
    sqlite_office.load("providers")
    providers = SqlProviders(sqlite_office.database, seconds)
    first = providers.all()
    seconds.now = 2 * FRESH_S
    assert providers.all() is first


def test_emergency_may_be_left_out_and_then_there_is_none(sqlite_office):
    header, clinic = HEADER.rsplit(",", 1)[0], CLINIC.rsplit(",", 1)[0]
    sqlite_office.load("providers", f"{header}\n{clinic}\n")
    assert [each.emergency for each in SqlProviders(sqlite_office.database).all()] == [False]


@pytest.mark.parametrize(
    ("good", "bad", "complaint"),
    [
        ("-6.5,106.8", ",106.8", "latitude: expected both latitude and longitude, or neither"),
        ("-6.5,106.8", "-6.5,", "longitude: expected both latitude and longitude, or neither"),
        ("-6.5", "-96.5", "degrees between -90 and 90"),
        ("106.8", "186.8", "degrees between -180 and 180"),
        ("106.8", "1e2", "degrees between -180 and 180"),
        ("106.8", "nan", "degrees between -180 and 180"),
        (",clinic,", ",spa,", "one of hospital, clinic"),
        ("false,true", "no,true", "true or false"),
        (",Bogor,", ",,", "1 to 80 characters"),
    ],
)
def test_what_cannot_be_a_provider_is_refused(sqlite_office, good, bad, complaint):
    with pytest.raises(ImportRefused) as refused:
        sqlite_office.load("providers", f"{HEADER}\n{CLINIC.replace(good, bad)}\n")
    assert complaint in str(refused.value)
    assert list(SqlProviders(sqlite_office.database).all()) == []


def test_everybody_is_told_of_claims_who_has_not_said_no(office, clock):
    office.load_up_to("members")
    choices = SqlNewsChoices(office.database, clock)
    assert choices.wants_claim_news("P-1")
    for wanted in (False, False, True, False):
        choices.set_claim_news("P-1", wanted)
    assert not choices.wants_claim_news("P-1")
    assert choices.wants_claim_news("P-2")
    with office.database.reading() as session:
        assert not wants_claim_news(session, "P-1")
        assert session.get_one(NewsChoiceRow, "P-1").changed_at == clock.now()
        actions = [row.action for row in session.query(AuditRow) if "news" in row.action]
    assert actions == ["claim_news_unwanted", "claim_news_wanted", "claim_news_unwanted"]
