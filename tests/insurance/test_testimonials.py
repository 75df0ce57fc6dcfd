"""What may be published, under which name, and when the next may be given."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from insurance import testimonials
from insurance.fake_lifestyle import FakeTestimonialBook
from insurance.fakes import FakeClock
from insurance.testimonials import Unfit, month_of, next_month, public_name, unfit
from tests.identity_world import BUDI


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Klaim saya dibayar dalam 7 hari, sisa limit Rp1.250.000.", None),
        ("Bagus", Unfit.SHORT),
        ("a" * 501, Unfit.LONG),
        ("Hubungi saya di 0812-3456-7890 ya", Unfit.CONTACT),
        ("Tulis ke budi@contoh.example saja", Unfit.CONTACT),
        ("Lihat https://contoh.example ya", Unfit.CONTACT),
        ("Klaim KLM-100001 cepat dibayar", Unfit.CONTACT),
    ],
)
def test_what_would_tell_too_much_is_not_published(text: str, why: Unfit | None) -> None:
    assert unfit(text) is why


@pytest.mark.parametrize(
    ("full_name", "shown"),
    [
        ("BUDI SANTOSO", "Budi S."),
        ("Suharto", "Suharto"),
        ("I Wayan Sudarma", "Wayan S."),
        ("Ni Wayan", "Wayan"),
        ("siti nur rahmawati", "Siti R."),
    ],
)
def test_it_is_shown_under_first_name_and_initial(full_name: str, shown: str) -> None:
    assert public_name(replace(BUDI, full_name=full_name)) == shown


def test_months_are_jakartas() -> None:
    late = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)  # 1 December in Jakarta
    assert (month_of(late), next_month(late)) == ("2026-12", date(2027, 1, 1))


def test_what_the_form_should_not_have_let_through_is_refused() -> None:
    service = testimonials.Testimonials(FakeTestimonialBook(), FakeClock())
    for stars, text in ((0, "Bagus sekali layanannya"), (6, "Bagus sekali layanannya"), (5, "x")):
        with pytest.raises(ValueError, match="testimonial"):
            service.give(BUDI, "c", "m", stars, text, "id")
