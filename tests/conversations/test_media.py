"""Photos, documents and places in a conversation: acknowledged, and a form goes on."""

from __future__ import annotations

from insurance.ports import LARGEST_UPLOAD_MB, Upload
from tests.conversations.talking import BUDI, Chat

PHOTO = Upload("1", "photo", "stored", "image/jpeg", 1000)
TOO_LARGE = Upload("2", "document", "too_large")
REGULATED = "PT Asuransi Jiwa Generali Indonesia berizin dan diawasi oleh Otoritas Jasa Keuangan"


def test_photos_are_acknowledged_in_one_bubble_with_what_can_be_done(chat: Chat) -> None:
    chat.says("halo")
    answer = chat.sends_files(*[PHOTO] * 3, TOO_LARGE)
    limit = f"paling besar {LARGEST_UPLOAD_MB} MB"
    for expected in ("3 foto sudah kami terima", limit, "kami hapus dalam 24 jam"):
        assert expected in answer
    assert chat.bubbles == 1
    assert chat.titles == ["Ajukan klaim ini", "Menu utama"]


def test_photos_are_acknowledged_in_english(english_chat: Chat) -> None:
    english_chat.says("hello")
    answer = english_chat.sends_files(PHOTO, TOO_LARGE)
    assert "we received 1 photo" in answer
    assert f"1 document: too large, the most is {LARGEST_UPLOAD_MB} MB" in answer


def test_who_begins_with_a_photo_is_told_who_answers(chat: Chat) -> None:
    assert REGULATED in chat.sends_files(PHOTO)
    assert chat.bubbles == 2


def test_a_photo_inside_the_verification_is_acknowledged_and_the_question_comes_again(
    chat: Chat,
) -> None:
    asked = chat.begins_verification()
    answer = chat.sends_files(PHOTO)
    assert "1 foto sudah kami terima" in answer
    assert "mohon tulis jawaban Anda" in answer
    assert answer.endswith(asked.rpartition("\n---\n")[2])
    assert "Kode 6 digit" in chat.gives(*BUDI)


def test_a_photo_while_a_code_is_awaited_leaves_it_awaited(chat: Chat) -> None:
    chat.begins_verification()
    chat.gives(*BUDI)
    assert "1 foto sudah kami terima" in chat.sends_files(PHOTO)
    assert "Budi" in chat.types_code()


def test_a_place_inside_a_form_lets_the_form_go_on(chat: Chat) -> None:
    asked = chat.begins_verification()
    answer = chat.sends("location_sent")
    assert "119" in answer
    assert answer.endswith(asked.rpartition("\n---\n")[2])
