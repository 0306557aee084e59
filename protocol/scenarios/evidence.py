"""Evidence: an event and the form of its kind, a key, a day, and what a sample is drawn by."""

from collections.abc import Iterator
from datetime import UTC, datetime

from scenarios.base import Fixtures, Values, Vector, plain, seed
from serment_protocol.encoding import b64, canonical
from serment_protocol.evidence import (
    EVENT,
    KEY,
    NOTHING,
    ROOT,
    CheckBody,
    EvidenceKey,
    EvidenceRoot,
    Population,
    Sample,
    day_root,
    event_hash,
    make_event,
    write_event,
)
from serment_protocol.evidence_export import write_event_line
from serment_protocol.primitives import sign_public
from serment_protocol.signing import sign, sign_bytes

AREA = "evidence"
LOG, SIGNER = seed("platform log key"), seed("evidence key")
ORIGIN = "platform.example"
AT = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
RUN, HOST = seed("run", 16).hex(), seed("host", 16).hex()
CODE, QUERY = seed("code").hex(), seed("query").hex()


def vectors(_fixtures: Fixtures) -> Iterator[Vector]:
    """Every scenario of this area."""
    yield from events()
    yield from checks()
    yield from keys()
    yield from days()


def line(kind: str, content: Values, seq: int = 7, name: str = EVENT, by: bytes = SIGNER) -> str:
    """An event as a line; its content is not looked at."""
    written = write_event(ORIGIN, seq, AT, kind, canonical(content), seed("prev"))
    return write_event_line(written, sign_bytes(by, name, event_hash(written))).decode().removesuffix("\n")


def opened(case: str, text: str, expect: str = "accepted") -> Vector:
    """Reading one."""
    return Vector(AREA, case, "open_evidence_event", {"line": text, "key": b64(sign_public(SIGNER))}, expect)


def events() -> Iterator[Vector]:
    """An event of any kind."""
    first = make_event(SIGNER, ORIGIN, 0, AT, "register", {"n": 1}, NOTHING)
    written = write_event(first.origin, first.seq, first.at, first.kind, first.body, first.prev)
    yield opened("first", write_event_line(written, first.signature).decode().removesuffix("\n"))
    good = line("register", {"kind": "risks", "row": "é", "some": [True, {"n": 0}]})
    yield opened("event", good)
    yield opened("event_without_content", line("drill", {}))
    yield opened("event_of_another_key", line("register", {"n": 1}, by=LOG), "bad_signature")
    yield opened("event_under_another_name", line("register", {"n": 1}, name=ROOT), "bad_signature")
    changes = {
        "event_with_another_content": (good.replace("risks", "riskz"), "bad_signature"),
        "event_with_another_number": (good.replace('"seq":7', '"seq":8'), "bad_signature"),
        "event_with_another_time": (good.replace("12:00:00", "11:00:00"), "bad_signature"),
        "event_with_another_predecessor": (good.replace(seed("prev").hex(), "00" * 32), "bad_signature"),
        "event_of_another_log": (good.replace(ORIGIN, "custodian.example"), "bad_signature"),
        "event_in_another_spelling": (good.replace('"seq":7', '"seq": 7'), "not_canonical"),
        "event_in_version_2": (good.replace('"v":1', '"v":2'), "unknown_version"),
        "event_of_another_type": (good.replace("evidence_event", "evidence_evenu"), "bad_structure"),
        "event_with_more_fields": (good.replace('"v":1', '"v":1,"w":1'), "bad_structure"),
        "event_of_no_kind": (good.replace('"kind":"register"', '"kind":"Register"'), "bad_structure"),
        "event_with_a_short_predecessor": (good.replace(seed("prev").hex(), "00"), "bad_structure"),
        "event_with_a_number_below_0": (good.replace('"seq":7', '"seq":-7'), "bad_structure"),
        "event_at_no_time": (good.replace("2026-11-26", "2026-11-31"), "bad_structure"),
        "event_without_signature": (good[:-90], "bad_structure"),
    }
    for case, (text, expect) in changes.items():
        yield opened(case, text, expect)


