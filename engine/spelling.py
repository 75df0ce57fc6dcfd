"""How members spell in chats: abbreviations, slang and regional words, and what they stand for.

Both languages share one table; where a short form means different things, the commoner reading
in chats with an insurer wins.
"""

from __future__ import annotations

_TABLE = """
saya: sy sya aku ak aq aqu gw gue gua guwe ane ana abdi kulo kula awak sayah w eike
kamu: lu lo elo loe km kmu u/ anda
tidak: ga gak nggak ngga engga enggak gk g tdk tidk tdak kagak kaga ndak nda gada ora mboten teu
tidak: indak tak ngak nggk gx gag ngk enda
belum: blm blom belom blum lom blon bloom durung dereng tacan acan alun
sudah: sdh udh udah uda dah sdah sudh wis wes uwis mpun sampun geus atos alah lah
bagaimana: gmn gmna gimana gimna bgmn bgmna gmana gmnaa piye pripun kumaha gimane baa caranya
bagaimana: bgaimana
apa: ap apaan opo naon apah paan
apakah: apkh apakh apkah
berapa: brp brapa brpa brapah piro pira pinten sabaraha bara brapaan berape
kapan: kpn kapn kpan iraha
kenapa: knp knpa napa ngapa kenpa nape ngopo knapa
mengapa: mngapa
mana: mn endi manah
dimana: dmn dmna dimn dmana nangendi
siapa: sp spa sapa sopo
yang: yg yng ygg nyang
dan: dn n &
dengan: dgn dg dngn sm ama karo sareng dgan
sama: sma samaa
untuk: utk untk u tuk bt buat bwt kanggo keur ntuk unt
dari: dr dri drpd saking
di: d ning nang
ke: k
ini: ni nih iki ieu nie
itu: tu tuh ituh eta kuwi
ada: ad adaa aya ono ado
bisa: bs bsa isa iso tiasa bisaa bsaa dapat
mau: mo mw mao pgn pengen pingin pengin kepengen arek hoyong nak meh ingin
sakit: skt sakiit loro gering sakik saket
rumah: rmh rumh
dokter: dktr dok dokt doktr dkter
obat: obt
obatan: obat2an obatobatan
rawat: rwt rawatt
inap: inep nginap opname
jalan: jln jlan
gigi: gg
melahirkan: lahiran mlahirkan bersalin persalinan brojol ngelahirin
kacamata: kcmata kacamatanya
klaim: klem claim kleim klim clem klaem klaimnya claimnya
limit: limitnya plafon plafond limid lmit pagu
sisa: sisanya ssa turahan
saldo: sldo
manfaat: benefit benefits manfaatnya mnfaat
asuransi: asrnsi asuransinya insurance asransi
polis: policy polisnya pollis
peserta: pserta pesertanya
kartu: krtu kartunya card
daftar: dftr daftr dptar ndaftar ndaftarin daftarin dftar regist
registrasi: regis registrasinya
masuk: msk msuk mlebu log-in
keluar: klr kluar
kode: kd kod code codenya kodenya kodene
otp: otpnya
email: imel emel e-mail surel emailnya imelnya
kirim: krm krim ngirim kirimin krimin send
terkirim: kekirim ngirimnya
ulang: ulg ulangi
tolong: tlg tlong tulung tolongin tlng punten
mohon: mhn mohn
minta: mnta mntak nyuwun menta mintak
terima: trima trma tarimo
terimakasih: makasih makasi mksh mksih tengkyu trims tks thx thanks tq thankyou thankss tengkiu
terimakasih: nuwun matur
terimakasih: suwun maturnuwun nuhun hatur suksma tararengkyu mkasih terimaksih trimakasih thank
terimakasih: tysm ty
halo: hallo allo haloo helo hello hlo alo hai hay hi hey hei hii oi woi hoi ping
selamat: slmt met slamat slmat
pagi: pg pgi enjing isuk
siang: sng siank
sore: sre sonten
malam: mlm malem wengi
assalamualaikum: asslm aslm ass askum assalamu'alaikum assalamualaikum asalamualaikum samlekum
assalamualaikum: assalammualaikum
waalaikumsalam: wslm waalaikumussalam
sampai: smp smpe sampe nyampe nepi
juga: jg jga jugak
saja: aja aj ae bae wae doang
lagi: lg lgi lgy maneh deui
banget: bgt bngt bgtt pisan banged
sekali: skali
sekarang: skrg skrang skr skg skrng saiki ayeuna
kemarin: kmrn kmren kemaren kmrin wingi kamari
besok: bsk bsok besuk isukan
hari: hr hri dinten
bulan: bln bulann sasi
tahun: th thn taun
tanggal: tgl tnggl tgal
nomor: no nmr nmer nomer nomr nomernya nomornya
telepon: telp tlp tlpn telfon telpon tlf phone telf nelpon nelfon
orang: org orng urang uwong
istri: istriku istrinya bini bojo wife istri2 pamajikan wifes wifey wives
suami: suamiku husband laki salaki husbands hubby hubbys
anak: ank anakku anaknya anak2 anakanak bocah budak barudak nak
ibu: mama mamah emak umi bunda nyokap ibuku mamaku mamanya mom biyung
ayah: papa bapak papah bapa bokap abah ayahku papaku bpk babe abi dad
orangtua: ortu ortuku parents
keluarga: klrga kluarga klg family
perusahaan: prusahaan kantor perush pt
karena: krn krna karna soalnya soale
kalau: kalo klo kl klau lek nek lamun
tapi: tp tpi tetapi
jadi: jd jdi dadi
juta: jt jeti jutaan
ribu: rb rebu rbu
bayar: byr bayarin mbayar bayarr
dibayar: dibyr dibayarin
biaya: biayanya bea ongkos
uang: duit doku duwit artos fulus duitnya
cair: cairin ngecair turun
proses: prosesnya process processed prosesan
status: statusnya sttus
cek: check ngecek chek cekin
lihat: liat lht ningali nengok delok
tanya: tny nanya takon naros tanyaa
bicara: ngomong ngobrol bcr cakap
bantu: bntu bantuin ngebantu tulungin
bantuan: bntuan help
gawat: gawatt
darurat: drurat
sesak: sesek
napas: nafas
dada: dadanya
kecelakaan: kclkaan kecelakaaan celaka tabrakan ketabrak nabrak laka
pingsan: pingsann semaput
sadar: sdr
darah: drh
pendarahan: perdarahan
dekat: dkt deket terdekat terdeket
rumahsakit: rs rsu rsud rsia
klinik: clinic
apotek: apotik farmasi apotiknya pharmacy
oke: ok okay okey okeh okee okk k oks okeyy
iya: ya y yes yup yap yoi yaa yaps yep iyah yah yess iyaa iye enya muhun nggih inggih injih
iya: iyes yeah yea
betul: btul bener benar btl leres
siap: syap siapp
jangan: jgn jngan ojo tong ulah
batal: batalin cancel batalkan btl2 kensel kancel batalkn
jam: jm pukul
buka: bk
hubungi: hub hubungin kontak contact
customer: cust costumer
service: servis
cs: customerservice
admin: mimin min
lupa: lp lpa poho lali kelupaan
pasword: password pass sandi pw pasword paswd
username: user usernamenya
aktivasi: aktifasi aktivas aktivin aktifin aktifkan aktivkan activate activation aktifkn
aktif: aktiv active
data: datanya dta
bahasa: bhs bahasanya basa
inggris: english inggriss enggres eng
indonesia: indo indon indonesian
berlaku: brlaku
sebelum: sblm sblum
sesudah: ssdh
sudahlah: yaudah yasudah yaudahlah ywdh yowes yaudh yowis
seperti: sprti kayak kyk kek kaya
tentang: ttg soal mengenai perihal
pasien: pasen
dokumen: dok2 document documents berkas berkasnya dokumennya docs
kuitansi: kwitansi kwitansinya kuitansinya
please: pls plz plis pliss plss
you: u2
are: r
your: ur
want: wanna wnt
going: gonna
because: cuz bcs coz
right: rn
to: 2day
people: ppl
message: msg
account: acc acct akun akunnya akunku
hospital: hosp hospitals
appointment: appt
information: info infonya infoo
doctor: dr.
"""

