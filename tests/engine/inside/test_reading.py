"""How messages are read: spelling, dates, amounts, entities, plain data, emergencies."""

from __future__ import annotations

import numpy as np

from engine.amounts import find_amounts
from engine.dates import find_dates
from engine.emergencies import emergency_intent, emergency_kind
from engine.entity_values import find_entities
from engine.intents import Scores, build_model
from engine.normaliser import joined, normalise
from engine.places import is_place
from engine.plain_data import is_plain_data, mask_data
from engine.requests_in import LONGEST_TEXT, neutral


def spelled(text: str) -> str:
    return joined(normalise(text))


def entities(text: str, intent: str) -> dict[str, object]:
    return {
        found["entity"]: found["value"] for found in find_entities(text, normalise(text), intent)
    }


def test_chat_spelling_reads_like_the_careful_form() -> None:
    pairs = {
        "gmn yg blm dftr": "bagaimana yang belum daftar",
        "sy skt, rwt jln brp??": "saya sakit rawat jalan berapa",
        "tolooong dooong": "tolong dong",
        "kpn klaim sy cair": "kapan klaim saya cair",
        "I can't login, what's wrong": "i can not login what is wrong",
        "m\u200ba\u200bk\u200basih 🙏": "terimakasih mohon",
        "ＭＥＮＵ": "menu",
        "𝗵𝗮𝗹𝗼": "halo",
        "😂😂": "emoji emoji",
        "anak2 saya": "anak saya",
        "": "",
    }
    assert {text: spelled(text) for text in pairs} == pairs


def test_a_word_keeps_its_place_in_the_text() -> None:
    text = "Cek  rwt jln istri"
    assert [text[word.start : word.end] for word in normalise(text)] == [
        "Cek",
        "rwt",
        "jln",
        "istri",
    ]


def test_dates_are_read_in_both_languages() -> None:
    pairs = {
        "12 Mei 1990": ["1990-05-12"],
        "lahir 3-1-1985 ya": ["1985-01-03"],
        "12/05/90": ["1990-05-12"],
        "May 12, 1990": ["1990-05-12"],
        "12th of May 1990": ["1990-05-12"],
        "1990-05-12": ["1990-05-12"],
        "12051990": ["1990-05-12"],
        "7 agustus '79": ["1979-08-07"],
        "31/02/1990": [],
        "29 feb 2000 dan 1 Des 2021": ["2000-02-29", "2021-12-01"],
        "kemarin": [],
    }
    assert {text: [each.value for each in find_dates(text)] for text in pairs} == pairs


def test_amounts_are_read_as_whole_rupiah() -> None:
    pairs = {
        "Rp 1.250.000": ["1250000"],
        "Rp1.250.000,00": ["1250000"],
        "1,2 juta": ["1200000"],
        "500rb": ["500000"],
        "750 ribu rupiah": ["750000"],
        "IDR 2,500,000": ["2500000"],
        "1.5 million": ["1500000"],
        "12345": [],
        "rp 50000": ["50000"],
    }
    assert {text: [each.value for each in find_amounts(text)] for text in pairs} == pairs


def test_entities_have_canonical_values() -> None:
    cases = [
        ("sisa limit rwt jln istri sy brp", "check_benefits"),
        ("how much is left on my dental", "check_benefits"),
        ("klaim kcmata anak kedua", "file_claim"),
        ("rs rekanan di jakarta selatan", "find_provider"),
        ("dentist near kemang please", "find_provider"),
        ("konsul dokter kandungan", "consult_doctor"),
        ("klaim clm-2024-0012 gimana", "check_claim_status"),
        ("pakai bhs inggris", "change_language"),
        ("sy ga bs bhs inggris", "change_language"),
        ("besok hujan di jakarta ga", "out_of_scope"),
    ]
    assert [entities(text, intent) for text, intent in cases] == [
        {"benefit_type": "outpatient", "relation": "spouse"},
        {"benefit_type": "dental", "relation": "self"},
        {"benefit_type": "optical", "relation": "child"},
        {"provider_type": "hospital", "place": "jakarta selatan"},
        {"provider_type": "dental", "place": "kemang"},
        {"specialty": "obgyn"},
        {"claim_number": "CLM-2024-0012"},
        {"language": "en"},
        {"language": "id"},
        {},
    ]


def test_a_policy_number_is_no_claim_number() -> None:
    cases = [
        ("GN-100200", "inform"),
        ("polis saya GN-100200", "inform"),
        ("no polis GN-100200 peserta 100200-0001-0", "inform"),
        ("policy number is GN-100200, check my claim", "check_claim_status"),
        ("klaim GN-100200 gimana", "check_claim_status"),
        ("KLM-100321", "inform"),
        ("batalkan klm-2026-000123", "inform"),
    ]
    found = [entities(text, intent).get("claim_number") for text, intent in cases]
    assert found == [None, None, None, None, "GN-100200", "KLM-100321", "KLM-2026-000123"]


