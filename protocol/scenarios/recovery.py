"""A practice's way back: splitting, the holders' shares, what two of them open, and everything that must be refused."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain

from scenarios.base import Fixtures, Values, Vector, flip, plain, seed
from scenarios.practices import PRACTICE, ROOT, Practice, as_member, secrets_of, staff
from serment_protocol import recovery, shares
from serment_protocol.encoding import b64, canonical
from serment_protocol.kit import kit_words, share_words
from serment_protocol.practice import (
    CLINICAL,
    DESK,
    Members,
    WrapHash,
    members_of,
    practice_id,
)
from serment_protocol.primitives import seal_public, sign_public
from serment_protocol.recovery import COLLEAGUE, PAPER, Sharing, Takeover
from serment_protocol.sealing import seal
from serment_protocol.signing import Signed, body_hash, peek, sign
from serment_protocol.structure import convert

AREA = "recovery"
NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
TODAY = "2026-01-05"
SECRET, SLOPE = seed("recovery secret"), seed("recovery slope")
ADA, CLEO = staff("Ada"), staff("Cléo")
DEVICE, CUSTODIAN_SEED = seed("recovery device"), seed("custodian's key for shares")
ACCOUNT = seed("account that recovers", 16).hex()


def make(number: int, second: recovery.Holder = COLLEAGUE) -> tuple[Signed, tuple[bytes, bytes, bytes]]:
    """A sharing; each number has a recovery key of its own."""
    secret = SECRET if number == 2 else seed(f"recovery secret {number}")  # noqa: PLR2004 -- the one in force
    return recovery.new_sharing(ROOT, PRACTICE, number, second, TODAY, secret, SLOPE)


SIGNED, SHARES = make(2)
OLDER, OLDER_SHARES = make(1)
SHARING = peek(SIGNED, Sharing)
RECORD = plain(SHARING)
EPOCH_SECRETS = (secrets_of(2), secrets_of(2, CLINICAL))


def vectors(fixtures: Fixtures) -> Iterator[Vector]:
    """Every scenario of this area."""
    practice = Practice(fixtures)
    return chain(
        splitting(),
        words(),
        records(),
        combining(),
        wraps(practice, fixtures),
        pins(practice),
        holders(fixtures),
        custody(),
        requests(fixtures),
        takeovers(practice),
        checks(),
    )


def splitting() -> Iterator[Vector]:
    """Lines over GF(2^8)."""
    yield Vector(AREA, "split", "split", {"secret": b64(SECRET), "slope": b64(SLOPE)})
    yield Vector(AREA, "split_zeros", "split", {"secret": b64(bytes(32)), "slope": b64(bytes(32))})
    every = bytes(range(224, 256))
    yield Vector(AREA, "split_high_bytes", "split", {"secret": b64(every), "slope": b64(every[::-1])})
    short = {"secret": b64(SECRET[:31]), "slope": b64(SLOPE)}
    yield Vector(AREA, "split_short_secret", "split", short, "bad_structure")
    flat = {"secret": b64(SECRET), "slope": b64(b"")}
    yield Vector(AREA, "split_without_slope", "split", flat, "bad_structure")
    for here, there in ((1, 2), (2, 3), (3, 1)):
        yield Vector(AREA, f"combine_{here}_{there}", "combine", pair(here, there))
    yield Vector(AREA, "combine_same_twice", "combine", pair(2, 2), "same_share")
    yield Vector(AREA, "combine_number_0", "combine", {**pair(1, 2), "number": 0}, "bad_structure")
    yield Vector(AREA, "combine_number_4", "combine", {**pair(1, 2), "other_number": 4}, "bad_structure")
    yield Vector(AREA, "combine_short", "combine", {**pair(1, 2), "other": b64(SHARES[1][:31])}, "bad_structure")


def pair(here: int, there: int) -> Values:
    """Two shares by their numbers."""
    share, other = SHARES[here - 1], SHARES[there - 1]
    return {"number": here, "share": b64(share), "other_number": there, "other": b64(other)}


def words() -> Iterator[Vector]:
    """Twenty-four words."""
    french, english = share_words(SHARES[0], "fr"), share_words(SHARES[0], "en")
    yield Vector(AREA, "words_fr", "share_words", {"share": b64(SHARES[0]), "language": "fr"})
    yield Vector(AREA, "words_en", "share_words", {"share": b64(SHARES[0]), "language": "en"})
    short = {"share": b64(SHARES[0][:16]), "language": "fr"}
    yield Vector(AREA, "words_of_a_kit", "share_words", short, "bad_share")
    yield Vector(AREA, "read_fr", "read_share", {"typed": " ".join(french)})
    yield Vector(AREA, "read_capitals_and_numbers", "read_share", {"typed": numbered(english)})
    refused = {
        "read_nothing": "",
        "read_one_missing": " ".join(french[:-1]),
        "read_one_too_many": " ".join((*french, french[0])),
        "read_two_swapped": " ".join((french[1], french[0], *french[2:])),
        "read_unknown_word": " ".join((*french[:-1], "serment")),
        "read_two_languages": " ".join((*french[:12], *english[12:])),
        "read_a_kit": " ".join(kit_words(SHARES[0][:16], "fr")),
    }
    for case, typed in refused.items():
        yield Vector(AREA, case, "read_share", {"typed": typed}, "bad_share")
    yield Vector(AREA, "share_keys", "share_keys", {"share": b64(SHARES[0])})


def numbered(found: tuple[str, ...]) -> str:
    """As somebody types them off a page."""
    return "\n".join(f"{number}. {word.upper()}" for number, word in enumerate(found, 1))


def records() -> Iterator[Vector]:
    """The record that the root signs."""
    given = {"signed": plain(SIGNED), "practice": PRACTICE, "root": b64(sign_public(ROOT))}
    yield Vector(AREA, "sharing", "verify_sharing", given)
    papers, _ = make(3, PAPER)
    yield Vector(AREA, "sharing_with_two_papers", "verify_sharing", {**given, "signed": plain(papers)})
    liar = sign_public(seed("liar"))
    forged = plain(sign(seed("liar"), "sharing", SHARING))
    yield Vector(AREA, "sharing_signed_by_another", "verify_sharing", {**given, "signed": forged}, "bad_signature")
    elsewhere = {**given, "practice": practice_id(liar)}
    yield Vector(AREA, "sharing_of_another_practice", "verify_sharing", elsewhere, "another_practice")
    rerooted = {**given, "signed": plain(sign(ROOT, "sharing", {**RECORD, "root": b64(liar)}))}
    yield Vector(AREA, "sharing_naming_another_root", "verify_sharing", rerooted, "another_practice")
    entries = RECORD["shares"]
    changed: dict[str, Values] = {
        "sharing_number_0": {"sharing": 0},
        "sharing_of_two": {"shares": entries[:2]},
        "sharing_of_four": {"shares": [*entries, entries[0]]},
        "sharing_custodian_first": {"shares": entries[::-1]},
        "sharing_without_paper": {"shares": [entries[1], entries[1], entries[2]]},
        "sharing_all_the_custodians": {"shares": [{**each, "holder": "custodian"} for each in entries]},
        "sharing_with_the_operator": {"shares": [*entries[:2], {**entries[2], "holder": "operator"}]},
        "sharing_two_alike": {"shares": [entries[0], {**entries[1], "sign": entries[0]["sign"]}, entries[2]]},
        "sharing_with_unknown_field": {"threshold": 1},
        "sharing_on_no_day": {"created": "2026-02-30"},
    }
    for case, change in changed.items():
        signed = plain(sign(ROOT, "sharing", {**RECORD, **change}))
        yield Vector(AREA, case, "verify_sharing", {**given, "signed": signed}, "bad_structure")


def combining() -> Iterator[Vector]:
    """Two shares that prove themselves."""
    given = {"record": RECORD, "shares": [b64(SHARES[0]), b64(SHARES[1])]}
    yield Vector(AREA, "shares_of_paper_and_colleague", "combine_shares", given)
    custodial = {**given, "shares": [b64(SHARES[2]), b64(SHARES[0])]}
    yield Vector(AREA, "shares_of_custodian_and_paper", "combine_shares", custodial)
    refused: dict[str, tuple[list[bytes], str]] = {
        "shares_one_altered": ([flip(SHARES[0], 7), SHARES[1]], "wrong_share"),
        "shares_one_of_before": ([SHARES[0], OLDER_SHARES[1]], "wrong_share"),
        "shares_both_of_before": ([*OLDER_SHARES[:2]], "wrong_share"),
        "shares_one_invented": ([SHARES[0], seed("invented share")], "wrong_share"),
        "shares_the_same_twice": ([SHARES[1], SHARES[1]], "same_share"),
        "shares_one_alone": ([SHARES[0]], "bad_structure"),
        "shares_all_three": ([*SHARES], "bad_structure"),
    }
    for case, (held, code) in refused.items():
        yield Vector(AREA, case, "combine_shares", {**given, "shares": [b64(each) for each in held]}, code)
    other = {**given, "record": {**RECORD, "seal": plain(peek(OLDER, Sharing))["seal"]}}
    yield Vector(AREA, "shares_of_another_recovery_key", "combine_shares", other, "cannot_open")


def wraps(practice: Practice, fixtures: Fixtures) -> Iterator[Vector]:
    """What the recovery key opens."""
    sealed = fixtures.once("recovery wrap", lambda: recovery.wrap_recovery(SHARING, ROOT, EPOCH_SECRETS))
    epoch = plain(practice.record(2, practice.first))
    held = [b64(SHARES[0]), b64(SHARES[2])]
    given = {"sealed": b64(sealed), "shares": held, "record": RECORD, "epoch_record": epoch}
    yield Vector(AREA, "wrap", "open_recovery", given)
    older = {**given, "record": plain(peek(OLDER, Sharing)), "shares": [b64(each) for each in OLDER_SHARES[:2]]}
    yield Vector(AREA, "wrap_by_shares_of_before", "open_recovery", older, "cannot_open")
    yield Vector(AREA, "wrap_by_one_share", "open_recovery", {**given, "shares": held[:1]}, "bad_structure")
    yield Vector(AREA, "wrap_altered", "open_recovery", {**given, "sealed": b64(flip(sealed, -1))}, "cannot_open")
    before = {**given, "epoch_record": plain(practice.record(1, practice.root))}
    yield Vector(AREA, "wrap_of_another_epoch", "open_recovery", before, "cannot_open")
    foreign = fixtures.once("recovery wrap of a foreign root", lambda: wrap_wrong({"root_seed": b64(seed("liar"))}))
    yield Vector(AREA, "wrap_of_another_root", "open_recovery", {**given, "sealed": b64(foreign)}, "cannot_open")
    stale = fixtures.once("recovery wrap of old secrets", lambda: wrap_wrong({"epoch": 1}))
    yield Vector(AREA, "wrap_holding_another_epoch", "open_recovery", {**given, "sealed": b64(stale)}, "bad_structure")
    desk = fixtures.once("recovery wrap of the desk", lambda: wrap_wrong({"secrets": [plain(EPOCH_SECRETS[0])]}))
    lacking = {**given, "sealed": b64(desk)}
    yield Vector(AREA, "wrap_without_clinical_secrets", "open_recovery", lacking, "cannot_open")
    others = [plain(secrets_of(3)), plain(EPOCH_SECRETS[1])]
    swapped = fixtures.once("recovery wrap of other secrets", lambda: wrap_wrong({"secrets": others}))
    exchanged = {**given, "sealed": b64(swapped)}
    yield Vector(AREA, "wrap_of_other_secrets", "open_recovery", exchanged, "cannot_open")


def wrap_wrong(change: Values) -> bytes:
    """Something that a member has sealed in the place of the right thing."""
    content: Values = {
        "v": 1,
        "type": "recovery",
        "practice": PRACTICE,
        "epoch": 2,
        "root_seed": b64(ROOT),
        "secrets": [plain(each) for each in EPOCH_SECRETS],
    }
    context = {"v": 1, "practice": PRACTICE, "sharing": 2, "epoch": 2}
    return seal(seal_public(recovery.recovery_keys(SECRET).seal_seed), "recovery", context, canonical(content | change))


def pins(practice: Practice) -> Iterator[Vector]:
    """The members list names the sharing and the wrap."""
    sealed = seed("stands for a recovery wrap", 64)
    members = {**plain(practice.members[2]), "recovery": plain(recovery.recovery_pin(SIGNED, sealed, CLEO.member))}
    given = {"members": members, "signed": plain(SIGNED), "sealed": b64(sealed)}
    yield Vector(AREA, "pin", "check_pinned", given)
    yield Vector(AREA, "pin_without_wrap", "check_pinned", {**given, "sealed": ""})
    on_paper = {**members, "recovery": {**members["recovery"], "holder": ""}}
    yield Vector(AREA, "pin_on_paper", "check_pinned", {**given, "members": on_paper})
    yield Vector(AREA, "pin_of_an_older_sharing", "check_pinned", {**given, "signed": plain(OLDER)}, "cannot_open")
    other = {**given, "sealed": b64(flip(sealed, 0))}
    yield Vector(AREA, "pin_of_another_wrap", "check_pinned", other, "cannot_open")
    none = {**given, "members": plain(practice.members[2])}
    yield Vector(AREA, "pin_missing", "check_pinned", none, "cannot_open")
    for case, change in {"pin_of_nobody": {"holder": "somebody"}, "pin_number_0": {"sharing": 0}}.items():
        odd = {**members, "recovery": {**members["recovery"], **change}}
        yield Vector(AREA, case, "check_pinned", {**given, "members": odd}, "bad_structure")


def holders(fixtures: Fixtures) -> Iterator[Vector]:
    """Shares sealed to those who hold them."""
    member, public = CLEO.member, CLEO.seal_public

    def for_cleo(name: str, share: bytes) -> Values:
        sealed = fixtures.once(f"share: {name}", lambda: shares.seal_for_colleague(share, SHARING, member, public))
        return {"sealed": b64(sealed), "record": RECORD, "member": member, "seal_seed": b64(CLEO.seal_seed)}

    def for_custodian(name: str, share: bytes) -> Values:
        key = seal_public(CUSTODIAN_SEED)
        sealed = fixtures.once(f"custody: {name}", lambda: shares.seal_for_custodian(share, SHARING, key))
        return {"sealed": b64(sealed), "record": RECORD, "seal_seed": b64(CUSTODIAN_SEED)}

    given = for_cleo("right", SHARES[1])
    yield Vector(AREA, "colleague", "open_colleague_share", given)
    yield Vector(
        AREA, "colleague_other_key", "open_colleague_share", {**given, "seal_seed": b64(ADA.seal_seed)}, "cannot_open"
    )
    yield Vector(AREA, "colleague_other_member", "open_colleague_share", {**given, "member": ADA.member}, "cannot_open")
    older = {**given, "record": plain(peek(OLDER, Sharing))}
    yield Vector(AREA, "colleague_older_sharing", "open_colleague_share", older, "cannot_open")
    for name, share in {"paper": SHARES[0], "invented": seed("invented share"), "short": SHARES[1][:31]}.items():
        yield Vector(AREA, f"colleague_handed_{name}", "open_colleague_share", for_cleo(name, share), "wrong_share")
    given = for_custodian("right", SHARES[2])
    yield Vector(AREA, "custodian", "open_custodian_share", given)
    yield Vector(
        AREA, "custodian_other_key", "open_custodian_share", {**given, "seal_seed": b64(DEVICE)}, "cannot_open"
    )
    wrong = for_custodian("paper", SHARES[0])
    yield Vector(AREA, "custodian_handed_paper", "open_custodian_share", wrong, "wrong_share")


def custody() -> Iterator[Vector]:
    """The custodian proves that it has its share."""
    challenge = b64(seed("custody challenge"))
    given = {
        "signed": plain(shares.sign_custody(SHARES[2], SHARING, challenge)),
        "record": RECORD,
        "challenge": challenge,
    }
    yield Vector(AREA, "custody", "verify_custody", given)
    other = {**given, "challenge": b64(seed("another challenge"))}
    yield Vector(AREA, "custody_of_another_moment", "verify_custody", other, "bad_structure")
    paper = {**given, "signed": plain(shares.sign_custody(SHARES[0], SHARING, challenge))}
    yield Vector(AREA, "custody_by_the_paper", "verify_custody", paper, "bad_signature")
    older = peek(OLDER, Sharing)
    stale = {**given, "signed": plain(shares.sign_custody(SHARES[2], older, challenge))}
    yield Vector(AREA, "custody_of_an_older_sharing", "verify_custody", stale, "bad_structure")


def requests(fixtures: Fixtures) -> Iterator[Vector]:
    """Asking for the custodian's share, and getting it."""

    def asked(share: bytes, record: Sharing = SHARING) -> Signed:
        return shares.sign_request(share, record, "practice_recovery", seal_public(DEVICE), NOW)

    signed = asked(SHARES[0])
    support = sign(seed("x"), "share-request", plain(peek(signed, shares.ShareRequest)) | {"reason": "support"})
    given = {"signed": plain(signed), "record": RECORD, "now": "2026-01-05T09:04:00Z"}
    yield Vector(AREA, "request", "verify_request", given)
    yield Vector(AREA, "request_by_the_colleague", "verify_request", {**given, "signed": plain(asked(SHARES[1]))})
    refused: dict[str, tuple[Values, str]] = {
        "request_by_the_custodian": ({"signed": plain(asked(SHARES[2]))}, "bad_signature"),
        "request_without_a_share": ({"signed": plain(asked(seed("invented share")))}, "bad_signature"),
        "request_by_a_share_of_before": ({"signed": plain(asked(OLDER_SHARES[0]))}, "bad_signature"),
        "request_of_another_sharing": ({"signed": plain(asked(SHARES[0], peek(OLDER, Sharing)))}, "wrong_share"),
        "request_late": ({"now": "2026-01-05T09:06:00Z"}, "signature_expired"),
        "request_early": ({"now": "2026-01-05T08:54:00Z"}, "signature_expired"),
        "request_of_support": ({"signed": plain(support)}, "bad_structure"),
    }
    for case, (change, code) in refused.items():
        yield Vector(AREA, case, "verify_request", {**given, **change}, code)
    yield from releases(fixtures, signed, asked(SHARES[1]))


