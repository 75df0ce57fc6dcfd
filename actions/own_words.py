"""Where somebody was treated and what for, in their own words: cut out of what they wrote."""

from __future__ import annotations

import re

from actions.claim_vocabulary import FILING, whole

Span = tuple[int, int]

KIND = (
    r"(?:rumah sakit|rmh skt|rmh sakit|rumahsakit|rs(?:ia|ud|up|u|k|j|gm|b|i|pad|al|au)?|rs\.|"
    r"rsup|klinik|clinic|apotek|apotik|aptk|farmasi|pharmacy|optik|optic|"
    r"lab|laboratorium|puskesmas|pkm|poliklinik|hospital|praktek|praktik|"
    r"medical cent(?:er|re)|eye cent(?:er|re))"
)
BRAND = (
    r"(?:siloam|hermina|mitra keluarga|mayapada|pondok indah|rspi|rspp|rscm|eka hospital|premier|"
    r"awal bros|primaya|emc|omni|bunda|"
    r"santo borromeus|st\.? carolus|carolus|mrccc|medistra|kimia farma|k-?24|guardian|century|"
    r"watsons|prodia|pramita|cito|biomedika|parahita|"
    r"melawai|optik seis|tunggal|audy dental|damessa|otten|halodoc|alodokter|ciputra|"
    r"columbia asia|sari asih|brawijaya|royal taruma|tzu chi|national hospital)"
)
AT = r"(?:di|d|ke|dari|dr|at|in|from|@|sama|by|to|with|dengan)"
BREAK = (
    r"habis|hbs|abis|bayar|byr|dibayar|total\w*|sebesar|senilai|seharga|jumlah\w*|jml|nominal\w*|"
    r"biaya\w*|untuk|utk|buat|bwt|karena|krn|karna|gara|kena|"
    r"sakit|skt|diagnosa\w*|diagnosis|keluhan\w*|tgl|tanggal\w*|pada|hari|mau|minta|mohon|tolong|"
    r"tlg|dong|ya|yah|kak|min|klaim\w*|claim|reimburse\w*|istri\w*|suami\w*|"
    r"saya|sy|aku|gue|gw|kami|my|me|for|on|because|paid|cost\w*|was|is|and|i|the|yang|yg|terus|"
    r"trus|lalu|trs|periksa|operasi|berobat|kontrol|rawat|rwt|opname|"
    r"kemarin|kmrn|kemaren|tadi|barusan|sekitar|kira|rekening|rek|norek|transfer|hp|wa|"
    r"dan(?! anak)|dengan|dgn|sama|tapi|tp|bukan|jam|pukul|last|yesterday|today|"
    r"di|ke|at|in|dari|when|where|until|since|sejak|from|demam|batuk|pilek|flu|diare|tipes|tifus|dbd|maag|scaling|cabut|tambal|behel|"
    r"lahiran|melahirkan|mcu|anak (?:saya|sy|ku|aku|gue|gw|kedua|pertama)|"
    r"wrong|salah|ganti|change|ubah|ibu (?:saya|sy|ku|aku)|bapak saya|ayah\w*|mama\w*|papa\w*|rb|"
    r"ribu|jt|juta|rp|aja|saja|deh|lagi|dulu|nih|sih|ga|gak|tidak|bisa|kan|itu|ini|wife|husband|"
    r"son|daughter|child"
)
ILLNESS = (
    r"demam(?: berdarah| tifoid| tinggi)?|meriang|panas(?: tinggi| dingin)?|batuk\w{0,2}|pilek|"
    r"flu|influenza|selesma|masuk angin|diare|mencret|muntaber|muntah\w{0,2}|mual|"
    r"tifus|tipes|tipus|typus|typhus|thypus|tifoid|typhoid(?: fever)?|dbd|db|dengue(?: fever)?|"
    r"maag|mag|magh|gastritis|gerd|asam lambung|lambung|usus buntu|apendisitis|appendicitis|"
    r"migrain\w?|"
    r"migraine|vertigo|asma|asthma|ispa|radang \w+|alergi|allergy|gatal\w{0,2}|eksim|biduran|"
    r"infeksi(?: \w+)?|infection|luka(?: \w+)?|patah(?: tulang| \w+)?|fracture|keseleo|terkilir|"
    r"hipertensi|darah tinggi|hypertension|diabetes|kencing manis|kolesterol|asam urat|covid\w*|"
    r"cacar(?: air)?|chicken ?pox|campak|measles|gondongan|keracunan(?: makanan)?|food poisoning|"
    r"tbc?|"
    r"pneumonia|paru\w{0,2}|bronkitis|bronchitis|sinusitis|sinus|amandel|tonsil\w*|hernia|"
    r"katarak|cataract|wasir|ambeien|batu ginjal|kidney stones?|kista|tumor|kanker|cancer|stroke|"
    r"saraf kejepit|hnp|anemia|jerawat|bisul|mata (?:merah|minus)|minus|rabun|(?:cabut|tambal|"
    r"bersihin|bersihkan|pembersihan|perawatan|pasang|saraf)\s+(?:karang\s+)?(?:gigi|behel|"
    r"geraham|saluran akar)|"
    r"scal+ing|behel|karang gigi|gigi (?:berlubang|bolong|bungsu|goyang|patah|ngilu)|gusi \w+|"
    r"operasi (?:(?!di )\w+ ?){1,2}|fever|cough\w*|a cold|cold|headache|stomach ?ache|"
    r"tooth ?ache|back pain|"
    r"chest pain|sore throat|diarrh?ea|vomiting|sprain\w*|rash|filling|root canal|wisdom tooth|"
    r"persalinan normal|melahirkan (?:normal|sesar|caesar)|caesar|sesar|sc"
)
WORD = rf"(?!(?:{BREAK})(?![^\W_]))[^\W_][^\s,;:!?()+=/\n]*"
PLACE = re.compile(
    rf"(?<![^\W_])(?:{KIND}(?:[ -]?nya)?(?![^\W_])\.? ?(?P<after>{WORD}(?: {WORD}){{0,6}})"
    rf"|(?P<before>{WORD}(?: {WORD}){{0,2}}) (?:hospital|clinic|dental (?:care|clinic)|"
    rf"pharmacy|medical cent(?:er|re)|laborator(?:y|ium))(?![^\W_])"
    rf"(?: {WORD}){{0,3}}"
    rf"|{BRAND}(?![^\W_])(?: {WORD}){{0,4}}"
    rf"|(?:drg?\.? |(?<=ke )dokter(?: gigi)? |(?<=di )dokter(?: gigi)? |(?<=sama )dokter |dr\.|"
    rf"drg\.)(?=[a-z]{{3}})(?!(?:{ILLNESS}|bilang|dokter|doctor|sp\w*|gigi|anak|umum|spesialis|mata|kulit|"
    rf"kandungan|tht|saraf|jantung)(?![^\W_])){WORD}(?: {WORD}){{0,2}})"
)
AFTER_AT = re.compile(rf"(?<![^\W_]){AT}\s+(?:the\s+)?(?P<name>{WORD}(?: {WORD}){{0,4}})")
LEADING_AT = re.compile(rf"(?:.*\s)?{AT}\s+")
NO_PLACE = whole(
    r"(?:an? )?(?:orang|petugas\w*|manusia|cs|agen\w*|admin\w*|operator|customer|seseorang|someone|"
    r"person|human|people|agent)|"
    r"sini|sana|situ|rumah|kantor|chat|aplikasi|app|whatsapp|wa|telegram|mana|atas|bawah|sebelah|"
    r"luar|dalam|bank|bca|mandiri|bni|bri|bsi|kasir|dokter|dr|doctor|"
    r"dentist|home|here|there|there|jakarta|bandung|surabaya|medan|semarang|bekasi|depok|"
    r"tangerang|bogor|jogja|yogya\w*|malang|bali|denpasar|makassar|palembang|solo|"
    r"luar kota|kota|indonesia|full|cash|total|order|advance|general|case|itu|ini|saya|kamu|anda|"
    r"awal|akhir|bulan|tahun|hari|janu\w*|feb\w*|mar\w*|apr\w*|mei|may|jun\w*|"
    r"jul\w*|agu\w*|aug\w*|sep\w*|okt\w*|oct\w*|nov\w*|des\w*|dec\w*|igd|ugd|poli|atm|web|online|"
    r"hari"
)
"""What follows "di" without being where somebody was treated."""
LEADING = re.compile(
    rf"(?:(?:{AT}|it was|was|saya|sy|aku|kami|berobat(?:nya)?|periksa(?:nya)?|rawat(?:nya)?|"
    rf"tempat(?:nya)?|lokasi(?:nya)?|nama(?:nya)?|rsnya|the|itu|ini|adalah|yaitu|ya|"
    r"kak|min|jadi|ganti|ubah|salah|eh|maaf|bukan|harusnya|provider(?:nya)?|kemarin|"
    r"diagnos[ai]s?(?:nya)?|keluhan(?:nya)?|penyakit(?:nya)?|sakitnya|karena|krn|kena|because of|"
    r"because|i had|"
    r"i have|i've|had|has|he|she|dia|anak saya|istri saya|suami saya|menjadi|change to|to|"
    r"kata dokter|dokter bilang|dr bilang)(?![^\W_])[\s:.,-]*)+"
)
TRAILING = re.compile(
    r"(?:[\s,.!]+(?:ya|yah|y|kak|kk|min|aja|saja|deh|dong|nih|sih|kok|pak|bu|thanks|makasih|"
    r"terima kasih|please|pls|itu))+[\s.!]*$"
)