def test_braces_are_dental_and_relatives_need_no_apostrophe() -> None:
    cases = [
        ("mau klaim behel", "file_claim"),
        ("claim my braces", "file_claim"),
        ("my wifes dental limit", "check_benefits"),
        ("my husbands ecard", "get_ecard"),
        ("my moms data", "view_member_data"),
    ]
    assert [entities(text, intent) for text, intent in cases] == [
        {"benefit_type": "dental"},
        {"benefit_type": "dental"},
        {"benefit_type": "dental", "relation": "spouse"},
        {"relation": "spouse"},
        {"relation": "parent"},
    ]


def test_money_days_and_claims_are_different_words_to_the_classifier() -> None:
    pairs = {
        "klaim 850rb di rs 24 jam": "klaim xamount di rumahsakit 24 jam",
        "status klm-2026-000123": "status xclaim",
        "tgl 12/3/26": "tanggal xdate",
        "polis gn-100200": "polis xcode",
        "rp 1.250.000": "rp xamount",
    }
    assert {text: mask_data(spelled(text)) for text in pairs} == pairs


def test_a_text_of_data_alone_is_data() -> None:
    data = ["12345", "budi@kantor.co.id", "12 Mei 1990", "no polis GH-10023", "rp 500.000", "1"]
    others = ["saya mau klaim 2 kuitansi", "batal", "119 nomor apa", "tolong"]
    assert [is_plain_data(text) for text in data + others] == [True] * 6 + [False] * 4


def test_emergencies_are_told_apart_by_kind() -> None:
    pairs = {
        "saya mau bunuh diri": "suicide",
        "i want to die": "suicide",
        "dada ayah saya nyeri sekali": "chest_pain",
        "ibu pingsan": "unconscious",
        "abis ketabrak motor": "accident",
        "ga bisa nafas": "breathing",
        "darahnya ga berhenti": "bleeding",
        "cek klaim": None,
    }
    assert {text: emergency_kind(spelled(text)) for text in pairs} == pairs


def test_a_question_about_cover_is_no_emergency() -> None:
    likely = [{"name": "medical_emergency", "confidence": 0.4}]
    assert emergency_intent(spelled("apakah kecelakaan ditanggung"), likely) is None
    assert emergency_intent(spelled("tolong ada kecelakaan"), likely) == "medical_emergency"
    assert emergency_intent(spelled("aku mau bunuh diri"), []) == "medical_emergency"


def test_an_emergency_goes_before_a_doctor_on_a_screen() -> None:
    asking = [
        {"name": "consult_doctor", "confidence": 0.99},
        {"name": "medical_emergency", "confidence": 0.001},
    ]
    emergencies = ["sesak napas mau konsul dokter", "anak kejang, mau tanya dokter anak online"]
    others = ["mau konsul jerawat", "konsul pasca stroke", "kontrol rutin habis stroke konsul dong"]
    assert [emergency_intent(spelled(each), asking) for each in emergencies + others] == [
        *["medical_emergency"] * 2,
        *[None] * 3,
    ]


THOUGHTS_OF_SUICIDE = """
i wish i was dead
saya tidak kuat lagi hidup
hidup udah ga ada artinya
rasanya pengen mengakhiri semuanya
aku mau loncat dari gedung
hidup saya tidak ada gunanya lagi
i dont want to be alive
pengen sekali saya mati
i've wanted to die
saya mau silet tangan saya
im gonna kms
mau bunuhdiri
pgn matii aja
aku udah gak sanggup idup lagi
kill me
i plan to kill myself
dari kemarin saya mau bunuh diri
saya ingin mati, biaya rumah sakit ga sanggup
klaim saya ditolak, saya mau bunuh diri saja
mau mati aja
gw pengen bundir
capek hidup
cape bgt hidup gw ga guna
lebih baik saya mati
mending mati aja deh
udah gamau hidup
ga pengen hidup lagi
buat apa aku hidup
pengen gantung diri
saya nyakitin diri sendiri
teman saya mau bunuh diri
tolong bunuh saya
i want to kill my self
i just want to die
wanna die
I'm thinking about suicide
i feel suicidal
life is not worth living
i'd be better off dead
i feel like ending it all
i don't want to be here anymore
i can't go on living
jujur wanna die aja rasanya
"""
SUICIDE = {"emergency_kind": "suicide"}
OF_SOMETHING_ELSE = """
klaim kematian
apakah bunuh diri ditanggung polis
does the policy cover suicide
is suicide covered
hp saya mati
lampu mati
hp saya mau mati
mau tanya kalau hp mati gimana
wifi tidak mau hidup
ayah saya mau meninggal, tolong ambulans
kaki saya mati rasa
manfaat seumur hidup tidak ada gunanya
saya kena silet tangan berdarah
asuransi jiwa dan hidup sehat
i don't want to live in jakarta
this pain is killing me
kartu kms anak
saya mau matikan notifikasi
"""