def releases(fixtures: Fixtures, signed: Signed, other: Signed) -> Iterator[Vector]:
    """The custodian's share, for the device that the request named."""
    request, name = peek(signed, shares.ShareRequest), shares.request_id(signed)
    sealed = fixtures.once("release", lambda: shares.seal_release(SHARES[2], request, name))
    wrong = fixtures.once("release of the paper", lambda: shares.seal_release(SHARES[0], request, name))
    given = {"sealed": b64(sealed), "signed": plain(signed), "record": RECORD, "seal_seed": b64(DEVICE)}
    yield Vector(AREA, "release", "open_release", given)
    device = {**given, "seal_seed": b64(ADA.seal_seed)}
    yield Vector(AREA, "release_other_device", "open_release", device, "cannot_open")
    later = peek(other, shares.ShareRequest)
    renamed = {**given, "signed": plain(sign(seed("x"), "share-request", plain(later) | {"reason": "drill"}))}
    yield Vector(AREA, "release_other_request", "open_release", renamed, "cannot_open")
    yield Vector(AREA, "release_of_another_share", "open_release", {**given, "sealed": b64(wrong)}, "wrong_share")


def takeovers(practice: Practice) -> Iterator[Vector]:
    """Somebody takes the practice up again."""
    keys, epoch = recovery.recovery_keys(SECRET), practice.second
    takeover = Takeover(
        practice=PRACTICE,
        sharing=2,
        account=ACCOUNT,
        member=ADA.member,
        sign=b64(ADA.sign_public),
        role="practitioner",
        epoch=body_hash("epoch", epoch),
    )
    signed = recovery.sign_takeover(keys, takeover)
    given = {"signed": plain(signed), "record": RECORD, "account": ACCOUNT, "epoch": plain(epoch)}
    yield Vector(AREA, "takeover", "verify_takeover", given)
    other = {**given, "account": seed("another account", 16).hex()}
    yield Vector(AREA, "takeover_by_another_account", "verify_takeover", other, "bad_structure")
    first = {**given, "epoch": plain(practice.first)}
    yield Vector(AREA, "takeover_by_another_epoch", "verify_takeover", first, "bad_structure")
    old = recovery.recovery_keys(seed("recovery secret 1"))
    stale = {**given, "signed": plain(recovery.sign_takeover(old, takeover))}
    yield Vector(AREA, "takeover_by_a_key_of_before", "verify_takeover", stale, "bad_signature")
    rooted = {**given, "signed": plain(sign(ROOT, "takeover", takeover))}
    yield Vector(AREA, "takeover_by_the_root_alone", "verify_takeover", rooted, "bad_signature")
    foreign = plain(takeover) | {"practice": "0" * 32}
    elsewhere = {**given, "signed": plain(sign(keys.sign_seed, "takeover", foreign))}
    yield Vector(AREA, "takeover_of_another_practice", "verify_takeover", elsewhere, "another_practice")


