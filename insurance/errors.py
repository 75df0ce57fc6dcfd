"""What can go wrong, told by the docstrings.

InsuranceError
├── NotLinked
├── ChatLocked
├── IdentityMismatch
├── TooManyTries
├── TooManyCodes
├── ResendTooSoon
├── NoEmailOnFile
├── ClaimNotFound
├── InvalidStatusChange
├── DraftChanged
├── DraftIncomplete
├── NotInThatStatus
├── TooManyFiles
├── ParticipantNotFound
├── NotYourParticipant
├── CardNotAvailable
├── TestimonialNotFound
├── BadFact
└── ImportRefused
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from insurance.ecard_model import CardState


class InsuranceError(Exception):
    """Something about the insurance does not allow this."""

    def __str__(self) -> str:
        return " ".join((self.__doc__ or type(self).__name__).split())


class NotLinked(InsuranceError):
    """This chat is not linked to a member."""


class ChatLocked(InsuranceError):
    """This chat is linked, but has been quiet for too long: a fresh code unlocks it."""


class IdentityMismatch(InsuranceError):
    """The data given do not belong to one member; which of them is wrong is never told."""


class TooManyTries(InsuranceError):
    """Too many wrong tries; ``until`` says when the next one counts."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until


class TooManyCodes(InsuranceError):
    """The allowance of codes is used up; ``until`` says when the next can be sent."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until


class ResendTooSoon(InsuranceError):
    """A code was sent a moment ago; ``until`` says when another may be asked for."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until


class NoEmailOnFile(InsuranceError):
    """Neither the member nor the principal has an e-mail address to which a code could go."""


class ClaimNotFound(InsuranceError):
    """No claim of that number that this member may see."""


class InvalidStatusChange(InsuranceError):
    """A claim cannot be changed in that way; ``because`` says why, for the TPA's eyes."""

    def __init__(self, because: str) -> None:
        super().__init__()
        self.because = because

    def __str__(self) -> str:
        return self.because


class DraftChanged(InsuranceError):
    """The draft of this claim was changed from another chat just now."""


class DraftIncomplete(InsuranceError):
    """This draft is not complete, or is none any more, and cannot be submitted."""


class NotInThatStatus(InsuranceError):
    """The claim's status does not allow this to a member (any more)."""


class TooManyFiles(InsuranceError):
    """The claim cannot take that many files more; none of them was added."""


class ParticipantNotFound(InsuranceError):
    """There is no participant of that number."""


class NotYourParticipant(InsuranceError):
    """This member may not act for that participant."""


class CardNotAvailable(InsuranceError):
    """There is no eCard to show; ``state`` says how the card stands."""

    def __init__(self, state: CardState) -> None:
        super().__init__()
        self.state = state


class TestimonialNotFound(InsuranceError):
    """There is no testimonial of that number to decide about."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def __str__(self) -> str:
        return f"there is no testimonial {self.number} to decide about"


class BadFact(InsuranceError):
    """A fact is not written as it has to be; ``expected`` says how, for the operator."""

    def __init__(self, expected: str) -> None:
        super().__init__()
        self.expected = expected

    def __str__(self) -> str:
        return self.expected


class ImportRefused(InsuranceError):
    """A file was not loaded, and nothing of it was written; the message names line and column."""

    def __init__(self, message: str) -> None:
        super().__init__()
        self.message = message

    def __str__(self) -> str:
        return self.message
