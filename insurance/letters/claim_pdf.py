"""Draws the paper about a claim. It takes a second and some 60 MB: see ``press`` for a server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from insurance.claim_summary import ClaimSummary
from insurance.letters.claim_paper import Block, ClaimPaper, Declaration, DocumentLine, claim_paper
from insurance.letters.sheet import HEIGHT, WIDTH, Ink, Sheets

MARGIN = 18.0
INNER = WIDTH - 2 * MARGIN
RIGHT = WIDTH - MARGIN
BOTTOM = HEIGHT - 24.0
"""Where what is written ends; the foot of the page is below."""
GAP = 8.0
"""Between two blocks."""
COLUMN = (INNER - GAP) / 2
LABEL, SMALL, BODY, HEADING = 8.5, 9.5, 10.5, 12.0
"""Sizes of text, in points."""
LABEL_LINE, SMALL_LINE, BODY_LINE, ROW_GAP = 4.1, 4.4, 4.9, 2.1
"""Heights of lines, in millimetres."""
HEAD = 7.0
"""From the top of a block to the top of its first row."""
LINE, NAME_LINE = 6.4, 4.6
"""Of the list of documents: a row, and each further line of a long name in it."""
NAME_WIDTH = 90.0
PAD = 5.5
INSET = PAD + 9
"""Inside a panel: its border, and where text begins that has a sign before it."""
STEP_GAP = 6.0


@dataclass(frozen=True)
class _Panel:
    """The declaration in lines."""

    words: Sequence[str]
    by: Sequence[str]

    @property
    def height(self) -> float:
        return 2 * PAD + 4.5 + len(self.words) * BODY_LINE + len(self.by) * SMALL_LINE


def claim_pdf(summary: ClaimSummary) -> bytes:
    """The paper about this claim as a PDF, A4, in the summary's language.

    The same summary always gives the same bytes.
    """
    paper = claim_paper(summary)
    draft = _Drawing(paper, pages=0).drawn()
    return _Drawing(paper, pages=draft.pages).drawn().as_bytes()


class _Drawing:
    """One paper from top to bottom."""

    def __init__(self, paper: ClaimPaper, pages: int) -> None:
        """``pages``: how many there will be, for the foot of each."""
        self._paper = paper
        self._pages = pages
        title = f"{paper.title} {paper.number[1]}"
        self._sheets = Sheets(title=title, language=paper.language, dated=paper.dated)
        self._y = 0.0

    def drawn(self) -> Sheets:
        self._new_page()
        self._hero()
        for left, right in zip(*(iter(self._paper.blocks),) * 2, strict=False):
            self._pair(left, right)
        if len(self._paper.blocks) % 2:
            self._pair(self._paper.blocks[-1])
        self._documents()
        self._end()
        return self._sheets

    # --- pages ---------------------------------------------------------------------------------

    def _new_page(self) -> None:
        sheets, paper = self._sheets, self._paper
        sheets.add_page()
        sheets.bar(0, 0, WIDTH, 2.6, Ink.BRAND)
        sheets.text(MARGIN, 17, "Gen iClick", size=15, font="bold", ink=Ink.BRAND)
        beside = MARGIN + sheets.width("Gen iClick", size=15, font="bold") + 3
        sheets.bar(beside, 13, 0.25, 5, Ink.LINE)
        sheets.text(beside + 3, 17, "Generali Indonesia", size=10, ink=Ink.QUIET)
        is_first = sheets.pages == 1
        said = paper.title if is_first else f"{paper.title} · {paper.number[1]}"
        size = sheets.fitting(said, INNER - 70, size=10)
        sheets.text(RIGHT, 17, said, size=size, ink=Ink.QUIET, to_the_left=True)
        self._foot()
        self._y = 24.0 if is_first else 28.0

    def _foot(self) -> None:
        sheets, paper = self._sheets, self._paper
        top = HEIGHT - 17
        sheets.bar(MARGIN, top, INNER, 0.2, Ink.LINE)
        page = paper.page.format(page=sheets.pages, pages=self._pages)
        sheets.text(RIGHT, top + 5, page, size=8, ink=Ink.QUIET, to_the_left=True)
        for number, line in enumerate(paper.legal):
            sheets.text(MARGIN, top + 5 + number * 3.6, line, size=8, ink=Ink.QUIET)

    def _room_for(self, height: float) -> None:
        """Go on to the next page if this much does not fit on this one."""
        if self._y + height > BOTTOM:
            self._new_page()

    # --- blocks --------------------------------------------------------------------------------

    def _hero(self) -> None:
        sheets, paper, top = self._sheets, self._paper, self._y
        sheets.panel(MARGIN, top, INNER, 31, Ink.TINT)
        inner = INNER / 2 - PAD - 3
        (number_label, number), (amount_label, amount) = paper.number, paper.amount
        left, right = MARGIN + PAD + 1, RIGHT - PAD - 1
        sheets.text(left, top + 9, number_label, size=9, ink=Ink.QUIET)
        size = sheets.fitting(number, inner, size=22, font="bold")
        sheets.text(left, top + 18, number, size=size, font="bold")
        sheets.text(left, top + 25, paper.received, size=9.5, ink=Ink.QUIET)
        sheets.text(right, top + 9, amount_label, size=9, ink=Ink.QUIET, to_the_left=True)
        size = sheets.fitting(amount, inner, size=22, font="bold")
        sheets.text(
            right, top + 18, amount, size=size, font="bold", ink=Ink.BRAND, to_the_left=True
        )
        self._y = top + 31 + GAP

    def _pair(self, *blocks: Block) -> None:
        height = max(self._height(block) for block in blocks)
        self._room_for(height)
        for place, block in enumerate(blocks):
            self._block(MARGIN + place * (COLUMN + GAP), block)
        self._y += height + GAP - 1.5

    def _height(self, block: Block) -> float:
        rows = (len(self._sheets.lines(value, COLUMN, size=BODY)) for _, value in block.rows)
        return HEAD + sum(LABEL_LINE + lines * BODY_LINE + ROW_GAP for lines in rows) - ROW_GAP

    def _block(self, x: float, block: Block) -> None:
        self._heading(x, self._y, COLUMN, block.heading)
        y = self._y + HEAD
        for label, value in block.rows:
            self._sheets.text(x, y + 3, label, size=LABEL, ink=Ink.QUIET)
            y += LABEL_LINE
            for line in self._sheets.lines(value, COLUMN, size=BODY):
                self._sheets.text(x, y + 3.7, line, size=BODY)
                y += BODY_LINE
            y += ROW_GAP

    def _heading(self, x: float, y: float, width: float, words: str) -> None:
        self._sheets.text(x, y + 3.4, words, size=HEADING, font="semibold", ink=Ink.BRAND)
        self._sheets.bar(x, y + 5.2, width, 0.25, Ink.LINE)

    # --- documents -----------------------------------------------------------------------------

    def _documents(self) -> None:
        lines = self._paper.lines
        self._room_for(HEAD + LINE * (2 + min(len(lines), 2)))
        self._documents_heading()
        if not lines:
            self._sheets.text(MARGIN, self._y + 4.6, self._paper.no_documents, size=BODY)
            self._y += LINE
        for number, line in enumerate(lines, start=1):
            self._document(number, line)
        self._y += GAP - 2

    def _documents_heading(self) -> None:
        count = f" ({len(self._paper.lines)})" if self._paper.lines else ""
        self._heading(MARGIN, self._y, INNER, self._paper.documents + count)
        self._y += HEAD - 1
        if self._paper.lines:
            columns = self._paper.columns
            self._columns(columns, [columns.name], size=LABEL, ink=Ink.QUIET)
            self._y += LINE - 1

    def _document(self, number: int, line: DocumentLine) -> None:
        name = self._sheets.lines(line.name, NAME_WIDTH, size=BODY)
        height = LINE + NAME_LINE * (len(name) - 1)
        if self._y + height > BOTTOM:
            self._new_page()
            self._documents_heading()
        self._sheets.text(MARGIN, self._y + 4.4, f"{number}", size=BODY, ink=Ink.QUIET)
        self._columns(line, name, size=BODY)
        self._y += height
        self._sheets.bar(MARGIN, self._y, INNER, 0.15, Ink.LINE)

    def _columns(
        self, line: DocumentLine, name: Sequence[str], *, size: float, ink: Ink = Ink.TEXT
    ) -> None:
        sheets, y = self._sheets, self._y + 4.4
        for place, part in enumerate(name):
            sheets.text(MARGIN + 8, y + NAME_LINE * place, part, size=size, ink=ink)
        sheets.text(MARGIN + 102, y, line.kind, size=size, ink=ink)
        sheets.text(MARGIN + 136, y, line.size, size=size, ink=ink, to_the_left=True)
        sheets.text(RIGHT, y, line.added_at, size=size, ink=ink, to_the_left=True)

    # --- the end -------------------------------------------------------------------------------

    def _end(self) -> None:
        """The declaration and what happens next, both on one page."""
        declaration, steps = self._paper.declaration, self._wrapped_steps()
        parts = None if declaration is None else self._wrapped(declaration)
        next_height = HEAD + 4 + max(map(len, steps), default=0) * SMALL_LINE
        self._room_for(next_height + (0 if parts is None else parts.height + GAP))
        if declaration is not None and parts is not None:
            self._declaration(declaration.heading, parts)
        if steps:
            self._next_steps(steps)

    def _wrapped(self, declaration: Declaration) -> _Panel:
        width = INNER - INSET - PAD
        return _Panel(
            self._sheets.lines(declaration.text, width, size=BODY),
            self._sheets.lines(declaration.by, width, size=SMALL),
        )

    def _declaration(self, heading: str, panel: _Panel) -> None:
        top, x = self._y, MARGIN + INSET
        self._sheets.panel(MARGIN, top, INNER, panel.height, Ink.TINT)
        self._tick(MARGIN + PAD + 2.6, top + PAD + 2.2)
        y = top + PAD + 3.4
        self._sheets.text(x, y, heading, size=HEADING, font="semibold", ink=Ink.BRAND)
        y = self._paragraph(x, y + 5.6, panel.words, size=BODY)
        self._paragraph(x, y + 1.2, panel.by, size=SMALL, ink=Ink.QUIET)
        self._y = top + panel.height + GAP

    def _tick(self, x: float, y: float) -> None:
        self._sheets.dot(x, y, 2.8, Ink.BRAND)
        points = [(x - 1.25, y + 0.05), (x - 0.35, y + 0.95), (x + 1.35, y - 0.95)]
        self._sheets.stroke(points, 0.5, Ink.WHITE)

    def _wrapped_steps(self) -> Sequence[Sequence[str]]:
        steps = self._paper.steps
        width = (INNER + STEP_GAP) / max(1, len(steps)) - STEP_GAP - 8
        return [self._sheets.lines(step, width, size=SMALL) for step in steps]

    def _next_steps(self, steps: Sequence[Sequence[str]]) -> None:
        self._heading(MARGIN, self._y, INNER, self._paper.next)
        top = self._y + HEAD + 4.4
        for number, lines in enumerate(steps):
            x = MARGIN + number * (INNER + STEP_GAP) / len(steps)
            self._numbered(x + 2.6, top - 1.2, number + 1)
            self._paragraph(x + 8, top, lines, size=SMALL)

    def _numbered(self, x: float, y: float, number: int) -> None:
        self._sheets.dot(x, y, 2.6, Ink.BRAND)
        half = self._sheets.width(f"{number}", size=9, font="semibold") / 2
        self._sheets.text(x - half, y + 1.1, f"{number}", size=9, font="semibold", ink=Ink.WHITE)

    def _paragraph(
        self, x: float, y: float, lines: Sequence[str], *, size: float, ink: Ink = Ink.TEXT
    ) -> float:
        """Write the lines from the baseline ``y`` on; returns that of the line after them."""
        height = BODY_LINE if size == BODY else SMALL_LINE
        for line in lines:
            self._sheets.text(x, y, line, size=size, ink=ink)
            y += height
        return y
