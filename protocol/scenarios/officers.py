"""What the custodian does: acts and days of its log, and what an officer's passkey signs."""

from collections.abc import Iterator

from scenarios.base import Fixtures, Values, Vector, plain, seed
from serment_protocol.acts import (
    ACT,
    DAY,
    USES,
    Act,
    Decision,
    OfficerStatement,
    Use,
    officer_commitment,
    subject_commitment,
)
from serment_protocol.encoding import b64, canonical
from serment_protocol.primitives import sign_public
from serment_protocol.signing import sign

AREA = "officers"
KEY = seed("custodian log key")
PUBLIC = b64(sign_public(KEY))
SALT, OFFICER = seed("salt", 16), seed("officer", 16)
SUBJECT: Values = {"practice": seed("practice", 16).hex(), "reason": "moved"}
HASH = "0" * 64


def vectors(_fixtures: Fixtures) -> Iterator[Vector]:
    """Every scenario of this area."""
    yield from acts()
    yield from days()
    yield from steps()


def act(**changes: object) -> Values:
    """An act as JSON, with something changed."""
    record = Act(
        decision=seed("decision", 16).hex(),
        act="release_share",
        reason="practice_recovery",
        step="approved",
        subject=canonical(SUBJECT).decode(),
        subject_hash="",
        officers=(officer_commitment(SALT, OFFICER),),
        quorum=2,
        not_before="2026-03-11",
        day="2026-03-04",
    )
    return {**plain(record), **changes}


def acts() -> Iterator[Vector]:
    """Records of acts."""
    accepted = {
        "act": act(),
        "act_noted": act(step="noted", officers=[], quorum=0, not_before=""),
        "act_about_somebody": act(subject="", subject_hash=subject_commitment(SALT, SUBJECT)),
    }
    refused = {
        "act_without_subject": act(subject=""),
        "act_with_two_subjects": act(subject_hash=HASH),
        "act_with_a_subject_of_another_spelling": act(subject=' {"practice":""}'),
        "act_with_a_subject_that_is_no_object": act(subject='"practice"'),
        "act_of_an_unknown_step": act(step="begun"),
        "act_with_capitals": act(act="Release"),
        "act_on_no_day": act(day=""),
        "act_not_before_nonsense": act(not_before="soon"),
        "act_with_a_short_commitment": act(officers=["00"]),
        "act_without_a_quorum": {name: value for name, value in act().items() if name != "quorum"},
    }
    codes = {"act_with_a_subject_of_another_spelling": "not_canonical"}
    for case, record in accepted.items():
        yield Vector(AREA, case, "verify_act", signed(ACT, record))
    for case, record in refused.items():
        yield Vector(AREA, case, "verify_act", signed(ACT, record), codes.get(case, "bad_structure"))
    yield Vector(AREA, "act_under_another_name", "verify_act", signed(DAY, act()), "bad_signature")
    yield Vector(AREA, "act_of_another_version", "verify_act", signed(ACT, act(v=2)), "unknown_version")


def day(uses: list[Use], date: str = "2026-03-04") -> Values:
    """A day as JSON, whatever it says."""
    return {"v": 1, "type": "custodian_day", "day": date, "uses": [plain(use) for use in uses]}


def days() -> Iterator[Vector]:
    """Records of days."""
    uses = [Use(use, reason, number) for number, (use, reason) in enumerate(USES)]
    yield Vector(AREA, "day", "verify_day", signed(DAY, day(uses)))
    yield Vector(AREA, "day_with_one_use_more", "verify_day", signed(DAY, day([*uses, Use("zeal", "spring", 1)])))
    refused = {
        "day_that_leaves_a_use_out": day(uses[1:]),
        "day_that_tells_a_use_twice": day([*uses, uses[-1]]),
        "day_out_of_order": day([*uses[1:], uses[0]]),
        "day_of_no_calendar": day(uses, "2026-02-30"),
    }
    for case, record in refused.items():
        yield Vector(AREA, case, "verify_day", signed(DAY, record), "bad_structure")


def steps() -> Iterator[Vector]:
    """What a passkey signs."""
    statement = OfficerStatement(step="approve", what=HASH, nonce=seed("nonce").hex(), time="2026-03-04T12:00:00Z")
    given = plain(statement)
    yield Vector(AREA, "challenge", "officer_challenge", {"statement": given})
    yield Vector(AREA, "challenge_of_a_veto", "officer_challenge", {"statement": {**given, "step": "veto"}})
    unknown = {"statement": {**given, "step": "abstain"}}
    yield Vector(AREA, "challenge_of_an_unknown_step", "officer_challenge", unknown, "bad_structure")
    timeless = {"statement": {**given, "time": "2026-03-04"}}
    yield Vector(AREA, "challenge_without_a_time", "officer_challenge", timeless, "bad_structure")
    decision = Decision(
        decision=seed("decision", 16).hex(), act="drill", reason="drill", subject=SUBJECT, asked="2026-03-04T12:00:00Z"
    )
    body = canonical(decision)
    yield Vector(AREA, "decision", "decision_hash", {"body": b64(body)})
    yield Vector(AREA, "decision_of_another_spelling", "decision_hash", {"body": b64(b" " + body)}, "not_canonical")
    given = {"salt": b64(SALT), "officer": b64(OFFICER), "subject": SUBJECT}
    yield Vector(AREA, "commitments", "commitments", given)


def signed(name: str, record: Values) -> Values:
    """The input of a verification."""
    return {"signed": plain(sign(KEY, name, record)), "public": PUBLIC}
