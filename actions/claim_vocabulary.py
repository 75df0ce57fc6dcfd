"""The words of a claim in chat spelling: whose, what for, and what a field is called."""

from __future__ import annotations

import re

from insurance.model import BenefitType, Relation


def whole(words: str) -> re.Pattern[str]:
    """These words, standing by themselves in a lower-cased text."""
    return re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])")


MY = r"(?:saya|sy|ku|aku|ak|gue|gw|gua|kami|kita|kandung|tercinta)"
RELATIONS = {
    Relation.SELF: whole(
        r"(?:saya|sy|aku|gue|gw|diri)\s+(?:sendiri|pribadi)|(?:untuk|utk|buat|bt|bwt|punya|milik|"
        r"klaim)\s+"
        r"(?:saya|sy|aku|gue|gw|diri saya)|my\s?self|my own|(?:for|about) me|mine"
    ),
    Relation.SPOUSE: whole(
        r"istri\w{0,4}|isteri\w{0,3}|istr|bini\w{0,3}|bojo\w{0,2}|suami\w{0,4}|swami|wif(?:e|es|"
        r"ey|e's)|wives|husbands?(?:'s)?|hubby|"
        r"spouse(?:'s)?|pasangan(?:ku|nya)?|pamajikan|salaki"
    ),
    Relation.CHILD: whole(
        r"(?<!dokter )(?<!dr )(?<!dr\. )(?<!spesialis )(?<!poli )(?<!obat )(?<!dsa )"
        r"(?:anak(?:ku|nya|2|-anak)?|ank|anakq|putra\w{0,3}|putri\w{0,3}|bayi\w{0,3}|si (?:kecil|"
        r"sulung|bungsu|bontot|kakak|adek)|"
        r"bocah\w{0,3}|buah hati|son(?:'?s)?|daughters?(?:'s)?|child(?:'s|ren)?|kids?(?:'s)?|"
        r"baby(?:'s)?|bab(?:y|ies)|toddler)"
    ),
    Relation.PARENT: whole(
        rf"(?:ibu|bapak|bpk|emak|mak)\s*(?:{MY}|mertua)|ibuku|bapakku|mertua\w{{0,3}}|"
        rf"mama\w{{0,3}}|mamah|nyokap|bokap|"
        r"papah?(?:ku)?|ayah\w{0,3}|bunda(?:ku)?|umi|abi|ortu\w{0,3}|orang ?tua\w{0,3}|(?:mother|"
        r"father|parent|mom|mum|dad)s?(?:'s|s)?"
    ),
}
BARE_RELATIONS = {
    Relation.SELF: whole(r"saya|sy|aku|gue|gw|sendiri|me|self|i"),
    Relation.PARENT: whole(r"ibu|bapak|bpk|emak"),
}
"""Words that mean somebody only in an answer to "who"; elsewhere they address us, or say "I"."""

