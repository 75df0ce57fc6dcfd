"""Whether a PDF may be kept as it is: short, open to read, and doing nothing.

Runs in a worker. Every object that the file has is looked at, used or not, for what one reader
overlooks another one runs.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
)

from bot.inspection.limits import MOST_PDF_OBJECTS
from bot.inspection.verdict import NotUsable, Unfit
from insurance.ports import MOST_PAGES

_ACTIVE_KEYS = frozenset(
    ("/JS", "/JavaScript", "/EmbeddedFile", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent")
)
_ACTIONS = frozenset(
    ("/JavaScript", "/Launch", "/ImportData", "/GoToE", "/Rendition", "/RichMediaExecute")
)
_CONTENTS = frozenset(("/RichMedia", "/FileAttachment", "/3D", "/Movie", "/Sound", "/EmbeddedFile"))
_ACTIVE_NAMES = _ACTIONS | _CONTENTS
_NAMED_BY = ("/S", "/Type", "/Subtype")
_WRITTEN = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia)(?![A-Za-z0-9])")
"""In what no reader's table of objects leads to, and in what this reader cannot read."""
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


def pages_of(content: bytes) -> int:
    """How many pages it has. Raises NotUsable."""
    try:
        return _pages(content)
    except NotUsable:
        raise
    except (MemoryError, RecursionError):
        raise NotUsable(Unfit.BROKEN, "endless") from None
    except Exception as error:  # whatever the reader raises about a stranger's file
        raise NotUsable(Unfit.BROKEN, type(error).__name__) from None


def _pages(content: bytes) -> int:
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise NotUsable(Unfit.PASSWORD, "encrypted")
    if _is_written(content) or any(_is_active(each) for each in _parts(reader)):
        raise NotUsable(Unfit.ACTIVE, "a script, an action or a file in it")
    count = len(reader.pages)
    if count > MOST_PAGES:
        raise NotUsable(Unfit.TOO_MANY_PAGES, f"{count} pages")
    if count < 1:
        raise NotUsable(Unfit.BROKEN, "without pages")
    return count


def _is_written(content: bytes) -> bool:
    """Whether these bytes name something active, however the name is spelled."""
    plain = _ESCAPED.sub(lambda escape: bytes((int(escape[1], 16),)), content)
    return bool(_WRITTEN.search(content) or _WRITTEN.search(plain))


def _is_active(part: PdfObject) -> bool:
    if isinstance(part, NameObject):
        return part in _ACTIVE_NAMES
    if not isinstance(part, DictionaryObject):
        return False
    names = {one for key in _NAMED_BY if isinstance(one := part.get(key), NameObject)}
    if _ACTIVE_KEYS & part.keys() or _ACTIVE_NAMES & names:
        return True
    # Objects are kept in streams too, and some of them this reader may not be able to read.
    return isinstance(part, StreamObject) and "/ObjStm" in names and _is_written(part.get_data())


def _parts(reader: PdfReader) -> Iterator[PdfObject]:
    """Every dictionary of the file, however deep it stands in another object, and every name that
    is an object of its own: a dictionary may refer to it."""
    waiting: list[PdfObject] = [reader.trailer, *_objects(reader)]
    seen = 0
    while waiting:
        one = waiting.pop()
        seen += 1
        if seen > MOST_PDF_OBJECTS * 10:
            raise NotUsable(Unfit.BROKEN, "too many values")
        if isinstance(one, NameObject):
            yield one
        elif isinstance(one, DictionaryObject):
            yield one
            waiting += [value for value in one.values() if _is_container(value)]
        elif isinstance(one, ArrayObject):
            waiting += [value for value in one if _is_container(value)]


def _is_container(value: object) -> bool:
    # An indirect object is looked at where it stands itself.
    return isinstance(value, DictionaryObject | ArrayObject)


def _objects(reader: PdfReader) -> Iterator[PdfObject]:
    numbered = {
        (number, generation)
        for generation, offsets in reader.xref.items()
        for number in offsets
        if number
    }
    numbered |= {(number, 0) for number in reader.xref_objStm}
    if len(numbered) > MOST_PDF_OBJECTS:
        raise NotUsable(Unfit.BROKEN, "too many objects")
    for number, generation in sorted(numbered):
        try:
            found = reader.get_object(IndirectObject(number, generation, reader))
        except (MemoryError, RecursionError):  # another reader may get further
            raise
        except Exception:  # an entry that leads nowhere leads no other reader anywhere
            found = None
        if found is not None:
            yield found
