"""Whole messages about a claim, as members write them. Today is Monday, 23 November 2026."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.amounts import AmountTrouble
from actions.claim_reading import (
    LONGEST_DIAGNOSIS,
    LONGEST_PROVIDER,
    ClaimField,
    field_named,
    read_claim,
)
from actions.treatment_dates import DayTrouble
from insurance.model import BenefitType, Relation

TODAY = date(2026, 11, 23)
OUT, IN, DENTAL = BenefitType.OUTPATIENT, BenefitType.INPATIENT, BenefitType.DENTAL
SPOUSE, CHILD, PARENT, SELF = Relation.SPOUSE, Relation.CHILD, Relation.PARENT, Relation.SELF


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def told(text: str, asked: ClaimField | None = None) -> dict[str, Any]:
    """What a message gave, without what it did not."""
    read = read_claim(text, TODAY, asked)
    values = {
        "relation": read.relation,
        "benefit": read.benefit,
        "date": read.date and read.date.day,
        "provider": read.provider,
        "diagnosis": read.diagnosis,
        "amount": read.amount and read.amount.amount,
        "account": read.account and read.account.number,
        "phone": read.phone and read.phone.phone,
    }
    return {name: value for name, value in values.items() if value}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "mau klaim rawat jalan istri saya kemarin di RS Siloam 850rb",
            {
                "relation": SPOUSE,
                "benefit": OUT,
                "date": ago(1),
                "provider": "RS Siloam",
                "amount": 850_000,
            },
        ),
        (
            "klaim gigi tgl 12 maret di klinik medika 24 habis 1,2 juta",
            {
                "benefit": DENTAL,
                "date": date(2026, 3, 12),
                "provider": "klinik medika 24",
                "amount": 1_200_000,
            },
        ),
        (
            "klaim anak saya demam berdarah rawat inap di RS Hermina Depok 3 hari lalu 12,5 juta",
            {
                "relation": CHILD,
                "benefit": IN,
                "date": ago(3),
                "provider": "RS Hermina Depok",
                "diagnosis": "demam berdarah",
                "amount": 12_500_000,
            },
        ),
        (
            "kmrn anak gw demam ke klinik medika habis 350rb",
            {
                "relation": CHILD,
                "date": ago(1),
                "provider": "klinik medika",
                "diagnosis": "demam",
                "amount": 350_000,
            },
        ),
        (
            "i want to claim my wifes dental at Siloam Hospital yesterday 1.2 million",
            {
                "relation": SPOUSE,
                "benefit": DENTAL,
                "date": ago(1),
                "provider": "Siloam Hospital",
                "amount": 1_200_000,
            },
        ),
        (
            "claim for my son, fever, 2 days ago at mayapada hospital kuningan, 850k",
            {
                "relation": CHILD,
                "date": ago(2),
                "provider": "mayapada hospital kuningan",
                "diagnosis": "fever",
                "amount": 850_000,
            },
        ),
        (
            "mau klaim kacamata istri di optik melawai tgl 5 november 2 juta",
            {
                "relation": SPOUSE,
                "benefit": BenefitType.OPTICAL,
                "date": date(2026, 11, 5),
                "provider": "optik melawai",
                "amount": 2_000_000,
            },
        ),
        (
            "rwt jln sy kmrn lusa di rs mitra keluarga bekasi timur 1.250.000 krn tipes",
            {
                "benefit": OUT,
                "date": ago(2),
                "provider": "rs mitra keluarga bekasi timur",
                "diagnosis": "tipes",
                "amount": 1_250_000,
            },
        ),
        (
            "klaim lahiran istri di RS Ibu dan Anak Bunda tgl 12 november 25 juta",
            {
                "relation": SPOUSE,
                "benefit": BenefitType.MATERNITY,
                "date": date(2026, 11, 12),
                "provider": "RS Ibu dan Anak Bunda",
                "amount": 25_000_000,
            },
        ),
        (
            "saya mau klaim sakit gigi di drg. Anita Dewi, 3/11/2026, Rp 750.000",
            {
                "benefit": DENTAL,
                "date": date(2026, 11, 3),
                "provider": "drg. Anita Dewi",
                "diagnosis": "sakit gigi",
                "amount": 750_000,
            },
        ),
        (
            "klaim rawat jalan mama di rs pondok indah 12/11 850.000",
            {
                "relation": PARENT,
                "benefit": OUT,
                "date": date(2026, 11, 12),
                "provider": "rs pondok indah",
                "amount": 850_000,
            },
        ),
        (
            "claim outpatient for my daughter yesterday at klinik sehat, cough, 250 ribu",
            {
                "relation": CHILD,
                "benefit": OUT,
                "date": ago(1),
                "provider": "klinik sehat",
                "diagnosis": "cough",
                "amount": 250_000,
            },
        ),
        (
            "klaim obat di apotek k-24 120000 kemarin",
            {"date": ago(1), "provider": "apotek k-24", "amount": 120_000},
        ),
        ("minta ganti uang berobat kemarin 500rb", {"date": ago(1), "amount": 500_000}),
        ("mau klaim mcu suami bulan lalu", {"relation": SPOUSE, "benefit": BenefitType.CHECKUP}),
        ("mau klaim untuk saya sendiri", {"relation": SELF}),
        ("mau klaim behel", {"benefit": DENTAL, "diagnosis": "behel"}),
        (
            "mau klaim ke dokter gigi kemarin 500rb",
            {"benefit": DENTAL, "date": ago(1), "amount": 500_000},
        ),
        ("habis dari dokter anak di hermina 600rb", {"provider": "hermina", "amount": 600_000}),
        ("klaim 850rb ke rek bca 1234567890 an Budi", {"amount": 850_000, "account": "1234567890"}),
        ("mau klaim, hp saya 0812 3456 7890", {"phone": "+6281234567890"}),
        ("mau klaim dong", {}),
        ("saya mau bicara sama orang", {}),
        ("let me talk to a human", {}),
        ("td abis dr dokter, mau ajuin klaim nih", {}),
        ("abis dr dokter anak, mau klaim", {}),
        (
            "klaim 850rb di RS Paru Rotinsulu batuk",
            {"amount": 850_000, "provider": "RS Paru Rotinsulu", "diagnosis": "batuk"},
        ),
        (
            "klaim di optik melati mata minus",
            {"benefit": BenefitType.OPTICAL, "provider": "optik melati", "diagnosis": "mata minus"},
        ),
        (
            "klaim 850rb sakit demam berdarah",
            {"amount": 850_000, "diagnosis": "sakit demam berdarah"},
        ),
        ("mau reimburse biaya dokter", {}),
        ("lanjut klaim tadi", {}),
        ("ajukan klaim baru di sini", {}),
        ("klaim di rumah sakit", {}),
        ("klaim polis GN-100200", {}),
        ("file a claim please", {}),
        ("klaim istri dan anak", {}),
        ("siang pak, mau klaim", {}),
        ("", {}),
    ],
)
def test_everything_said_up_front_is_heard(text: str, expected: dict[str, Any]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "corrects", "expected"),
    [
        ("ganti jumlahnya 900rb", ClaimField.AMOUNT, {"amount": 900_000}),
        ("ganti jumlah", ClaimField.AMOUNT, {}),
        ("salah, tanggalnya 3 maret", ClaimField.DATE, {"date": date(2026, 3, 3)}),
        ("tanggalnya salah", ClaimField.DATE, {}),
        ("ganti tanggal jadi 12 maret", ClaimField.DATE, {"date": date(2026, 3, 12)}),
        ("eh 900rb", ClaimField.AMOUNT, {"amount": 900_000}),
        ("maksudnya kemarin", ClaimField.DATE, {"date": ago(1)}),
        ("bukan istri tapi anak saya", ClaimField.PARTICIPANT, {"relation": CHILD}),
        ("bukan rawat jalan, rawat inap", ClaimField.BENEFIT, {"benefit": IN}),
        ("ganti rumah sakitnya jadi RS Hermina", ClaimField.PROVIDER, {"provider": "RS Hermina"}),
        ("salah rs nya hermina", ClaimField.PROVIDER, {"provider": "hermina"}),
        ("ganti rs", ClaimField.PROVIDER, {}),
        ("ubah diagnosanya jadi tipes", ClaimField.DIAGNOSIS, {"diagnosis": "tipes"}),
        ("ganti rekening", ClaimField.ACCOUNT, {}),
        ("ganti rekening jadi bca 1234567890", ClaimField.ACCOUNT, {"account": "1234567890"}),
        ("ganti nomor hp 081234567890", ClaimField.PHONE, {"phone": "+6281234567890"}),
        ("ubah nomor hp", ClaimField.PHONE, {}),
        ("ganti peserta", ClaimField.PARTICIPANT, {}),
        ("ganti jenis klaim", ClaimField.BENEFIT, {}),
        ("ganti fotonya", ClaimField.DOCUMENTS, {}),
        ("change the amount to 900k", ClaimField.AMOUNT, {"amount": 900_000}),
        ("sorry, the date should be 3 march", ClaimField.DATE, {"date": date(2026, 3, 3)}),
        ("wrong hospital", ClaimField.PROVIDER, {}),
        ("mau ganti rumah sakit dong", ClaimField.PROVIDER, {}),
        ("ganti tgl 12 maret jadi 13 maret", ClaimField.DATE, {"date": date(2026, 3, 13)}),
        ("it should be 900 thousand", ClaimField.AMOUNT, {"amount": 900_000}),
        ("mau diganti uang berobatnya", None, {}),
        ("klaim ganti lensa kacamata", None, {"benefit": BenefitType.OPTICAL}),
    ],
)
def test_a_correction_says_which_field(
    text: str, corrects: ClaimField | None, expected: dict[str, Any]
) -> None:
    for asked in (None, ClaimField.DOCUMENTS):
        assert (read_claim(text, TODAY, asked).corrects, told(text, asked)) == (corrects, expected)


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        (ClaimField.AMOUNT, "850000", {"amount": 850_000}),
        (ClaimField.AMOUNT, "dua ratus ribu", {"amount": 200_000}),
        (ClaimField.AMOUNT, "ganti tanggalnya 3 maret", {"date": date(2026, 3, 3)}),
        (ClaimField.DATE, "12", {"date": date(2026, 11, 12)}),
        (ClaimField.DATE, "kemarin 850rb", {"date": ago(1), "amount": 850_000}),
        (ClaimField.DATE, "ganti jumlahnya 900rb", {"amount": 900_000}),
        (ClaimField.PROVIDER, "Siloam", {"provider": "Siloam"}),
        (
            ClaimField.PROVIDER,
            "di rs siloam kebon jeruk kak",
            {"provider": "rs siloam kebon jeruk"},
        ),
        (ClaimField.PROVIDER, "klinik dr. Budi", {"provider": "klinik dr. Budi"}),
        (ClaimField.PROVIDER, "namanya Klinik Sehat", {"provider": "Klinik Sehat"}),
        (ClaimField.PROVIDER, "RS 17 Agustus", {"provider": "RS 17 Agustus"}),
        (ClaimField.PROVIDER, "RS Sari Asih Ciledug ya", {"provider": "RS Sari Asih Ciledug"}),
        (ClaimField.PROVIDER, "bukan siloam tapi hermina", {"provider": "hermina"}),
        (ClaimField.PROVIDER, "ganti jumlahnya 900rb", {"amount": 900_000}),
        (ClaimField.PROVIDER, "rumah sakit", {}),
        (ClaimField.PROVIDER, "lupa namanya", {}),
        (ClaimField.PROVIDER, "di mana?", {}),
        (ClaimField.PROVIDER, "halo", {}),
        (ClaimField.DIAGNOSIS, "demam", {"diagnosis": "demam"}),
        (ClaimField.DIAGNOSIS, "flu", {"diagnosis": "flu"}),
        (ClaimField.DIAGNOSIS, "demam 3 hari", {"diagnosis": "demam 3 hari"}),
        (ClaimField.DIAGNOSIS, "batuk sejak kemarin kak", {"diagnosis": "batuk sejak kemarin"}),
        (ClaimField.DIAGNOSIS, "anak saya demam", {"diagnosis": "demam"}),
        (ClaimField.DIAGNOSIS, "kata dokter tipes", {"diagnosis": "tipes"}),
        (ClaimField.DIAGNOSIS, "because of fever and cough", {"diagnosis": "fever and cough"}),
        (ClaimField.DIAGNOSIS, "kontrol rutin", {"diagnosis": "kontrol rutin"}),
        (ClaimField.DIAGNOSIS, "ganti tanggalnya 3 maret", {"date": date(2026, 3, 3)}),
        (ClaimField.DIAGNOSIS, "ok kak", {}),
        (ClaimField.DIAGNOSIS, "sebentar ya", {}),
        (ClaimField.PARTICIPANT, "istri", {"relation": SPOUSE}),
        (ClaimField.PARTICIPANT, "ibu", {"relation": PARENT}),
        (ClaimField.PARTICIPANT, "saya", {"relation": SELF}),
        (ClaimField.PARTICIPANT, "me", {"relation": SELF}),
        (ClaimField.PARTICIPANT, "anak kedua", {"relation": CHILD}),
        (ClaimField.BENEFIT, "dokter", {"benefit": OUT}),
        (ClaimField.BENEFIT, "rwt inap", {"benefit": IN}),
        (ClaimField.BENEFIT, "inap", {"benefit": IN}),
        (ClaimField.BENEFIT, "gigi", {"benefit": DENTAL}),
        (ClaimField.ACCOUNT, "bca 1234567890 an budi", {"account": "1234567890"}),
        (ClaimField.PHONE, "0812 3456 7890", {"phone": "+6281234567890"}),
        (ClaimField.PHONE, "812-3456-7890 kak", {"phone": "+6281234567890"}),
    ],
)
def test_a_bare_answer_counts_for_what_was_asked(
    asked: ClaimField, text: str, expected: dict[str, Any]
) -> None:
    assert told(text, asked) == expected


def test_what_is_wrong_with_an_answer_is_told() -> None:
    amount = read_claim("850", TODAY, ClaimField.AMOUNT).amount
    assert amount and amount.candidates == (850_000, 850)
    nothing = read_claim("banyak", TODAY, ClaimField.AMOUNT).amount
    assert nothing and nothing.trouble is AmountTrouble.NOT_AN_AMOUNT
    vague = read_claim("mau klaim bulan lalu", TODAY).date
    assert vague and (vague.trouble, vague.month) == (DayTrouble.NO_DAY, (2026, 10))
    assert read_claim("mau klaim", TODAY).amount is None


def test_the_missing_part_of_an_account_may_stand_alone() -> None:
    read = read_claim("budi santoso", TODAY, ClaimField.ACCOUNT, account_part="holder")
    assert read.account and read.account.holder == "BUDI SANTOSO"


def test_names_are_looked_for_beside_the_place_and_the_illness() -> None:
    read = read_claim("klaim Dimas di RS Sari Asih kemarin 850rb", TODAY)
    assert ("Dimas" in read.names, "Sari" in read.names) == (True, False)


def test_words_beside_the_data_are_counted() -> None:
    assert read_claim("kemarin di RS Siloam 850rb", TODAY).other_words == 0
    assert read_claim("berapa lama biasanya prosesnya sampai selesai", TODAY).other_words > 2


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("tanggalnya", ClaimField.DATE),
        ("nominal", ClaimField.AMOUNT),
        ("nomor rekening", ClaimField.ACCOUNT),
        ("no hp", ClaimField.PHONE),
        ("rumah sakitnya", ClaimField.PROVIDER),
        ("diagnosa", ClaimField.DIAGNOSIS),
        ("jenis manfaat", ClaimField.BENEFIT),
        ("pesertanya", ClaimField.PARTICIPANT),
        ("dokumen", ClaimField.DOCUMENTS),
        ("jumlah di kuitansi", ClaimField.AMOUNT),
        ("tanggal dan jumlah", None),
        ("yang itu", None),
    ],
)
def test_fields_are_known_by_many_names(text: str, field: ClaimField | None) -> None:
    assert field_named(text) is field


@given(st.text(max_size=120), st.sampled_from([None, *ClaimField]))
def test_any_text_is_read_to_the_end(text: str, asked: ClaimField | None) -> None:
    read = read_claim(text, TODAY, asked)
    assert len(read.provider or "") <= LONGEST_PROVIDER
    assert len(read.diagnosis or "") <= LONGEST_DIAGNOSIS
    assert len(read.names) == len(text)


def test_a_long_message_is_read_quickly() -> None:
    from time import perf_counter

    begun = perf_counter()
    for text in ("klaim di rs " * 500, "a" * 20_000, "1" * 20_000, "sakit dan " * 500, "rp " * 900):
        read_claim(text, TODAY)
    assert perf_counter() - begun < 2