CONTRACTIONS = {
    "don't": "do not",
    "dont": "do not",
    "doesn't": "does not",
    "doesnt": "does not",
    "didn't": "did not",
    "didnt": "did not",
    "can't": "can not",
    "cant": "can not",
    "cannot": "can not",
    "couldn't": "could not",
    "won't": "will not",
    "wont": "will not",
    "isn't": "is not",
    "isnt": "is not",
    "aren't": "are not",
    "wasn't": "was not",
    "haven't": "have not",
    "havent": "have not",
    "hasn't": "has not",
    "hasnt": "has not",
    "i'm": "i am",
    "im": "i am",
    "i've": "i have",
    "ive": "i have",
    "i'd": "i would",
    "i'll": "i will",
    "it's": "it is",
    "what's": "what is",
    "whats": "what is",
    "where's": "where is",
    "wheres": "where is",
    "how's": "how is",
    "hows": "how is",
    "who's": "who is",
    "that's": "that is",
    "thats": "that is",
    "there's": "there is",
    "he's": "he is",
    "she's": "she is",
    "you're": "you are",
    "we're": "we are",
    "they're": "they are",
    "let's": "let us",
    "shouldn't": "should not",
    "wouldn't": "would not",
    "gimme": "give me",
    "lemme": "let me",
}

EMOJI = {
    "👍": "oke",
    "👌": "oke",
    "✅": "oke",
    "🆗": "oke",
    "👎": "tidak",
    "❌": "tidak",
    "🚫": "tidak",
    "🙏": "mohon",
    "👋": "halo",
    "🚑": "ambulans",
    "🆘": "darurat",
}


def _read(table: str) -> dict[str, str]:
    spelled: dict[str, str] = {}
    for line in table.strip().splitlines():
        standard, _, variants = line.partition(": ")
        for variant in variants.split():
            spelled.setdefault(variant, standard)
    return spelled


STANDARD = _read(_TABLE)
"""Chat spelling → standard word."""
