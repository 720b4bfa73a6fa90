"""The tables, one file each, and the named questions they answer."""

from app.models.account_facts import AccountFacts
from app.models.account_mark import AccountMark
from app.models.account_past import AccountPast
from app.models.action import Action
from app.models.activity_contact import ActivityContact
from app.models.api_key import ApiKey
from app.models.assessment import Assessment
from app.models.assessment_said import AssessmentSaid
from app.models.contact_correction import ContactCorrection
from app.models.embed_token import RevokedToken
from app.models.erasure import Erasure
from app.models.field_version import FieldVersion
from app.models.flag import Flag
from app.models.import_body import ImportBody
from app.models.import_job import ImportJob
from app.models.import_result import ImportResult
from app.models.installation import Installation
from app.models.kept_answer import KeptAnswer
from app.models.look import LookedAt
from app.models.name_change import NameChange
from app.models.person_mark import PersonMark
from app.models.policy_draft import PolicyDraft
from app.models.policy_version import PolicyVersion
from app.models.records import MODELS
from app.models.review import Review
from app.models.session import SignedIn
from app.models.sign_in_link import SignInLink
from app.models.source import Source
from app.models.statement import Statement
from app.models.surroundings import Surroundings
from app.models.tag_correction import TagCorrection
from app.models.workspace import Workspace

ALL_TABLES = (
    Workspace,
    Source,
    ApiKey,
    Installation,
    SignInLink,
    SignedIn,
    *MODELS.values(),
    FieldVersion,
    ActivityContact,
    TagCorrection,
    ContactCorrection,
    Statement,
    AccountFacts,
    AccountMark,
    AccountPast,
    Assessment,
    AssessmentSaid,
    Flag,
    Action,
    ImportJob,
    ImportBody,
    ImportResult,
    PolicyVersion,
    PolicyDraft,
    Surroundings,
    Review,
    KeptAnswer,
    NameChange,
    PersonMark,
    Erasure,
    RevokedToken,
    LookedAt,
)
