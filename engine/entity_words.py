"""The words for each entity value, in standard spelling (see ``spelling.py``)."""

from __future__ import annotations

import re

_VALUES: dict[str, dict[str, str]] = {
    "benefit_type": {
        "inpatient": r"rawat ?inap\w*|ranap|inpatient|in patient|opname|hospitali[sz]ation|"
        r"room and board|kamar inap|biaya kamar|kelas kamar|overnight stay|menginap di rumah sakit|"
        r"hospital stay|(?:di|ke) ?inap\w*|surgery|operasi",
        "outpatient": r"rawat ?jalan\w*|rajal|outpatient|out patient|rawat luar|berobat jalan|"
        r"poli(?:klinik)? umum|doctor visit\w*|gp visit\w*",
        "dental": r"(?:rawat|perawatan|sakit|limit|manfaat|klaim|tambal|cabut|scaling|behel|pasang|"
        r"periksa|dokter|benefit|sisa|karang|jatah|asuransi|cover)? ?\b(?:gigi\w*|dental|teeth|"
        r"tooth\w*|dentist\w*)|geraham|behel|braces|scaling|root canal",
        "maternity": r"melahirkan|persalinan|maternity|kehamilan|hamil|caesar|sesar|sectio|"
        r"kelahiran|childbirth|giving birth|give birth|delivery cost|pregnan\w*|labou?r",
        "optical": r"kacamata|optik\w*|optical|glasses|eyeglasses|spectacles|lensa|softlens|"
        r"contact lens\w*|frame\w*|kaca mata|mata minus|eye wear|eyewear",
        "checkup": r"(?:medical )?(?:check|cek) ?up|checkup|mcu|cek kesehatan|"
        r"pemeriksaan kesehatan|general check|health screening",
    },
    "provider_type": {
        "hospital": r"rumah ?sakit\w*|hospitals?|igd|ugd|emergency room|rumah bersalin|"
        r"emergency department",
        "clinic": r"klinik\w*|clinics?|puskesmas|poliklinik|faskes",
        "pharmacy": r"apotek\w*|pharmac\w*|drug ?stores?|toko obat|chemist",
        "dental": r"dokter gigi\w*|klinik gigi|dentists?|dental\w*|gigi\w*|tooth\w*|teeth",
        "optical": r"optik\w*|opticians?|optical\w*|kacamata|optometrist\w*|eyeglasses|glasses|"
        r"kaca mata",
        "laboratory": r"lab|labs|laborat\w*|laborator(?:y|ies)|cek darah|blood test|prodia|"
        r"tes darah|rontgen|x ?ray",
    },
    "specialty": {
        "pediatrics": r"(?:dokter|spesialis|dr)\.? anak|pediatri\w*|paediatri\w*|dsa|"
        r"child(?:ren'?s?)? doctor|anak demam|bayi (?:saya )?\w+",
        "internal_medicine": r"penyakit dalam|internist\w*|internis|internal medicine|"
        r"spesialis dalam|dokter dalam|sppd",
        "obgyn": r"kandungan|obgyn|ob gyn|kebidanan|gyn[ae]\w*|obstetri\w*|ginekolog\w*|obsgyn|"
        r"spog|kehamilan",
        "dermatology": r"(?:dokter |spesialis )?kulit\w*|dermatolog\w*|skin|jerawat|acne|rash|"
        r"dokter kelamin",
        "dentistry": r"dokter gigi\w*|dentist\w*|gigi|tooth\w*|teeth|dental",
        "psychology": r"psikolog\w*|psychol\w*|psikiat\w*|psychiat\w*|konseling|counsel\w*|"
        r"kesehatan mental|mental health|kejiwaan|therapist|depresi|anxiety",
        "ent": r"tht|telinga|hidung|tenggorok\w*|ent|ear nose\w*|ear|throat",
        "cardiology": r"(?:dokter |spesialis )?jantung|cardiolog\w*|kardiolog\w*|heart",
        "nutrition": r"gizi|nutrition\w*|nutrisi\w*|dietitian|dietician|diet",
        "general": r"dokter umum|general practitioner|gp|general doctor|poli umum",
    },
    "relation": {
        "spouse": r"istri|suami|spouse|husband|wife|pasangan",
        "child": r"(?<!dokter )(?<!spesialis )anak\w*|child|children|kids?|son|sons|"
        r"daughters?|bayi|putra|putri|baby|si kecil|si sulung|si bungsu",
        "parent": r"ibu saya|ayah saya|orangtua|orang tua|ibu|ayah|mothers?|fathers?|"
        r"parents?|mertua|my mom|my dad|moms?|dads?",
        "self": r"saya sendiri|diri sendiri|diri saya|punya saya|milik saya|my self|myself|my own|"
        r"for me|untuk saya|saya|my|mine|i|me",
    },
}

_OTHERS = re.compile(
    r"\b(?:istri|suami|spouse|husband|wife|pasangan|anak\w*|child|children|kids?|sons?|daughters?|"
    r"bayi|baby|ibu|ayah|orangtua|orang tua|mothers?|fathers?|parents?|mertua|moms?|dads?|keluarga|"
    r"family)\b"
)
_SELF_SAID = re.compile(
    r"\b(?:saya sendiri|diri sendiri|diri saya|punya saya|milik saya|my ?self|my own|for me|"
    r"untuk saya|(?:jalan|inap|gigi|kacamata|melahirkan|limit|manfaat|sisa|klaim|data|polis|"
    r"kesehatan) saya|my (?:\w+ )?(?:limit|benefits?|balance|claim|data|policy|plan|coverage|"
    r"cover|outpatient|inpatient|dental|optical|maternity|data|details|profile|glasses))\b"
)
_ABOUT_A_PERSON = frozenset(
    {
        "check_benefits",
        "view_member_data",
        "check_claim_status",
        "get_ecard",
        "inform",
        "file_claim",
    }
)

_LANGUAGES = (
    ("en", r"not (?:\w+ ){0,2}(?:indonesia|bahasa)"),
    ("id", r"(?:tidak|jangan|not) (?:\w+ ){0,3}inggris"),
    ("en", r"inggris|en"),
    ("id", r"indonesia|id|in bahasa|use bahasa|bahasa please"),
)
_LANGUAGE_PATTERNS = tuple(
    (value, re.compile(rf"(?<!\w)(?:{words})(?!\w)")) for value, words in _LANGUAGES
)

PATTERNS: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {
    entity: tuple(
        (value, re.compile(rf"(?<!\w)(?:{words})(?!\w)")) for value, words in values.items()
    )
    for entity, values in _VALUES.items()
}


def claims_about_self(joined: str, intent: str | None) -> bool:
    """Whether "saya" or "my" says whose data is meant, and nobody else is."""
    if intent not in _ABOUT_A_PERSON or _OTHERS.search(joined):
        return False
    return bool(_SELF_SAID.search(joined)) or joined in ("saya", "me", "i", "my")


def find_language(joined: str) -> tuple[str, re.Match[str]] | None:
    """The language that somebody wants, which is not the one they say they do not speak."""
    for value, pattern in _LANGUAGE_PATTERNS:
        match = pattern.search(joined)
        if match:
            return value, match
    return None