WORDS_OF_A_NAME = 2
"""After so many words of a place an illness is none of it."""

PAIN = (
    r"(?<!rumah )(?<!rmh )(?<!surat )(?:sakit|skt|nyeri|ngilu|pain in(?: the| my)?|"
    r"sore)\s+(?:kepala|perut|gigi|mata|tenggorok\w*|pinggang|punggung|dada|lutut|kaki|tangan|"
    r"telinga|kuping|leher|ulu hati|pundak|sendi|otot|badan|maag|lambung|jantung|throat|back|"
    r"knee|leg|arm|ear|tooth|neck|\w{4,})"
)
ILL = rf"(?:(?<!rumah )(?<!rmh )(?<!surat )(?:sakit|skt) )?(?:{ILLNESS})"
"""With "sakit" before it, lest "sakit demam berdarah" be read as no more than a pain."""
COMPLAINT = re.compile(
    rf"(?<![^\W_])(?:{ILL}|{PAIN})(?![^\W_])(?:(?:,? (?:dan |and |sama |\+ |& )?|/)(?:{ILL}|"
    rf"{PAIN})(?![^\W_]))*"
)
STATED = re.compile(
    r"(?<![^\W_])(?:diagnos[ai]s?(?:nya|ku)?|dianogsa|dx|keluhan(?:nya)?|penyakit(?:nya)?|"
    r"(?<!rumah )(?<!rmh )sakitnya|complaint|diagnosed with|suffering from|kena(?! biaya| charge|"
    r" \d)|karena(?! itu)|krn|karna|"
    r"gara-?gara|gara2|because of|due to)\s*(?:(?:is|adalah|yaitu|itu|sakit|penyakit|kata|"
    r"dokter(?:nya)?|dr|was|jadi|menjadi|to)(?![^\W_])|[:=\s])*"
    r"(?P<words>(?!(?:di|ke|at|tgl|rs|saya|klaim|"
    r"salah)(?![^\W_]))[^\W\d_][^\s,;.\n]*(?: (?!(?:di|ke|at|d|habis|abis|tgl|tanggal|total|"
    r"biaya|bayar|mau|hari|untuk|sebesar|rs|kemarin|kmrn|klaim|dong|ya|kak|min|"
    r"tolong)(?![^\W_]))"
    r"[^\W\d_][^\s,;.\n]*){0,5})"
)


