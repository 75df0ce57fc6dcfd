"""Health articles: the newest, or those about what a member names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

_SAME_WORD = 84
"""From this likeness on, of 100, a word is another's misspelling or another form of it."""
_LEAST_LETTERS = 3
_STEM = 4
"""Letters from which on the beginning of a word stands for the word."""
_ASKING_WORDS = """
    artikel artikelnya article articles baca bacaan read reading tips tip info informasi information
    berita news blog edukasi tentang soal mengenai ttg ttng about on for untuk buat utk yang yg dan
    and the a an of to in di ke dari ada apa apakah any some mau ingin pengen minta mohon tolong
    tlg bisa boleh dong donk ya yah kak min nih sih deh ga gak nggak tidak please can could you me i
    my saya aku show give got get something kasih beri cari carikan lihat liat terbaru newest latest
    new baru health kesehatan sehat healthy healthier wellness hidup living live menjaga jaga cara
    how better lebih baik yg good gimana bagaimana seputar lain lainnya other more another generali
    gen iclick ini itu lagi punya have do is are with supaya agar biar tetap keep stay staying
"""
_ASKING = frozenset(_ASKING_WORDS.split())
"""Words of a wish for articles that name no topic."""
_ALIKE = (
    "diabetes gula sugar kencing manis diabetic",
    "hipertensi hypertension tensi darah tinggi pressure",
    "jantung heart cardiac kolesterol cholesterol",
    "tidur sleep sleeping insomnia begadang turu nyenyak",
    "diet makan makanan gizi nutrisi nutrition food eating pola sayur buah",
    "berat badan weight gemuk obesitas obesity langsing kurus",
    "olahraga exercise sport sports fitness gerak jalan lari running workout",
    "mental stres stress cemas anxiety depresi depression burnout psikologi jiwa",
    "hamil kehamilan pregnancy pregnant melahirkan bumil",
    "anak child children parenting bayi baby kids balita",
    "dbd dengue demam fever nyamuk mosquito",
    "gigi teeth tooth dental mulut",
    "mata eye eyes",
    "punggung back pinggang nyeri pain duduk postur posture",
    "rokok merokok smoking smoke quit",
    "imunisasi vaksin vaccine vaccination immunisation imun imunitas immunity",
    "kanker cancer tumor",
    "lambung maag gerd stomach",
)
"""Words that are looked for together: a member's word, an article's and the other language's."""
_GROUPS = tuple(frozenset(line.split()) for line in _ALIKE)


@dataclass(frozen=True)
class Article:
    """One article, to be read by its link."""

    code: str
    title_id: str
    title_en: str
    summary_id: str
    summary_en: str
    url: str
    published_on: date

    def title(self, language: str) -> str:
        """In ``id`` or ``en``."""
        return self.title_en if language == "en" else self.title_id

    def summary(self, language: str) -> str:
        """In ``id`` or ``en``."""
        return self.summary_en if language == "en" else self.summary_id


def topic_in(text: str) -> Sequence[str]:
    """The words of a wish that name what it is about: none when it is about whatever there is."""
    return [word for word in _words(text) if word not in _ASKING]


def about(articles: Iterable[Article], topic: Sequence[str]) -> Sequence[Article]:
    """Those that are about the topic, best first, then in the order in which they came."""
    groups = [_alike(word) for word in topic]
    scored = [(_score(article, groups), article) for article in articles]
    found = sorted((one for one in scored if one[0]), key=lambda one: -one[0])
    return [article for _, article in found]


def _score(article: Article, groups: Sequence[frozenset[str]]) -> int:
    """How much of the topic the article is about; its title counts three times."""
    titles = frozenset(_words(f"{article.title_id} {article.title_en}"))
    words = frozenset(_words(f"{article.summary_id} {article.summary_en}")) | titles
    return sum(3 * _has(titles, group) + _has(words, group) for group in groups)


def _has(words: frozenset[str], group: frozenset[str]) -> bool:
    return any(_is_same(word, wanted) for wanted in group for word in words)


def _is_same(word: str, wanted: str) -> bool:
    if min(len(word), len(wanted)) < _LEAST_LETTERS:
        return False
    if len(wanted) >= _STEM and word.startswith(wanted):
        return True
    if min(len(word), len(wanted)) <= _STEM:
        return word == wanted
    return fuzz.ratio(word, wanted) >= _SAME_WORD


def _alike(word: str) -> frozenset[str]:
    for group in _GROUPS:
        if any(_is_same(word, known) for known in group):
            return group | {word}
    return frozenset({word})


def _words(text: str) -> list[str]:
    return [
        word for word in re.findall(r"[^\W\d_]+", text.casefold()) if len(word) >= _LEAST_LETTERS
    ]