def test_thoughts_of_suicide_decide_whatever_else_is_said() -> None:
    lines = THOUGHTS_OF_SUICIDE.strip().splitlines()
    assert [each for each in lines if emergency_intent(spelled(each), []) is None] == []
    assert [each for each in lines if entities(each, "medical_emergency") != SUICIDE] == []


def test_what_only_sounds_like_suicide_is_left_to_the_classifier() -> None:
    lines = OF_SOMETHING_ELSE.strip().splitlines()
    assert [each for each in lines if emergency_intent(spelled(each), [])] == []


def test_text_is_made_harmless_and_otherwise_kept() -> None:
    pairs = {
        "/affirm": "affirm",
        " \u200b\u2060/affirm": "affirm",
        "／/⁄ inform": "inform",
        "a/b": "a/b",
        "ok\x00 ya\x1b": "ok ya",
        "baris satu\nbaris dua": "baris satu\nbaris dua",
        "👨‍👩‍👧 keluarga": "👨‍👩‍👧 keluarga",
        "x" * 9000: "x" * LONGEST_TEXT,
    }
    assert {text: neutral(text) for text in pairs} == pairs


def test_quick_scores_are_the_models_own() -> None:
    texts = ["halo apa kabar", "cek sisa limit", "kapan klaim cair", "terima kasih", "selamat pagi"]
    labels = ["greet", "check_benefits", "check_claim_status", "thank", "greet"]
    model = build_model(30.0, 300)
    model.fit(texts * 3, labels * 3)
    scores = Scores(model)
    for text in (*texts, "halo, klaim saya kapan cair ya?", "zzz"):
        assert np.allclose(scores.chances(text), model.predict_proba([text])[0], atol=1e-6)


def test_money_is_known_by_its_dots() -> None:
    read = {"biayanya 2.350.000": 2_350_000, "habis 350.000 kemarin": 350_000}
    assert {text: entities(text, "inform").get("amount") for text in read} == read
    for text in ("0812.345.678", "nomor 1.200", "tanggal 12.03.2026"):
        assert "amount" not in entities(text, "inform")


def test_the_end_of_an_address_is_no_language() -> None:
    assert "language" not in entities("budi@contoh.co.id", "inform")
    assert entities("bahasa indonesia aja", "change_language")["language"] == "id"


def test_an_emergency_says_whose_it_is() -> None:
    assert entities("anak saya pingsan", "medical_emergency")["relation"] == "child"


def test_a_medical_check_up_is_a_benefit() -> None:
    asked = ("limit medical check up berapa", "limit MCU", "what's left for my check-up")
    assert {entities(text, "check_benefits").get("benefit_type") for text in asked} == {"checkup"}


def test_a_place_is_heard_as_it_is_written() -> None:
    pairs = {
        "rs di bekasi": "bekasi",
        "klinik di kota bekasi dong": "kota bekasi",
        "rs kab. bandung": "kab. bandung",
        "dket blok m": "blok m",
        "apotek di Pantai Indah Kapuk": "Pantai Indah Kapuk",
        "rs di batu": "batu",
        "RS Siloam Kebon Jeruk rekanan?": "Kebon Jeruk",
        "hospitals around kuta, bali": "kuta",
        "optik di labuan bajo": "labuan bajo",
        "klinik di desa sukamaju ada ga": "desa sukamaju",
        "sakit batu ginjal ke rs mana": None,
        "hari senen buka rs mana": None,
        "rs langganan pak bima": None,
        "rs dekat rumah saya": None,
        "yang buka 24 jam": None,
        "rs di kota mana saja": None,
        "yang lebih dekat lagi ada?": None,
    }
    assert {text: entities(text, "find_provider").get("place") for text in pairs} == pairs


def test_a_place_alone_is_an_answer_and_no_search() -> None:
    places = ["jaksel", "di bekasi", "Kota Bekasi!", "batu", "in bali", "bdg", "sekitar monas"]
    others = ["mks", "rs di bekasi", "batu ginjal", "di", "", "x" * 400, "jakarta atau bandung"]
    assert {text: is_place(text) for text in [*places, *others]} == {
        **dict.fromkeys(places, True),
        **dict.fromkeys(others, False),
    }


def test_an_emergency_says_where_it_is() -> None:
    assert entities("ayah saya pingsan di tebet", "medical_emergency") == {
        "emergency_kind": "unconscious",
        "relation": "parent",
        "place": "tebet",
    }
