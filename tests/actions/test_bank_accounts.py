"""Bank accounts, however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.bank_accounts import (
    FEWEST_DIGITS,
    MOST_DIGITS,
    AccountRead,
    AccountTrouble,
    find_account,
    read_account,
)


def parts(read: AccountRead) -> tuple[str | None, str | None, str | None]:
    return read.bank, read.number, read.holder


@pytest.mark.parametrize(
    "written",
    [
        "BCA 1234567890 a.n. Budi Santoso",
        "bca 1234567890 an budi santoso",
        "bca 1234567890 a/n Budi Santoso",
        "BCA 123-456-7890 atas nama Budi Santoso",
        "BCA 123 456 7890 a.n Budi Santoso ya kak",
        "bca, 1234567890, budi santoso",
        "bca\n1234567890\nbudi santoso",
        "Bank: BCA\nNo. Rek: 1234567890\nNama: Budi Santoso",
        "bank bca no rek 1234567890 nama budi santoso",
        "norek bca 1234567890 budi santoso",
        "rekening saya bca nomor 1234567890 atas nama budi santoso",
        "ke rek bca 1234567890 pemilik budi santoso aja",
        "1234567890 bca budi santoso",
        "budi santoso bca 1234567890",
        "bca1234567890 an budi santoso",
        "bank central asia 1234567890 an budi santoso",
        "ganti rekening jadi bca 1234567890 an Budi Santoso",
        "BCA account number 1234567890, account holder Budi Santoso",
        "my account is BCA 1234567890 in the name of Budi Santoso",
        "please use BCA 1234567890, name: Budi Santoso",
        "BCA １２３４５６７８９０ a.n. Budi Santoso",
    ],
)
def test_an_account_is_read_in_many_ways(written: str) -> None:
    assert parts(read_account(written)) == ("BCA", "1234567890", "BUDI SANTOSO")


@pytest.mark.parametrize(
    ("written", "bank"),
    [
        ("mandiri", "Mandiri"),
        ("bank mandri", "Mandiri"),
        ("mandirri", "Mandiri"),
        ("BNI 46", "BNI"),
        ("bri", "BRI"),
        ("bsi", "BSI"),
        ("bank syariah indonesia", "BSI"),
        ("cimb niaga", "CIMB Niaga"),
        ("danamom", "Danamon"),
        ("bank jago", "Bank Jago"),
        ("jago", "Bank Jago"),
        ("seabank", "SeaBank"),
        ("sea bank", "SeaBank"),
        ("jenius", "Jenius"),
        ("blu", "blu by BCA Digital"),
        ("blu by bca", "blu by BCA Digital"),
        ("bca syariah", "BCA Syariah"),
        ("bank neo", "Bank Neo Commerce"),
        ("allo bank", "Allo Bank"),
        ("bjb", "Bank BJB"),
        ("bank jatim", "Bank Jatim"),
        ("bank dki", "Bank Jakarta"),
        ("bpr karya sentosa", "BPR Karya Sentosa"),
        ("pake bca aja kak", "BCA"),
        ("ocbc nisp", "OCBC"),
        ("maybank", "Maybank"),
    ],
)
def test_banks_are_known_by_many_names(written: str, bank: str) -> None:
    assert read_account(written, asked="bank").bank == bank


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("bca 1234567890", ("BCA", "1234567890", None)),
        ("mandiri a.n. siti", ("Mandiri", None, "SITI")),
        ("1234567890", (None, "1234567890", None)),
        ("no rek 123-00-0456789-1", (None, "1230004567891", None)),
        ("bri 0123-01-012345-50-1 an I Made Surya", ("BRI", "012301012345501", "I MADE SURYA")),
        (
            "BSI 7123456789 an. Siti Nurhaliza binti Tarudin",
            ("BSI", "7123456789", "SITI NURHALIZA BINTI TARUDIN"),
        ),
        ("bca 1234567890 an Nathalie D'Souza", ("BCA", "1234567890", "NATHALIE D'SOUZA")),
        ("actually my account is at Bank Mandiri", ("Mandiri", None, None)),
        ("bca 1234567890 I Wayan Sudarta", ("BCA", "1234567890", "I WAYAN SUDARTA")),
        ("halo kak", (None, None, None)),
        ("lupa", (None, None, None)),
        ("contohnya gimana?", (None, None, None)),
        ("", (None, None, None)),
    ],
)
def test_what_is_told_is_read_and_the_rest_is_missing(
    written: str, expected: tuple[str | None, str | None, str | None]
) -> None:
    assert parts(read_account(written)) == expected


def test_one_asked_part_may_stand_alone() -> None:
    assert read_account("budi santoso", asked="holder").holder == "BUDI SANTOSO"
    assert read_account("a.n. Budi Santoso", asked="holder").holder == "BUDI SANTOSO"
    assert read_account("namanya Budi Santoso", asked="holder").holder == "BUDI SANTOSO"
    assert read_account("mandiri setiawan", asked="holder").holder == "MANDIRI SETIAWAN"
    assert read_account("12345", asked="number").number == "12345"


@pytest.mark.parametrize(
    "written", ["bca 1234567890 atas nama saya sendiri", "bca 1234567890 a.n. saya"]
)
def test_the_member_may_be_the_holder_without_a_name(written: str) -> None:
    read = read_account(written)
    assert (parts(read), read.is_own_name) == (("BCA", "1234567890", None), True)


@pytest.mark.parametrize("written", ["saya sendiri", "nama saya", "saya", "my own name", "myself"])
def test_own_name_answers_who_holds_it(written: str) -> None:
    read = read_account(written, asked="holder")
    assert (read.holder, read.is_own_name) == (None, True)


@pytest.mark.parametrize(
    ("written", "asked", "trouble"),
    [
        ("bca 12345A7890 an budi", None, AccountTrouble.LETTERS),
        ("BCA 123456789O an budi", None, AccountTrouble.LETTERS),
        ("no rek 12ab34", None, AccountTrouble.LETTERS),
        ("bca 12a34b an budi", None, AccountTrouble.LETTERS),
        ("1234x", "number", AccountTrouble.LETTERS),
        ("1234", "number", AccountTrouble.TOO_SHORT),
        ("1234", None, AccountTrouble.TOO_SHORT),
        ("no rek bca 123", None, AccountTrouble.TOO_SHORT),
        ("123456789012345678901", "number", AccountTrouble.TOO_LONG),
        ("gopay 081234567890", None, AccountTrouble.NOT_A_BANK),
        ("ovo", "bank", AccountTrouble.NOT_A_BANK),
        ("dana 081234567890 an budi", None, AccountTrouble.NOT_A_BANK),
    ],
)
def test_what_is_wrong_with_an_account_is_said(
    written: str, asked: str | None, trouble: AccountTrouble
) -> None:
    read = read_account(written, asked)
    assert (read.trouble, read.number) == (trouble, None)


@pytest.mark.parametrize(
    "written",
    [
        "mau klaim rawat jalan istri saya kemarin di RS Siloam 850rb",
        "klaim di RS Permata 1,2 juta tgl 12",
        "di apotek mega 24 habis 350000",
        "klinik danamon",
        "dana sudah masuk belum",
        "ganti jumlahnya 900rb",
    ],
)
def test_a_sentence_about_other_things_holds_no_account(written: str) -> None:
    assert not find_account(written).has_something


@pytest.mark.parametrize(
    "written",
    [
        "mau klaim 850rb, rekening bca 1234567890 an Budi Santoso",
        "transfer ke bca 1234567890 an Budi Santoso",
        "ganti rekening bca 1234567890 a.n. Budi Santoso",
    ],
)
def test_an_account_in_a_sentence_is_found(written: str) -> None:
    assert parts(find_account(written)) == ("BCA", "1234567890", "BUDI SANTOSO")


@given(st.text(alphabet="0123456789", min_size=FEWEST_DIGITS, max_size=MOST_DIGITS))
def test_every_number_of_a_fitting_length_is_taken_whole(number: str) -> None:
    assert read_account(f"bca {number} an budi").number == number


@given(st.text(max_size=80), st.sampled_from([None, "bank", "number", "holder"]))
def test_any_text_is_read_to_the_end(text: str, asked: str | None) -> None:
    read = read_account(text, asked)
    assert read.number is None or FEWEST_DIGITS <= len(read.number) <= MOST_DIGITS
    assert read.holder is None or read.holder == read.holder.upper()