def find_provider(text: str, only_told: bool = False) -> Span | None:
    """Where the place of treatment stands in a lower-cased sentence; None without a name.

    ``only_told``: only where a word says what place it is ("RS", "klinik"), and not for any "di".
    """
    for match in PLACE.finditer(text):
        named = match.group("after") or _behind_at(match.group("before")) or match.group()
        if _is_a_name(named):
            return _before_an_illness(text, _trimmed(text, *_without_at(text, match)))
    for match in () if only_told else AFTER_AT.finditer(text):
        named = match["name"]
        if not NO_PLACE.match(named) and not re.match(ILLNESS, named) and _is_a_name(named):
            return _before_an_illness(text, _trimmed(text, *match.span("name")))
    return None


def find_diagnosis(text: str) -> Span | None:
    """Where a diagnosis or complaint stands in a lower-cased sentence."""
    stated = STATED.search(text)
    if stated:
        return _trimmed(text, *stated.span("words"))
    found = COMPLAINT.search(text)
    return _trimmed(text, *found.span()) if found else None


def whole_answer(text: str) -> Span | None:
    """An answer in own words, without the words around it ("di … ya kak"); None if none is left."""
    start = len(text) - len(text.lstrip(" .,!:-\n"))
    found = LEADING.match(text, start)
    start = found.end() if found else start
    says_something = re.search(r"[^\W\d_]{2}", COURTESY.sub(" ", text[start:]))
    return _trimmed(text, start, len(text)) if says_something else None


