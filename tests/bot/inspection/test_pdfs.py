"""A PDF is kept when it is short, open to read, and does nothing."""

from __future__ import annotations

import zlib

import pytest
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from bot.inspection import pdfs
from bot.inspection.pdfs import pages_of
from bot.inspection.verdict import NotUsable, Unfit
from tests.bot.inspection.papers import pdf


def why_not(content: bytes) -> Unfit:
    with pytest.raises(NotUsable) as caught:
        pages_of(content)
    return caught.value.state


def named(**entries: object) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})


def opening(action: DictionaryObject):
    def change(writer: PdfWriter) -> None:
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)

    return change


def deep_in_an_annotation(writer: PdfWriter) -> None:
    script = named(S=NameObject("/JavaScript"), JS=TextStringObject("app.alert(1)"))
    note = named(Type=NameObject("/Annot"), A=named(Next=ArrayObject([script])))
    writer.pages[0][NameObject("/Annots")] = ArrayObject([note])


def used_nowhere(writer: PdfWriter) -> None:
    writer._add_object(named(S=NameObject("/Launch"), F=TextStringObject("cmd.exe")))


def with_forms_of_xfa(writer: PdfWriter) -> None:
    writer.root_object[NameObject("/AcroForm")] = named(XFA=TextStringObject("<xdp/>"))


def kept_in_a_stream(numbered: bytes, objects: bytes, filters: int = 1):
    """Objects in a stream, as newer programs write them."""

    def change(writer: PdfWriter) -> None:
        content = numbered + objects
        for _ in range(filters):
            content = zlib.compress(content, 9)
        stream = DecodedStreamObject()
        stream.set_data(content)
        stream.update(
            named(
                Type=NameObject("/ObjStm"),
                N=NumberObject(1),
                First=NumberObject(len(numbered)),
                Filter=ArrayObject([NameObject("/FlateDecode")] * filters),
            )
        )
        writer._add_object(stream)

    return change


def with_a_name_of_its_own(writer: PdfWriter) -> None:
    name = writer._add_object(NameObject("/LaunchXX"))
    opening(named(S=name, F=TextStringObject("cmd.exe")))(writer)


def test_as_many_pages_as_a_claim_may_have_are_counted():
    assert [pages_of(pdf(count)) for count in (1, 20)] == [1, 20]


def test_one_page_more_is_too_many():
    assert why_not(pdf(21)) is Unfit.TOO_MANY_PAGES


def test_a_pdf_without_a_page_is_broken():
    assert why_not(pdf(0)) is Unfit.BROKEN


def test_a_pdf_under_a_password_says_so():
    assert why_not(pdf(1, lambda writer: writer.encrypt("secret"))) is Unfit.PASSWORD


@pytest.mark.parametrize(
    "change",
    [
        opening(named(S=NameObject("/JavaScript"), JS=TextStringObject("app.alert(1)"))),
        lambda writer: writer.add_attachment("a.exe", b"MZ"),
        opening(named(S=NameObject("/Launch"), F=TextStringObject("cmd.exe"))),
        opening(named(S=NameObject("/ImportData"))),
        deep_in_an_annotation,
        used_nowhere,
        with_forms_of_xfa,
    ],
)
def test_a_pdf_that_does_something_is_refused(change):
    assert why_not(pdf(1, change)) is Unfit.ACTIVE


def test_an_action_whose_name_is_written_in_another_way_is_found():
    plain = pdf(1, opening(named(S=NameObject("/JavaScriptXX"))))
    assert why_not(plain.replace(b"/JavaScriptXX", b"/Java#53cript")) is Unfit.ACTIVE


def test_an_action_whose_name_stands_elsewhere_is_found():
    plain = pdf(1, with_a_name_of_its_own)
    assert why_not(plain.replace(b"/LaunchXX", b"/L#61unch")) is Unfit.ACTIVE


def test_an_action_in_an_object_that_this_reader_cannot_read_is_found():
    deep = b"[" * 3000 + b"]" * 3000
    plain = pdf(1, opening(named(S=NameObject("/LaunchXX"), Deep=NameObject("/DeepXX"))))
    written = plain.replace(b"/LaunchXX", b"/L#61unch").replace(b"/DeepXX", deep)
    assert why_not(written) is Unfit.ACTIVE


@pytest.mark.parametrize("script", [b"<< /S /Launch /F [[ >>", b"<< /S /Java#53cript /JS (x) >>"])
def test_an_action_among_compressed_objects_is_found(script):
    assert why_not(pdf(1, kept_in_a_stream(b"90 0 ", script))) is Unfit.ACTIVE


def test_objects_that_unpack_without_end_are_broken():
    bomb = kept_in_a_stream(b"90 0 ", bytes(200 * 2**20), filters=2)
    sent = pdf(1, bomb)
    assert len(sent) < 10_000
    assert why_not(sent) is Unfit.BROKEN


def test_what_a_program_notes_for_itself_is_no_action():
    def change(writer: PdfWriter) -> None:
        notes = named(S=named(A=NumberObject(1)), Type=ArrayObject())
        writer.root_object[NameObject("/PieceInfo")] = notes

    assert pages_of(pdf(1, change)) == 1


def test_what_a_table_of_objects_leaves_out_is_found_by_its_name():
    hidden = b"\n99 0 obj\n<< /S /JavaScript /JS (app.alert(1)) >>\nendobj\n"
    assert why_not(pdf() + hidden) is Unfit.ACTIVE


def test_a_link_and_a_view_to_open_at_are_no_actions_to_fear():
    def change(writer: PdfWriter) -> None:
        opening(named(S=NameObject("/GoTo")))(writer)
        link = named(S=NameObject("/URI"), URI=TextStringObject("https://example.org"))
        writer.pages[0][NameObject("/Annots")] = ArrayObject([named(A=link)])

    assert pages_of(pdf(1, change)) == 1


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\0" * 5000, pdf()[:200]])
def test_what_no_reader_opens_is_broken(content):
    assert why_not(content) is Unfit.BROKEN


def test_more_objects_than_a_document_has_are_not_looked_through(monkeypatch):
    monkeypatch.setattr(pdfs, "MOST_PDF_OBJECTS", 5)
    assert why_not(pdf(8)) is Unfit.BROKEN


def test_pages_that_hold_one_another_end():
    def change(writer: PdfWriter) -> None:
        pages = writer.root_object["/Pages"]
        pages[NameObject("/Kids")].append(writer.root_object.raw_get("/Pages"))

    assert why_not(pdf(1, change)) is Unfit.BROKEN