def checks() -> Iterator[Vector]:
    """Members note that shares were right."""
    members = plain(listing())

    def noted(named: list[int], record: Sharing = SHARING, *, opened: bool) -> Values:
        return plain(shares.sign_check(CLEO.sign_seed, record, named, CLEO.member, TODAY, opened=opened))

    given = {"signed": noted([1, 2], opened=True), "record": RECORD, "members": members}
    yield Vector(AREA, "check", "verify_check", given)
    yield Vector(AREA, "check_of_one", "verify_check", {**given, "signed": noted([2], opened=False)})
    refused: dict[str, tuple[Values, str]] = {
        "check_opened_by_one": (noted([2], opened=True), "bad_structure"),
        "check_of_none": (noted([], opened=False), "bad_structure"),
        "check_of_a_fourth": (noted([4], opened=False), "bad_structure"),
        "check_of_one_twice": (noted([1, 1], opened=True), "bad_structure"),
        "check_of_an_older_sharing": (noted([1], peek(OLDER, Sharing), opened=False), "another_practice"),
    }
    for case, (signed, code) in refused.items():
        yield Vector(AREA, case, "verify_check", {**given, "signed": signed}, code)
    nobody = plain(members_of(PRACTICE, 2, [], [])) | {"salt": b64(seed("salt 2", 16))}
    yield Vector(AREA, "check_by_nobody", "verify_check", {**given, "members": nobody}, "bad_signature")
    claimed = plain(shares.sign_check(ADA.sign_seed, SHARING, [1], CLEO.member, TODAY, opened=False))
    yield Vector(AREA, "check_by_another", "verify_check", {**given, "signed": claimed}, "bad_signature")


def listing() -> Members:
    """Members of the second epoch, by their keys."""
    wrap = WrapHash(DESK, "0" * 64)
    members = members_of(PRACTICE, 2, [], [as_member(CLEO, "Cléo Exemple", (wrap,))])
    return convert({**plain(members), "salt": b64(seed("salt 2", 16))}, Members)