def _before_an_illness(text: str, span: Span | None) -> Span | None:
    """ "optik tunggal mata minus" is "optik tunggal"; "rs kanker dharmais" is a name."""
    if span is None:
        return None
    for found in re.finditer(rf"(?<![^\W_]){ILL}(?![^\W_])", text[span[0] : span[1]]):
        if len(text[span[0] : span[0] + found.start()].split()) >= WORDS_OF_A_NAME:
            return _trimmed(text, span[0], span[0] + found.start())
    return span


def _is_a_name(words: str) -> bool:
    bare = FILING.sub(" ", re.sub(KIND + r"(?![^\W_])", " ", words))
    return re.search(r"[^\W_]{2,}", bare) is not None


def _behind_at(words: str | None) -> str | None:
    """ "visit at siloam" is "siloam"."""
    return LEADING_AT.sub("", words) if words else None


def _without_at(text: str, match: re.Match[str]) -> Span:
    """ "at siloam hospital": the "at" is no part of the name."""
    found = LEADING_AT.match(match.group()) if match.group("before") else None
    return (match.start() + found.end() if found else match.start()), match.end()


NAMED_THING = re.compile(rf"{KIND}[ -]?nya[ :]+|(?:nama|tempat|lokasi)(?:nya)?[ :]+")
COURTESY = whole(
    r"optik|apotek|apotik|lab|puskesmas|"
    r"mau|ingin|pengen|tolong|mohon|minta|saya|sy|aku|i|want|would|like|to|my|need|the|wrong|change|"
    r"correct|edit|hapus|it|is|was|place|tempat|lokasi|nama|name|nya|di|ke|diagnosis|diagnosa\w*|"
    r"halo+|hai|hi|hello|p|ok|oke|okay|iya|ya|yes|tidak|tdk|ga|gak|nggak|ngga|no|batal|cancel|"
    r"menu|help|bantuan|makasih|terima|kasih|thanks|thank|you|test|tes|lanjut\w*|skip|"
    r"lewati|nanti|sudah|udah|udh|sdh|dah|semua\w*|itu|ini|aja|saja|siap|sip|baik|kak|min|dong|"
    r"betul|benar|salah|keliru|maaf|ganti|ubah|stop|bingung|apa|bye|selamat|pagi|siang|"
    r"sore|malam|bukan|jadi|belum|blm|tau|tahu|done|selesai|cukup|rumah|sakit|rs|klinik|hospital|"
    r"clinic|dokter|doctor|good|morning|please|"
    r"klaim\w*|claim|tadi|kemarin|sebelumnya|yang|yg|terus\w*|sambung\w*|go|on|continue|resume"
)
"""Words that are no answer in own words, however many of them stand together."""


def _trimmed(text: str, start: int, end: int) -> Span | None:
    named = NAMED_THING.match(text, start, end)
    start = named.end() if named else start
    said = TRAILING.sub("", text[start:end]).rstrip(" .,!;:-\n")
    kept = said.lstrip(" .,!;:-\n")
    begins = start + len(said) - len(kept)
    return (begins, begins + len(kept)) if kept else None
