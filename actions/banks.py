"""The banks of Indonesia, as members call them."""

from __future__ import annotations

import re

from rapidfuzz.distance import DamerauLevenshtein

ALIASES: dict[str, str] = {
    "blu by BCA Digital": r"blu(?: by)?(?: bca)?(?: digital)?|bca digital|blu bca",
    "BCA Syariah": r"bca syari?'?ah",
    "BCA": r"bca|b\.c\.a\.?|central asia|klikbca|m-?bca|mybca",
    "Mandiri Taspen": r"mandiri taspen|mantap|bank mantap",
    "Mandiri": r"mandiri|mndri|mdr|livin(?:'? by mandiri)?",
    "BSI": r"bsi|syari?'?ah indonesia|bsm|bni syari?'?ah|bri syari?'?ah|mandiri syari?'?ah",
    "BNI": r"bni(?: ?46)?|negara indonesia|wondr",
    "BRI": r"bri|brimo|rakyat indonesia",
    "BTN Syariah": r"btn syari?'?ah",
    "BTN": r"btn|tabungan negara",
    "BTPN Syariah": r"btpn syari?'?ah",
    "Jenius": r"jenius",
    "SMBC Indonesia": r"btpn|smbc(?: indonesia)?",
    "CIMB Niaga": r"cimb(?: niaga)?|niaga|octo(?: mobile)?",
    "Permata": r"permata(?:bank)?",
    "Danamon": r"danamon",
    "OCBC": r"ocbc(?: nisp| indonesia)?|nisp",
    "Panin": r"panin(?:bank)?",
    "Maybank": r"maybank(?: indonesia)?|may bank|bii",
    "UOB": r"uob|tmrw",
    "HSBC": r"hsbc",
    "Bank DBS": r"dbs(?: indonesia)?|digibank",
    "Citibank": r"citi(?:bank)?",
    "Standard Chartered": r"standard chartered|stanchart|scb",
    "Bank Mega Syariah": r"mega syari?'?ah",
    "Bank Mega": r"bank mega|mega",
    "Allo Bank": r"allo(?: ?bank)?",
    "Bank Jago": r"(?:bank )?jago(?: syari?'?ah)?",
    "SeaBank": r"sea ?bank|seabank indonesia",
    "Bank Neo Commerce": r"neo(?: ?commerce| ?bank)|bank neo(?: commerce)?|bnc",
    "Superbank": r"super ?bank",
    "Krom": r"krom(?: bank)?",
    "Bank Raya": r"bank raya|raya",
    "hibank": r"hi ?bank",
    "LINE Bank": r"line ?bank",
    "Bank Aladin Syariah": r"aladin(?: syari?'?ah)?",
    "Amar Bank": r"amar(?: ?bank)?",
    "KB Bank": r"kb ?bank|(?:kb )?bukopin",
    "KEB Hana": r"(?:keb )?hana(?: bank)?",
    "Muamalat": r"mu'?amalat",
    "Sinarmas": r"sinar ?mas",
    "Bank Jakarta": r"(?:bank )?dki|bank jakarta",
    "Bank BJB": r"bjb|bank jabar(?: banten)?",
    "Bank Jateng": r"(?:bank )?jateng",
    "Bank Jatim": r"(?:bank )?jatim",
    "BPD DIY": r"bpd diy|bank diy|bpd jogja",
    "BPD Bali": r"bpd bali|bank bali",
    "Bank Banten": r"bank banten",
    "Bank Sumut": r"bank sumut",
    "Bank Nagari": r"(?:bank )?nagari",
    "Bank Riau Kepri": r"(?:bank )?riau ?kepri(?: syari?'?ah)?|brk",
    "Bank Jambi": r"bank jambi",
    "Bank Bengkulu": r"bank bengkulu",
    "Bank Sumsel Babel": r"(?:bank )?sumsel ?babel|bsb",
    "Bank Lampung": r"bank lampung",
    "Bank Aceh": r"bank aceh(?: syari?'?ah)?",
    "Bank Kalbar": r"(?:bank )?kalbar",
    "Bank Kalsel": r"(?:bank )?kalsel",
    "Bank Kalteng": r"(?:bank )?kalteng",
    "Bankaltimtara": r"bank ?kaltimtara|kaltimtara",
    "Bank Sulselbar": r"(?:bank )?sulselbar",
    "Bank SulutGo": r"(?:bank )?sulut ?go|bsg",
    "Bank Sulteng": r"bank sulteng",
    "Bank Sultra": r"bank sultra",
    "Bank NTB Syariah": r"(?:bank )?ntb(?: syari?'?ah)?",
    "Bank NTT": r"(?:bank )?ntt",
    "Bank Maluku Malut": r"bank maluku(?: malut)?",
    "Bank Papua": r"bank papua",
    "Mayapada": r"mayapada",
    "Artha Graha": r"art?ha gr[ah]+a",
    "Woori Saudara": r"(?:bank )?woori(?: saudara)?|bank saudara",
    "Nobu": r"nobu(?: ?bank)?",
    "Bank Mestika": r"mestika",
    "MNC Bank": r"mnc(?: ?bank)?|motion ?bank",
    "Bank Ina": r"bank ina(?: perdana)?",
    "Bank Capital": r"bank capital",
    "Bank Victoria": r"bank victoria|victoria",
    "Panin Dubai Syariah": r"panin dubai(?: syari?'?ah)?",
    "QNB": r"qnb",
    "ICBC": r"icbc",
    "Bank of China": r"bank of china",
    "Shinhan": r"shinhan",
    "Commonwealth": r"commonwealth|commbank",
    "CTBC": r"ctbc",
    "Mizuho": r"mizuho",
    "JTrust": r"j ?trust",
}
"""What we call it, and the words for it in a lower-cased text; the more special ones first."""
PATTERNS = {
    name: re.compile(rf"(?<![a-z])(?:(?:bank|bnk)\s+)?(?:{words})(?![a-z])")
    for name, words in ALIASES.items()
}
OTHER_BANK = re.compile(
    r"(?<![a-z])(?P<kind>bank|bpr|bprs|bpd|"
    r"koperasi)\s+(?P<name>[a-z][a-z'.]*(?:\s+[a-z][a-z'.]*){0,2}?)"
    r"(?=\s*(?:$|[,;\n\d]|a/?\.?n\b|atas nama|no\b|nomor|rek|acc|norek))"
)
NO_NAMES = frozenset(
    "saya aku sendiri apa mana account rekening yang nya di ke lain lainnya".split()  # noqa: SIM905
)
WORD = re.compile(r"(?<![a-z])[a-z]{6,12}(?![a-z])")
MISSPELT = {
    "mandiri": "Mandiri", "danamon": "Danamon", "permata": "Permata", "maybank": "Maybank",
    "muamalat": "Muamalat", "sinarmas": "Sinarmas", "bukopin": "KB Bank", "seabank": "SeaBank",
    "jenius": "Jenius", "mayapada": "Mayapada", "citibank": "Citibank", "superbank": "Superbank",
}  # fmt: skip
WALLETS = re.compile(
    r"(?<![a-z])(?:go ?pay|ovo|dana|shopee ?pay|spay|link ?aja|e-?wallet|dompet digital|paypal|"
    r"flip|"
    r"kartu kredit|credit card|kartu debit|debit card|virtual account)(?![a-z])"
)
"""What no reimbursement is paid to. "Dana" is also a word for funds."""


def find_bank(text: str) -> tuple[str, tuple[int, int]] | None:
    """The bank that a lower-cased text names, and where."""
    found = [(name, m.span()) for name, pattern in PATTERNS.items() if (m := pattern.search(text))]
    if found:
        return min(found, key=lambda each: (each[1][0], -each[1][1]))
    return _misspelt(text) or _other(text)


def _misspelt(text: str) -> tuple[str, tuple[int, int]] | None:
    for word in WORD.finditer(text):
        for right, name in MISSPELT.items():
            if DamerauLevenshtein.distance(word.group(), right, score_cutoff=1) <= 1:
                return name, word.span()
    return None


def _other(text: str) -> tuple[str, tuple[int, int]] | None:
    """A bank that is not in the list, in the member's words."""
    found = OTHER_BANK.search(text)
    if found is None or found["name"].split()[0] in NO_NAMES:
        return None
    kind = found["kind"].upper() if found["kind"].startswith("bp") else found["kind"].title()
    return f"{kind} {found['name'].title()}", found.span()
