"""What captions and messages say about a claim's documents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.document_words import (
    documents_lacking,
    documents_named,
    keeps_photo,
    resends_photo,
    says_all_sent,
    sends_later,
    without_documents,
)

OUTPATIENT = ("receipt", "bill", "diagnosis", "prescription")
INPATIENT = ("discharge_summary", "bill", "receipt", "supporting_results")
OPTICAL = ("receipt", "lens_prescription", "bill")
MATERNITY = ("discharge_summary", "bill", "receipt", "birth_certificate", "supporting_results")


@pytest.mark.parametrize(
    ("caption", "document"),
    [
        ("kuitansi", "receipt"),
        ("kwitansi", "receipt"),
        ("ini kwitansinya kak", "receipt"),
        ("kuintansi asli", "receipt"),
        ("Kuitansi pembayaran dokter", "receipt"),
        ("nota", "receipt"),
        ("struk apotek", "receipt"),
        ("bon obat", "receipt"),
        ("bukti bayar", "receipt"),
        ("the receipt", "receipt"),
        ("rincian", "bill"),
        ("rincian biaya", "bill"),
        ("perincian obat", "bill"),
        ("itemized bill", "bill"),
        ("invoice", "bill"),
        ("tagihannya", "bill"),
        ("diagnosa dokter", "diagnosis"),
        ("diagnosis", "diagnosis"),
        ("surat dokter", "diagnosis"),
        ("surat keterangan dokter", "diagnosis"),
        ("doctor's letter", "diagnosis"),
        ("resume medis", "diagnosis"),
        ("resep", "prescription"),
        ("salinan resep", "prescription"),
        ("copy resepnya", "prescription"),
        ("resep obat", "prescription"),
        ("prescription", "prescription"),
    ],
)
def test_a_caption_says_which_document_of_an_outpatient_claim_it_is(
    caption: str, document: str
) -> None:
    assert documents_named(caption, OUTPATIENT) == (document,)


@pytest.mark.parametrize(
    ("caption", "among", "documents"),
    [
        ("resume medis", INPATIENT, ("discharge_summary",)),
        ("resume", INPATIENT, ("discharge_summary",)),
        ("surat keterangan dokter", INPATIENT, ("discharge_summary",)),
        ("discharge summary", INPATIENT, ("discharge_summary",)),
        ("hasil lab", INPATIENT, ("supporting_results",)),
        ("hasil rontgen", INPATIENT, ("supporting_results",)),
        ("foto USG", MATERNITY, ("supporting_results",)),
        ("surat keterangan lahir", MATERNITY, ("birth_certificate",)),
        ("akte kelahiran", MATERNITY, ("birth_certificate",)),
        ("resep lensa", OPTICAL, ("lens_prescription",)),
        ("resep kacamata", OPTICAL, ("lens_prescription",)),
        ("resep", OPTICAL, ("lens_prescription",)),
        ("ukuran lensa", OPTICAL, ("lens_prescription",)),
        ("lens prescription", OPTICAL, ("lens_prescription",)),
        ("rincian harga lensa dan bingkai", OPTICAL, ("bill", "lens_prescription")),
        ("kuitansi dan rincian", OUTPATIENT, ("receipt", "bill")),
        ("resep sama kuitansi", OUTPATIENT, ("prescription", "receipt")),
        ("1 kuitansi 2 rincian biaya", OUTPATIENT, ("receipt", "bill")),
        ("hasil lab", OUTPATIENT, ()),
        ("ini kak", OUTPATIENT, ()),
        ("", OUTPATIENT, ()),
        ("notaris", OUTPATIENT, ()),
    ],
)
def test_the_checklist_decides_what_words_mean(
    caption: str, among: tuple[str, ...], documents: tuple[str, ...]
) -> None:
    assert tuple(documents_named(caption, among)) == documents


@pytest.mark.parametrize(
    ("said", "documents"),
    [
        ("resepnya ga ada", ("prescription",)),
        ("resep gak ada kak", ("prescription",)),
        ("ga punya salinan resep", ("prescription",)),
        ("lewati resep", ("prescription",)),
        ("lewatin aja resepnya", ("prescription",)),
        ("skip the prescription", ("prescription",)),
        ("no prescription", ("prescription",)),
        ("i don't have a prescription", ("prescription",)),
        ("tanpa resep", ("prescription",)),
        ("resepnya hilang", ("prescription",)),
        ("kuitansi ada, resepnya ga ada", ("prescription",)),
        ("ini resepnya", ()),
        ("ga ada", ()),
    ],
)
def test_what_the_member_does_not_have_is_heard(said: str, documents: tuple[str, ...]) -> None:
    assert tuple(documents_lacking(said, OUTPATIENT)) == documents


@pytest.mark.parametrize(
    "said",
    [
        "sudah semua",
        "udah semua kak",
        "udh semua",
        "sdh semua ya",
        "dah semua",
        "sudah lengkap",
        "udah lengkap kak",
        "itu aja",
        "itu saja kak",
        "segitu aja",
        "udah itu aja",
        "cukup",
        "selesai",
        "beres",
        "dokumennya sudah lengkap",
        "semua sudah dikirim",
        "semuanya udah",
        "that's all",
        "that is all",
        "thats it",
        "done",
        "i'm done",
        "all done",
        "everything is sent",
        "no more",
        "nothing else",
        "lanjut",
        "lanjut aja",
        "ga ada lagi",
        "sudah cukup",
        "udah saya kirim semua",
        "sudah terkirim semua",
    ],
)
def test_the_end_of_the_documents_is_heard(said: str) -> None:
    assert says_all_sent(said)


@pytest.mark.parametrize(
    "said",
    [
        "belum semua",
        "sudah semua belum?",
        "apa sudah semua?",
        "masih ada lagi",
        "kurang satu",
        "ini kuitansinya",
        "ok",
        "tunggu",
        "ga",
        "not done yet",
        "nanti saya kirim semua",
        "kuitansi",
        "sudah saya kirim",
    ],
)
def test_other_words_do_not_end_the_documents(said: str) -> None:
    assert not says_all_sent(said)


@pytest.mark.parametrize(
    "said",
    [
        "nanti ya",
        "besok saya kirim",
        "nnt aja",
        "menyusul",
        "later",
        "i'll send it tomorrow",
        "kirim nanti",
        "belum ada kak",
    ],
)
def test_sending_later_is_heard(said: str) -> None:
    assert sends_later(said)


@pytest.mark.parametrize(
    "said",
    [
        "pakai yang ini",
        "pake ini aja",
        "yang ini aja",
        "ini aja",
        "gapapa",
        "tetap pakai",
        "keep it",
        "use this one",
        "it's fine",
        "cuma ada ini",
        "masih kebaca kok",
        "ga usah kirim ulang, pakai ini aja",
        "biarin",
        "lanjut aja",
    ],
)
def test_keeping_a_poor_photo_is_heard(said: str) -> None:
    assert keeps_photo(said) and not resends_photo(said)


@pytest.mark.parametrize(
    "said",
    [
        "kirim ulang",
        "saya kirim ulang ya",
        "foto lagi",
        "saya foto ulang",
        "ulang",
        "ulangi",
        "resend",
        "i'll retake it",
        "send again",
        "kirim lagi",
        "ganti fotonya",
        "i'll take another photo",
    ],
)
def test_sending_a_photo_again_is_heard(said: str) -> None:
    assert resends_photo(said) and not keeps_photo(said)


@given(st.text(max_size=60))
def test_any_text_is_read_to_the_end(text: str) -> None:
    named = documents_named(text, OUTPATIENT)
    assert set(documents_lacking(text, OUTPATIENT)) <= set(OUTPATIENT)
    assert set(named) <= set(OUTPATIENT) and len(set(named)) == len(named)
    assert not (keeps_photo(text) and resends_photo(text))


def test_without_its_documents_a_caption_names_no_illness():
    caption = "rincian sama diagnosa dokter, 350rb"
    assert without_documents(caption).split() == ["sama", "dokter,", "350rb"]
    assert len(without_documents(caption)) == len(caption)
