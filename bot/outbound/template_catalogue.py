"""The messages that WhatsApp has to approve: what they say.

Meta's rules for a body: it neither begins nor ends with a variable, no two variables touch, and
there are at least twice as many words as variables. To change one, raise its version.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages import Language
from bot.outbound.contents import Definition

UTILITY = "UTILITY"


@dataclass(frozen=True)
class Template:
    """One message in one language."""

    news: str
    """The name by which ``News`` asks for it."""
    version: int
    language: Language
    body: str
    samples: tuple[str, ...]
    category: str = UTILITY

    @property
    def name(self) -> str:
        """Its name at Twilio and at WhatsApp: lower case, digits, underscores."""
        return f"{self.news}_v{self.version}_{self.language}"

    def definition(self) -> Definition:
        """The content to be created for it."""
        samples = {str(n): sample for n, sample in enumerate(self.samples, start=1)}
        types = {"twilio/text": {"body": self.body}}
        return Definition(self.news, self.name, self.language.value, samples, types)

    def filled(self, values: Sequence[str]) -> str:
        """What the member reads."""
        text = self.body
        for number, value in enumerate(values, start=1):
            text = text.replace(f"{{{{{number}}}}}", value)
        return text


CATALOGUE = (
    Template(
        "claim_news",
        1,
        Language.INDONESIAN,
        "Ada kabar tentang klaim {{1}}. Statusnya sekarang: {{2}}.\n\n"
        'Balas pesan ini dengan "status klaim" untuk melihat selengkapnya.',
        ("KLM-2026-0001", "disetujui"),
    ),
    Template(
        "claim_news",
        1,
        Language.ENGLISH,
        "There is news about claim {{1}}. Its status is now: {{2}}.\n\n"
        'Reply to this message with "claim status" to see more.',
        ("KLM-2026-0001", "approved"),
    ),
    Template(
        "draft_reminder",
        1,
        Language.INDONESIAN,
        "Klaim yang Anda mulai belum terkirim. Draf dan fotonya kami simpan sampai {{1}}, lalu "
        "kami hapus.\n\n"
        'Balas pesan ini dengan "lanjutkan klaim" untuk melanjutkannya.',
        ("12 Maret 2026",),
    ),
    Template(
        "draft_reminder",
        1,
        Language.ENGLISH,
        "The claim that you began has not been sent yet. We keep the draft and its photos until "
        "{{1}}, then they are erased.\n\n"
        'Reply to this message with "continue my claim" to go on.',
        ("12 March 2026",),
    ),
    Template(
        "consultation_news",
        1,
        Language.INDONESIAN,
        "Ada kabar tentang konsultasi dokter online Anda: {{1}}.\n\n"
        'Balas pesan ini dengan "status resep" untuk melihat selengkapnya.',
        ("dokter sudah bergabung",),
    ),
    Template(
        "consultation_news",
        1,
        Language.ENGLISH,
        "There is news about your online consultation: {{1}}.\n\n"
        'Reply to this message with "prescription status" to see more.',
        ("the doctor has joined",),
    ),
    Template(
        "event_reminder",
        1,
        Language.INDONESIAN,
        "Pengingat: acara {{1}} yang Anda ikuti dimulai {{2}}.\n\n"
        'Balas pesan ini dengan "acara saya" untuk melihat tautannya atau membatalkan pendaftaran.',
        ("GenTalks: Jantung Sehat", "12 Maret 2026, 19.00 WIB"),
    ),
    Template(
        "event_reminder",
        1,
        Language.ENGLISH,
        "A reminder: the event {{1}} that you registered for begins on {{2}}.\n\n"
        'Reply to this message with "my events" to see its link or to cancel.',
        ("GenTalks: A Healthy Heart", "12 March 2026, 19.00 WIB"),
    ),
)


def template_for(news: str, language: Language | None) -> Template | None:
    """The template that says this news; None when nobody has written one."""
    wanted = language or Language.INDONESIAN
    for template in CATALOGUE:
        if (template.news, template.language) == (news, wanted):
            return template
    return None