BENEFITS = {
    BenefitType.MATERNITY: whole(
        r"lahiran\w{0,3}|(?:me)?lahirkan|melahirkan|mlahirkan|ngelahirin|bersalin|persalinan|"
        r"(?:operasi )?(?:caesar|cesar|sesar|sc|sectio)|"
        r"kehamilan|hamil|kandungan|obgyn|maternity|childbirth|(?:gave|give|giving) birth|"
        r"pregnan\w+|delivery|"
        r"kontrol (?:hamil|kandungan|kehamilan)"
    ),
    BenefitType.DENTAL: whole(
        r"gigi\w{0,4}|gg|geraham|behel\w{0,3}|kawat gigi|braces|dental\w?|dentists?(?:'s)?|teeth|"
        r"tooth\w*|scal+ing|karang gigi|drg|molars?|"
        r"root canal|(?:cabut|tambal) gg"
    ),
    BenefitType.OPTICAL: whole(
        r"(?:kaca ?mata|kcmata|kacmat)\w{0,3}|lensa\w{0,3}|optik\w{0,3}|optical|opticians?|"
        r"(?:eye)?glasses|spectacles|soft ?lens?|contact lens(?:es)?|"
        r"frame\w{0,3}|eye ?wear|bingkai"
    ),
    BenefitType.CHECKUP: whole(
        r"mcu|m\.c\.u|(?:medical|general|annual|full|tes)?\s*(?:check?|cek|chek)[\s-]?up|"
        r"cek kesehatan|health (?:check|screening)|medikal cek\w*|"
        r"tes kesehatan"
    ),
    BenefitType.INPATIENT: whole(
        r"(?:rawat|rwt|rwat|rawatt)[\s-]?(?:inap|inep|nginap|nginep)\w{0,3}|ranap|opname|"
        r"diopname|opnam|di ?rawat(?: di (?:rs|rumah sakit))?|in[\s-]?patient|"
        r"hospitali[sz](?:ed|ation)|hospital stay|(?:di ?|meng|ng)inap|nginep|stayed (?:in|"
        r"at) (?:the )?hospital|surgery|operasi"
    ),
    BenefitType.OUTPATIENT: whole(
        r"(?:rawat|rwt|rwat|rawatt|berobat)[\s-]?(?:jalan|jln|jlan)\w{0,3}|rajal|"
        r"out[\s-]?patient|rawat luar|poli(?:klinik)? umum|"
        r"doctor'?s? visit|gp visit|general practitioner"
    ),
}
"""The more special ones first: a stay in hospital to give birth is maternity."""
SPECIAL = (BenefitType.MATERNITY, BenefitType.DENTAL, BenefitType.OPTICAL, BenefitType.CHECKUP)
BARE_OUTPATIENT = whole(
    r"(?:ke )?dokter(?: umum)?|berobat|obat|periksa|kontrol|konsul\w*|doctor|medicine|"
    r"consultation|jalan|jln|poli"
)
BARE_INPATIENT = whole(r"inap|inep|stay")
"""Words that mean a benefit only in an answer to "what for"."""

CORRECTING = whole(
    r"salah|keliru|kliru|ralat|koreksi\w*|ganti\w*|gnti|ubah\w*|ubh|rubah\w*|di(?:ubah|ganti|"
    r"rubah|betulkan)|betulin|betulkan|perbaiki\w*|"
    r"bukan|bkn|maksud\w*|typo|eh|ehh|seharusnya|harusnya|hrsnya|mestinya|yang benar|yg benar|"
    r"yg bener|edit|revisi|wrong|correct(?:ion|ing)?|chang(?:e|ing)|"
    r"fix|mistake|actually|i meant|meant|should be|mistyped|oops|ups|update|instead|sorry,? it"
)
NO_CORRECTION = re.compile(
    r"(?<![^\W_])(?:minta|mau|bisa|mohon|tolong|pengen|ingin|uang\w*|biaya\w*|duit\w*)\s+(?:\w+\s+)?"
    r"(?:di\s?ganti(?:in)?|gantiin)(?![^\W_])(?!\s+(?:jadi|ke|menjadi))|"
    r"(?<![^\W_])ganti(?:an|in)?\s+(?:uang|biaya|duit|rugi)(?!nya)|penggantian|"
    r"(?<![^\W_])(?:ganti|pasang|beli|ukur)\s+(?:frame|lensa|kaca ?mata|perban|oli)|change in"
)
"""Where "ganti" is what an insurer does."""
FIELD_NAMES: dict[str, re.Pattern[str]] = {
    "phone": whole(
        r"(?:(?:no|nomor|nomer|nmr|number)\.?\s*)?(?:hp|handphone|hape|telp\w*|telepon\w*|tlp\w*|"
        r"telfon|wa|whats\s?app|phone|mobile|cellphone|kontak\w*|contact)"
        r"(?:nya|ku)?(?:\s+number)?"
    ),
    "account": whole(
        r"(?:(?:no|nomor|nomer|nmr|nama)\.?\s*)?(?:rek(?:ening)?(?:nya|ku)?|norek|bank(?:nya)?|"
        r"acc|account(?: number)?)|pemilik(?:nya)? rek\w*|atas nama(?:nya)?"
    ),
    "participant": whole(
        r"pesert\w+|pasien\w*|orangnya|participants?|patients?|(?:untuk|buat) siapa(?:nya)?|"
        r"yang (?:sakit|berobat)|insured person"
    ),
    "benefit": whole(
        r"manfaat\w*|benefits?|(?:jenis|tipe|type|kategori|macam)(?:nya)?(?:\s+(?:klaim|manfaat|"
        r"perawatan|rawat|claim|of claim|of benefit))?(?:nya)?"
    ),
    "date": whole(
        r"tgl\w{0,3}|tgll|tang+al\w*|tnggl|dates?|hari(?:nya)|waktu(?:nya)?|treatment date|kapannya"
    ),
    "provider": whole(
        r"(?:nama\s+)?(?:rs(?:[ -]?nya)?|rumah ?sakit(?:nya)?|tempat(?:nya)?(?: berobat)?|"
        r"klinik(?:nya)?|lokasi(?:nya)?|faskes(?:nya)?|apotek(?:nya)?|apotik(?:nya)?|"
        r"optik(?:nya)|"
        r"provider|hospital|clinic|place|rs-?nya|rumkit|dokternya)"
    ),
    "diagnosis": whole(
        r"diagnos\w+|dianogsa|keluhan\w*|penyakit\w*|(?<!rumah )(?<!rmh )sakitnya|gejala\w*|"
        r"complaints?|illness|disease|symptoms?"
    ),
    "amount": whole(
        r"jumlah(?:nya)?|jml(?:nya)?|nominal(?:nya)?|total(?:nya)?|biaya(?:nya)?|harga(?:nya)?|"
        r"angka(?:nya)?|nilai(?:nya)?|besar(?:nya)|uang(?:nya)|amounts?|costs?|price|sum|"
        r"nilai klaim\w*"
    ),
    "documents": whole(
        r"(?:dokumen|berkas|lampiran|foto|gambar|file|kuitansi|kwitansi|resep|rincian)(?:nya|2|"
        r"2nya)?|documents?|photos?|receipts?|attachments?|pictures?|files"
    ),
}
"""What members call the fields of a claim, by ``ClaimField``."""

