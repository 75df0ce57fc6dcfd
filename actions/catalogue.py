"""All actions, put together from what they need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.activate_ecard import ActivateECard, ConfirmActivateECard
from actions.add_documents import AddClaimDocument
from actions.benefits import CheckBenefits
from actions.cancel_claim import CancelClaim, ConfirmCancelClaim
from actions.claim_form import ValidateClaimForm
from actions.claim_news import SetClaimNews
from actions.claim_requirements import ClaimRequirements
from actions.claims import CheckClaimStatus
from actions.code_form import ValidateCodeForm
from actions.consult_doctor import ConsultDoctor
from actions.consultations import JoinConsultation, KeepConsultation, WithdrawConsultation
from actions.contact import Contact
from actions.conversation import (
    Affirm,
    Cancel,
    ChangeLanguage,
    Clarify,
    Deny,
    Greet,
    Inform,
    Menu,
)
from actions.customer_service import Refer
from actions.document_form import ValidateDocumentForm
from actions.ecard import GetECard
from actions.emergency import Emergency
from actions.faq import AnswerQuestion
from actions.file_claim import FileClaim
from actions.find_provider import FindProvider
from actions.first_contact import Introduced
from actions.form_help import FormHelp
from actions.identity_check import CheckIdentity
from actions.lifestyle import LifestyleServices, asked_for, behind_buttons
from actions.media import AcknowledgeMedia
from actions.member_data import ViewMemberData
from actions.provider_services import ProviderServices
from actions.provider_showing import ShowProvider
from actions.providers_near_here import ProvidersNearHere
from actions.texts import Texts
from actions.track_prescription import TrackPrescription
from actions.turn import TurnAction
from actions.verification import (
    Login,
    Logout,
    RequestUnlockCode,
    ResumeCode,
    ResumeVerification,
    Welcome,
)
from actions.verification_form import ValidateVerificationForm
from insurance.benefits import Benefits
from insurance.claim_filing import ClaimFiling
from insurance.claims import Claims
from insurance.ecards import ECards
from insurance.identity import Identity
from insurance.ports import Clock, CoreSystem, Facts, NewsChoices, Uploads
from insurance.telemedicine import Telemedicine


@dataclass(frozen=True)
class Insurance:
    """What the actions call."""

    identity: Identity
    benefits: Benefits
    claims: Claims
    core: CoreSystem
    facts: Facts
    ecards: ECards
    uploads: Uploads
    filing: ClaimFiling
    lifestyle: LifestyleServices
    news_choices: NewsChoices
    providers: ProviderServices
    telemedicine: Telemedicine
    clock: Clock


def all_actions(insurance: Insurance, texts: Texts) -> Sequence[TurnAction]:
    """One instance of each action that the domain names."""
    return [*_capabilities(insurance, texts), *_conversation(insurance, texts)]


def _capabilities(insurance: Insurance, texts: Texts) -> Sequence[TurnAction]:
    """What may be a member's first words: the assistant introduces itself before the answer."""
    identity, core = insurance.identity, insurance.core
    facts, clock = insurance.facts, insurance.clock
    first = (
        Login(texts, identity),
        ViewMemberData(texts, identity, core, clock),
        CheckBenefits(texts, identity, insurance.benefits),
        CheckClaimStatus(
            texts, identity, insurance.claims, insurance.filing, insurance.news_choices
        ),
        FileClaim(texts, identity),
        CancelClaim(texts, identity, insurance.claims),
        AddClaimDocument(texts, identity, insurance.claims, insurance.uploads),
        GetECard(texts, identity, insurance.ecards, facts, clock),
        ActivateECard(texts, identity, insurance.ecards, facts, clock),
        Contact(texts, facts, clock),
        Refer(texts, facts, clock),
        AnswerQuestion(texts, facts, clock),
        ClaimRequirements(texts, facts, clock),
        AcknowledgeMedia(texts, identity, insurance.claims, insurance.filing, insurance.uploads),
        FindProvider(texts, insurance.providers),
        ProvidersNearHere(texts, insurance.providers),
        ConsultDoctor(texts, facts, clock, identity, insurance.telemedicine),
        TrackPrescription(texts, identity, insurance.telemedicine),
        *asked_for(insurance.lifestyle, texts, identity),
        Clarify(texts, insurance.providers),
        Inform(texts, insurance.providers),
        Menu(texts),
    )
    return [Introduced(action, texts, facts) for action in first]


def _conversation(insurance: Insurance, texts: Texts) -> Sequence[TurnAction]:
    identity, facts = insurance.identity, insurance.facts
    return [
        ConfirmCancelClaim(texts, identity, insurance.claims),
        SetClaimNews(texts, identity, insurance.news_choices),
        ConfirmActivateECard(texts, identity, insurance.ecards, facts, insurance.clock),
        ValidateDocumentForm(texts, identity, insurance.claims, insurance.uploads, facts),
        Greet(texts, identity, facts),
        Affirm(texts),
        Deny(texts),
        ChangeLanguage(texts),
        Cancel(texts, identity),
        Emergency(texts, facts, insurance.providers),
        ShowProvider(texts, insurance.providers),
        JoinConsultation(texts, identity, insurance.telemedicine),
        KeepConsultation(texts, identity, insurance.telemedicine),
        WithdrawConsultation(texts, identity, insurance.telemedicine),
        *behind_buttons(insurance.lifestyle, texts, identity, insurance.clock),
        Logout(texts, identity),
        ResumeCode(texts, identity),
        ResumeVerification(texts, identity),
        FormHelp(texts),
        RequestUnlockCode(texts, identity),
        Welcome(texts, identity, insurance.core, insurance.clock),
        ValidateVerificationForm(texts, identity, facts, insurance.clock),
        CheckIdentity(texts, identity),
        ValidateCodeForm(texts, identity),
        ValidateClaimForm(texts, identity, insurance.filing, facts, insurance.clock),
    ]
