"""Which doctor a complaint belongs to, and which complaint belongs to no chat at all.

Members write "anak saya batuk pilek", "gigi gue nyut2an", "i have a rash". What is named here is
what a person at the counter would say without a second thought; anything else is asked for. It is
no diagnosis: the doctor decides. What may be an emergency is read first, and too often rather
than too seldom.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from insurance.telemedicine_ports import Specialty

_NOT_NOW = re.compile(
    r"\b(?:(?:tidak|tdk|ga+k?|ngga+k?|enggak|nggak|bukan|tanpa|belum|no|not|without|never|don'?t)"
    r"(?:\s+(?:ada|sampai|sampe|merasa|mengalami|disertai|have|having|any|a|really|feel))*|"
    r"pernah|riwayat|pasca|bekas|history\s+of)\s*$"
)
"""What stands before something that is not there, or was long ago; "ga mau makan" is neither."""
_URGENT = re.compile(
    r"\b(?:ses[ae]?[gk]k?\s*n[ap]+[pf]as\w*|ses[ae]k\s+ban?get|(?:susah|sulit|ga(?:k)?\s+bisa|"
    r"tidak\s+bisa|nggak\s+bisa|engap)\s+(?:ber)?n[a]+[pf]as|(?:nyeri|sakit|sesak)\s+(?:di\s+)?dada|"
    r"dada(?:\s+\w+){0,2}\s+(?:nyeri|sakit|sesak|ditekan|tertekan)|serangan\s+jantung|pingsan|"
    r"(?:tidak|tdk|gak?|nggak|ngga)\s+sadar(?:kan\s+diri)?|kejang\w*|muntah\s+darah|batuk\s+darah|"
    r"bab\s+(?:ber)?darah\s+banyak|(?:pen)?darah(?:an)?\s+(?:hebat|terus|banyak|deras|"
    r"(?:tidak|gak?|nggak)\s+berhenti)|lumpuh|separuh\s+badan|(?:mulut|wajah|muka)\s+"
    r"(?:mencong|miring|perot)|bicara\s+pelo|keracunan|overdosis|tersedak|bibir\s+(?:mem)?biru|"
    r"ketuban\s+pecah|patah\s+tulang\s+terbuka|kecelakaan|tertabrak|ditabrak|"
    r"(?:chest|heart)\s+(?:pain|attack)|pain\s+in\s+(?:my|his|her)\s+chest|(?:can'?t|cannot|"
    r"can\s+not|hard\s+to|trouble|difficulty|struggling\s+to)\s+breath\w*|short(?:ness)?\s+of\s+"
    r"breath|unconscious|passed\s+out|faint(?:ed|ing)|seizures?|convuls\w+|(?:vomit\w*|cough\w*|"
    r"throwing)\s+(?:up\s+)?blood|bleeding\s+(?:a\s+lot|badly|heavily|non\W?stop)|"
    r"(?:face|mouth)\s+(?:is\s+)?droop\w*|slurred\s+speech|overdos\w+|poison(?:ed|ing)|chok(?:ing|ed)|"
    r"water\s+broke|stroke)\b"
)
_OF_SPECIALTY: tuple[tuple[Specialty, str], ...] = (
    (
        Specialty.PSYCHOLOGY,
        r"psikolog\w*|psikiater|cemas\w*|panik|panic|anxi\w+|depres\w+|stre+s+\w*|burn ?out|trauma|"
        r"sedih\s+terus|mood\s+swing|overthinking|curhat|kesepian|lonely|mental\w*|insomnia|"
        r"(?:susah|sulit|gak? bisa|tidak bisa)\s+tidur|(?:can'?t|cannot|trouble)\s+sleep\w*",
    ),
    (
        Specialty.DENTISTRY,
        r"gigi\w*|gusi\w*|geraham|behel|toothaches?|tooth|teeth|gums?|braces|dentist|sariawan",
    ),
    (
        Specialty.OBGYN,
        r"hamil|kehamilan|kandungan|haid\w*|menstruasi|mens|datang\s+bulan|keputihan|telat\s+bulan|"
        r"program\s+hamil|promil|kb|kontrasepsi|menopause|pregnan\w+|periods?|menstrua\w+|"
        r"contracepti\w+|birth\s+control|vagina\w*|miom|kista|pcos",
    ),
    (
        Specialty.DERMATOLOGY,
        r"jerawat\w*|kulit|gatal\w*|ruam|panu|kurap|kudis|eksim|eksem|bisul|biduran|kutil|"
        r"ketombe|rambut\s+rontok|acne|pimples?|rash(?:es)?|itch\w*|eczema|skin|hives|dandruff|"
        r"hair\s+loss|psoriasis|bentol\w*",
    ),
    (
        Specialty.ENT,
        r"tht|telinga|kuping|hidung\s+mampet|mimisan|sinus\w*|amandel|tenggorokan|"
        r"(?:sakit|nyeri)\s+(?:menelan|telan)|suara\s+(?:serak|hilang)|pendengaran|ear\s?aches?|ears?|"
        r"sore\s+throat|tonsil\w*|nose\s?bleeds?|hoarse|hearing",
    ),
    (
        Specialty.CARDIOLOGY,
        r"jantung|berdebar\w*|deg-?deg-?an|palpitations?|heart|darah\s+tinggi|hipertensi|"
        r"hypertension|high\s+blood\s+pressure|(?:tensi|tekanan\s+darah)\w*(?:\s+\w+)?\s+tinggi",
    ),
    (
        Specialty.NUTRITION,
        r"gizi|nutrisi\w*|nutrition\w*|diet\w*|berat\s+badan|obesitas|kegemukan|kurus|"
        r"(?:lose|gain|losing|over)\s?weight|underweight|stunting|mpasi|gtm|obes\w+",
    ),
    (
        Specialty.INTERNAL_MEDICINE,
        r"diabetes|gula\s+darah|kencing\s+manis|kolesterol|asam\s+urat|tiroid|gondok|ginjal|"
        r"hepatitis|liver|lever|cholesterol|blood\s+sugar|gout|thyroid|kidneys?|gerd|asam\s+lambung|"
        r"maag|mag|acid\s+reflux|ulcer|lambung|rematik|autoimun|anemia",
    ),
    (
        Specialty.GENERAL,
        r"demam|panas\s+(?:tinggi|dingin)|badan\w*\s+(?:panas|anget|hangat|gak?\s+enak|tidak\s+enak|"
        r"meriang|lemas|pegal\w*)|batuk\w*|pilek|flu|influenza|meriang|pusing|sakit\s+kepala|migr\w+|"
        r"mual|muntah\w*|diare|mencret|mules|sakit\s+perut|perut\s+(?:sakit|mulas|kembung)|"
        r"masuk\s+angin|lemas|pegal\w*|sakit\s+(?:pinggang|punggung|badan)|nyeri\s+(?:sendi|otot|"
        r"pinggang|punggung)|mata\s+(?:merah|perih|gatal)|alergi\w*|luka|digigit|fever|cough\w*|colds?|"
        r"headaches?|migraines?|dizz\w+|nause\w+|vomit\w*|diarrh?o?ea|stomach\s?aches?|"
        r"stomach|tummy|tired|fatigue|back\s?(?:pain|aches?)|allerg\w+|sore|unwell|not\s+feeling\s+well|"
        r"sick|gak?\s+enak\s+badan|tidak\s+enak\s+badan|covid",
    ),
)
_PATTERNS = tuple((kind, re.compile(rf"\b(?:{words})\b")) for kind, words in _OF_SPECIALTY)
_OWN = re.compile(
    r"\b(?:saya|sy|aku|gue|gua|gw|i|i'm|i've|my|badanku|kepalaku|perutku)(?:\s+\S+){0,3}\s*$"
)
LONGEST_COMPLAINT = 300
"""Characters of a complaint that are told to the partner."""


@dataclass(frozen=True)
class Complaint:
    """What somebody has, as far as their words say."""

    specialty: Specialty
    is_own: bool
    """Whether the one who writes says that they have it themselves."""


def sounds_urgent(text: str) -> bool:
    """Whether this should not wait for a chat with a doctor."""
    lowered = text.casefold()
    return any(not _NOT_NOW.search(lowered[: m.start()]) for m in _URGENT.finditer(lowered))


def complaint_in(text: str) -> Complaint | None:
    """The complaint that the words name; None where they name none."""
    lowered = text.casefold()
    for specialty, words in _PATTERNS:
        found = words.search(lowered)
        if found:
            return Complaint(specialty, _OWN.search(lowered[: found.start()]) is not None)
    return None
