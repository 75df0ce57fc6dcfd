"""The commands that members may type or follow a link to: one table, whatever the channel.

Telegram's menu of commands is made from it, its deep links (``t.me/<bot>?start=klaim``) carry its
words, and "/klaim" typed on WhatsApp means the same. ``/start`` itself is no entry: it is a hello,
with or without one of these words behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.messages import Language

START = "start"
"""The word that greets; what stands behind it is a deep link's payload."""
MENU = "menu"
"""The ``name`` of the command for the main menu."""


@dataclass(frozen=True)
class Shown:
    """How a command stands in Telegram's menu, in one language."""

    word: str
    """1–32 of a–z, 0–9 and _ (Bot API)."""
    description: str
    """1–256 characters (Bot API)."""


@dataclass(frozen=True)
class Command:
    """One thing that a command asks for, and everything that it is called."""

    name: str
    """What ``Inbound.command`` holds; also a word for it."""
    intent: str
    entities: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[Language, Shown] = field(default_factory=dict)
    """Empty for a command that works but stands in no menu."""
    also: tuple[str, ...] = ()
    """Further words that mean it."""

    @property
    def words(self) -> frozenset[str]:
        """Every word that means it, in lower case."""
        return frozenset({self.name, *self.also, *(one.word for one in self.shown.values())})


def _shown(indonesian: tuple[str, str], english: tuple[str, str]) -> dict[Language, Shown]:
    return {Language.INDONESIAN: Shown(*indonesian), Language.ENGLISH: Shown(*english)}


COMMANDS = (
    Command(
        MENU,
        "show_menu",
        shown=_shown(("menu", "Menu utama"), ("menu", "Main menu")),
        also=("help", "bantuan"),
    ),
    Command(
        "benefits",
        "check_benefits",
        shown=_shown(
            ("manfaat", "Cek manfaat dan sisa limit"),
            ("benefits", "Your benefits and what is left of them"),
        ),
        also=("limit", "benefit"),
    ),
    Command(
        "claims",
        "check_claim_status",
        shown=_shown(("klaim", "Cek status klaim"), ("claims", "How your claims stand")),
        also=("claim", "status"),
    ),
    Command(
        "new_claim",
        "file_claim",
        shown=_shown(
            ("ajukan", "Ajukan klaim baru dengan foto"),
            ("submit", "Submit a new claim with photos"),
        ),
        also=("klaim_baru", "newclaim"),
    ),
    Command(
        "members",
        "view_member_data",
        shown=_shown(
            ("peserta", "Data polis dan peserta"), ("members", "Your policy and who is covered")
        ),
        also=("data", "polis", "policy"),
    ),
    Command(
        "ecard",
        "get_ecard",
        shown=_shown(("ecard", "Tampilkan eCard Anda"), ("ecard", "Show your eCard")),
        also=("kartu", "card"),
    ),
    Command(
        "hospitals",
        "find_provider",
        shown=_shown(
            ("rs", "Cari rumah sakit dan klinik terdekat"),
            ("hospitals", "Find the nearest hospital or clinic"),
        ),
        also=("hospital", "klinik", "clinic", "rekanan"),
    ),
    Command(
        "doctor",
        "consult_doctor",
        shown=_shown(
            ("dokter", "Konsultasi dengan dokter online"), ("doctor", "Talk to a doctor online")
        ),
        also=("doctors", "konsultasi"),
    ),
    Command(
        "events",
        "view_events",
        shown=_shown(("acara", "Acara GenTalks"), ("events", "GenTalks events")),
        also=("event", "gentalks"),
    ),
    Command(
        "articles",
        "read_articles",
        shown=_shown(("artikel", "Artikel kesehatan"), ("articles", "Health articles")),
        also=("article", "tips"),
    ),
    Command(
        "emergency",
        "medical_emergency",
        shown=_shown(
            ("darurat", "Bantuan darurat medis"), ("emergency", "Help in a medical emergency")
        ),
        also=("sos",),
    ),
    Command(
        "contact",
        "contact_info",
        shown=_shown(
            ("hubungi", "Hubungi Customer Service"), ("contact", "Reach Customer Service")
        ),
        also=("kontak", "cs", "hotline"),
    ),
    Command(
        "verify",
        "login",
        shown=_shown(("verifikasi", "Verifikasi akun Anda"), ("verify", "Verify your account")),
        also=("login", "masuk"),
    ),
    Command(
        "language",
        "change_language",
        shown=_shown(("bahasa", "Ganti bahasa"), ("language", "Change the language")),
    ),
    Command("english", "change_language", {"language": "en"}, also=("inggris",)),
    Command("indonesian", "change_language", {"language": "id"}, also=("indonesia",)),
    Command(
        "cancel",
        "cancel",
        shown=_shown(
            ("batal", "Hentikan yang sedang berjalan"), ("cancel", "Stop what is going on")
        ),
        also=("stop",),
    ),
    Command(
        "logout",
        "logout",
        shown=_shown(
            ("keluar", "Lepas tautan akun dari percakapan ini"),
            ("logout", "Unlink your account from this chat"),
        ),
    ),
)

_BY_WORD = {word: command for command in COMMANDS for word in command.words}


def named(word: str) -> Command | None:
    """The command that a word means, without its slash and in any case; None when none does."""
    return _BY_WORD.get(word.lower())


def menu(language: Language) -> tuple[Shown, ...]:
    """What Telegram's menu of commands lists in a language, in that order."""
    return tuple(command.shown[language] for command in COMMANDS if language in command.shown)
