"""What the operations of agreements and referrals do in Python."""

from typing import Any

from scenarios.base import plain
from serment_protocol import agreements, referrals
from serment_protocol.encoding import from_b64
from serment_protocol.errors import BadSignature
from serment_protocol.letters import Cover, Letter
from serment_protocol.signing import Signed
from serment_protocol.structure import convert
from serment_protocol.terms import Agreement, Project, Terms, scope_of_terms

Values = dict[str, Any]


def terms_scope(given: Values) -> Values:
    """What decisions about these terms call themselves."""
    return {"scope": scope_of_terms(convert(given["terms"], Terms))}


def verify_agreement(given: Values) -> Values:
    """What was decided."""
    agreement = convert(given["agreement"], Agreement)
    chain = agreements.verify_agreement(agreement, from_b64(given["manage"]))
    return {"decisions": [plain(each) for each in chain]}


def consent_courses(given: Values) -> Values:
    """How every question stands."""
    written = [(convert(each["cover"], Cover), convert(each["letter"], Letter)) for each in given["letters"]]
    found = agreements.courses(written, given["practice"], from_b64(given["manage"]))
    return {"courses": [_course(each) for each in found]}


def _course(course: agreements.Course) -> Values:
    return {
        "scope": course.scope,
        "decisions": [each.decision for each in course.chain],
        "records": len(course.records),
        "handed": course.handed,
        "broken": course.broken,
        "stands": course.stands,
        "withdrawn": course.withdrawn,
        "again": course.again,
    }


def open_referral(given: Values) -> Values:
    """What was sealed."""
    slot = convert(given["slot"], referrals.Slot)
    signed = referrals.open_referral(from_b64(given["sealed"]), slot, from_b64(given["seal_seed"]))
    return {"signed": plain(signed)}


def verify_referral(given: Values) -> Values:
    """What is believed of it."""
    keys = given["desk_keys"]

    def desk_key(practice: str, epoch: int) -> bytes:
        if f"{practice} {epoch}" not in keys:
            raise BadSignature
        return from_b64(keys[f"{practice} {epoch}"])

    slot = convert(given["slot"], referrals.Slot)
    platform_log = from_b64(given["platform_log"])
    found = referrals.verify_referral(convert(given["signed"], Signed), slot, desk_key, platform_log)
    decisions = [each.decision for each in found.chain]
    return {"referral": plain(found.referral), "decisions": decisions, "right": found.right}


def open_project(given: Values) -> Values:
    """What research a practice does."""
    where = given["practice"], given["epoch"]
    return {"project": plain(referrals.open_project(from_b64(given["sealed"]), *where, from_b64(given["filing_key"])))}


def research_row(given: Values) -> Values:
    """What is given of a visit."""
    project, visit = convert(given["project"], Project), (given["birth_date"], given["motive"], given["start"])
    return {"row": plain(referrals.research_row(project, given["reply"], *visit))}


OPERATIONS = {
    "terms_scope": terms_scope,
    "verify_agreement": verify_agreement,
    "consent_courses": consent_courses,
    "open_referral": open_referral,
    "verify_referral": verify_referral,
    "open_project": open_project,
    "research_row": research_row,
}