def checks() -> Iterator[Vector]:
    """Kinds whose bodies have a form."""
    body = plain(
        CheckBody(
            check="C25",
            code=CODE,
            run=RUN,
            host=HOST,
            release="0.1.0",
            started="2026-11-26T11:59:58Z",
            ended="2026-11-26T12:00:00Z",
            population=Population(QUERY, 182044),
            sample=Sample(200, seed("sample").hex(), "2026-11-25"),
            expected={"ciphertext": 200, "plain": False},
            observed={"ciphertext": 200, "plain": False, "rows": "1-9", "how": "à la main"},
            result="pass",
            fresh_until="2026-11-28T00:00:00Z",
            last_seen_failing="2026-11-20T00:00:00Z",
        )
    )
    never = {name: value for name, value in body.items() if name != "last_seen_failing"}
    good: dict[str, Values] = {
        "check": body,
        "check_never_seen_failing": never,
        "check_of_everything": {**body, "sample": {"n": "1-9"}},
        "check_of_few": {**body, "population": {"query": QUERY, "n": "1-9"}},
    }
    for case, content in good.items():
        yield opened(case, line("check", content))
    wrong: dict[str, Values] = {
        "check_with_another_result": {"result": "ok"},
        "check_with_another_field": {"who": "Lea"},
        "check_without_a_code": {"code": ""},
        "check_of_no_name": {"check": "c25"},
        "check_with_a_seed_alone": {"sample": {"n": 1, "seed": CODE}},
        "check_with_a_day_alone": {"sample": {"n": 1, "root": "2026-11-25"}},
        "check_with_a_band_of_its_own": {"population": {"query": QUERY, "n": "10-19"}},
        "check_that_ended_before_it_began": {"ended": "2026-11-26T11:00:00Z"},
        "check_that_was_stale_at_its_end": {"fresh_until": "2026-11-26T11:59:59Z"},
        "check_with_a_list_of_facts": {"observed": {"rows": [1, 2]}},
        "check_with_a_fact_below_0": {"observed": {"rows": -1}},
        "check_with_a_long_fact": {"observed": {"text": "x" * 201}},
        "check_without_a_release": {"release": ""},
        "check_last_seen_failing_at_no_time": {"last_seen_failing": "2026-11-20"},
    }
    for case, changed in wrong.items():
        yield opened(case, line("check", {**body, **changed}), "bad_structure")
    yield opened("check_in_version_2", line("check", {**body, "v": 2}), "unknown_version")
    handing = {"number": 2, "key": b64(sign_public(LOG))}
    yield opened("key_event", line("key", handing))
    yield opened("key_event_without_number", line("key", {"key": handing["key"]}), "bad_structure")
    yield opened("key_event_with_a_short_key", line("key", {**handing, "key": "AA"}), "bad_structure")


def keys() -> Iterator[Vector]:
    """A key, as the log names it."""
    good = plain(EvidenceKey(number=1, key=b64(sign_public(SIGNER)), since=0, day="2026-11-26"))
    changes: dict[str, tuple[Values, str]] = {
        "key": ({}, "accepted"),
        "key_of_number_0": ({"number": 0}, "bad_structure"),
        "key_since_before_the_beginning": ({"since": -1}, "bad_structure"),
        "key_of_another_type": ({"type": "issuer_key"}, "bad_structure"),
        "key_in_version_2": ({"v": 2}, "unknown_version"),
    }
    for case, (changed, expect) in changes.items():
        given = {"record": plain(sign(LOG, KEY, {**good, **changed})), "key": b64(sign_public(LOG))}
        yield Vector(AREA, case, "read_evidence_key", given, expect)
    other = {"record": plain(sign(SIGNER, KEY, good)), "key": b64(sign_public(LOG))}
    yield Vector(AREA, "key_signed_by_itself", "read_evidence_key", other, "bad_signature")


def days() -> Iterator[Vector]:
    """A day's root, and a seed."""
    hashes = [seed(f"event {number}").hex() for number in range(7)]
    for count in (0, 1, 2, 3, 7):
        yield Vector(AREA, f"root_of_{count}", "evidence_day_root", {"hashes": hashes[:count]})
    root = day_root([bytes.fromhex(each) for each in hashes]).hex()
    record = EvidenceRoot(
        day="2026-11-26", count=7, total=19, root=root, head=hashes[-1], previous=seed("day before").hex()
    )
    good = plain(record)
    changes: dict[str, tuple[Values, str]] = {
        "day": ({}, "accepted"),
        "day_of_more_than_all": ({"count": 20}, "bad_structure"),
        "day_without_head": ({"head": ""}, "bad_structure"),
        "day_that_is_none": ({"day": "2026-11-31"}, "bad_structure"),
        "day_in_version_2": ({"v": 2}, "unknown_version"),
    }
    for case, (changed, expect) in changes.items():
        given = {"record": plain(sign(SIGNER, ROOT, {**good, **changed})), "key": b64(sign_public(SIGNER))}
        yield Vector(AREA, case, "read_evidence_root", given, expect)
    other = {"record": plain(sign(LOG, ROOT, good)), "key": b64(sign_public(SIGNER))}
    yield Vector(AREA, "day_signed_by_another_key", "read_evidence_root", other, "bad_signature")
    yield from seeds()


def seeds() -> Iterator[Vector]:
    """What a sample is drawn by: the text, and the lines of its witnesses."""
    own, witnesses = "— platform.example AAAA\n", ("— é.example AAAA\n", "— custodian.example/witness BBBB\n")
    text = "platform.example\n2\nAAAA\n\n"
    notes = {
        "seed": text + own + "".join(witnesses),
        "seed_with_the_lines_in_another_order": text + "".join(reversed(witnesses)) + own,
        "seed_with_another_line_of_the_log": text + own.replace("AAAA", "CCCC") + "".join(witnesses),
        "seed_with_one_witness": text + own + witnesses[0],
        "seed_without_witnesses": text + own,
    }
    for case, note in notes.items():
        for check in ("C25", "C27"):
            given = {"note": note, "check": check}
            yield Vector(AREA, f"{case}_of_{check.lower()}", "evidence_sample_seed", given)
    for case, note in {"seed_of_no_note": "platform.example\n", "seed_of_a_note_cut_off": text + own[:-1]}.items():
        given = {"note": note, "check": "C25"}
        yield Vector(AREA, case, "evidence_sample_seed", given, "checkpoint_forged")