FILING = whole(
    r"jam|pukul|waktu|pake|pakai|obat\w*|dokter\w*|beli|bought|termasuk|terima kasih|makasih|sktr|"
    r"mau|mo|mw|ingin|pengen|pgn|pengin|tolong|tlg|mohon|minta|bantu|bisa|klaim\w*|klem|claim\w*|"
    r"klim|ngeklaim|diklaim\w*|reimburse\w*|rembes|reimbursement|ajukan|ajuin|"
    r"mengajukan|pengajuan|file|submit|make|buat|bikin|baru|new|want|would|like|need|i|i'd|i'm|"
    r"we|to|the|a|an|of|it|its|it's|is|was|are|be|my|me|for|on|at|in|by|with|and|"
    r"or|from|please|pls|saya|sy|aku|ak|aq|gue|gw|gua|kami|kita|nya|ini|itu|yang|yg|di|d|ke|k|"
    r"dari|dr|untuk|utk|u|bwt|bt|dan|dgn|dengan|sama|pada|ya|y|yah|iya|kak|kk|min|"
    r"admin|dong|donk|deh|nih|sih|kok|lah|aja|aj|saja|dulu|habis|hbs|abis|bayar\w*|byr|dibayar|"
    r"kena|sebesar|senilai|seharga|sekitar|kira|kurang|lebih|sudah|udah|udh|"
    r"sdh|dah|barusan|baru|pulang|berobat|brobat|berobatnya|periksa|kontrol|treatment|treated|"
    r"went|saw|visit\w*|paid|pay|cost\w*|spent|bill|biaya\w*|total\w*|jumlah\w*|"
    r"nominal\w*|uang|duit|rp|idr|rupiah|halo|hai|hi|hello|pagi|siang|sore|malam|selamat|pak|bu|"
    r"mas|mbak|maaf|sorry|ok|oke|baik|jadi|jd|menjadi|tapi|tp|adalah|yaitu|"
    r"nama\w*|name|nomor\w*|nomer|no|number|tgl\w*|tanggal\w*|date|hari|karena|krn|because|due|"
    r"sakit|skt|kalau|kalo|ternyata|kemarin|tadi|td|ada|has|have|had"
)
"""Words that go with filing a claim, or with correcting one, and say nothing more."""
