"""What a person takes away: the archive, the bundle in it, and the file that a passphrase opens."""

from collections.abc import Iterator
from itertools import chain

from scenarios import agreements, consents, letters
from scenarios.appointments import DESK, DESK_SIGNED, FIRST, MOVED, copy_of_a_visit, follow, signed
from scenarios.base import Fixtures, Values, Vector, flip, plain, seed
from scenarios.transparency import VERIFIER
from serment_protocol import agefile
from serment_protocol.appointments import PatientName
from serment_protocol.encoding import b64
from serment_protocol.exports import (
    AccountExport,
    ExportedDoubt,
    ExportedVisit,
    ExportedWay,
    HeldColumn,
    HeldRow,
    Holdings,
)
from serment_protocol.signing import peek
from serment_protocol.statements import Statement
from serment_protocol.vault import Identity

AREA = "exports"
PASSPHRASE = "abeille-cigale-fourmi-guepe"  # noqa: S105 - of a vector
PAGE = "<!doctype html><title>Mes données</title>"


def vectors(fixtures: Fixtures) -> Iterator[Vector]:
    """Every scenario of this area."""
    return chain(archives(), contents(), written(fixtures), files(fixtures))


def archives() -> Iterator[Vector]:
    """Archives, byte for byte."""
    one, other = {"name": "b.txt", "data": b64("Zoé".encode())}, {"name": "a.json", "data": b64(bytes(300))}
    several: dict[str, list[Values]] = {
        "zip_of_nothing": [],
        "zip": [one, other],
        "zip_with_an_empty_file": [{**one, "data": ""}],
    }
    for case, listed in several.items():
        yield Vector(AREA, case, "zip_stored", {"files": listed})


def content() -> Values:
    """Somebody with a visit, which is over, and one that is not believed."""
    arrived = signed(follow(MOVED, 2, state="arrived", **DESK_SIGNED), DESK)
    appointment = peek(FIRST, Statement).appointment
    row = HeldRow(
        "identity.way",
        (HeldColumn("locator", bytes=32), HeldColumn("account", "00ff"), HeldColumn("sealed_root", bytes=1169)),
    )
    return plain(
        AccountExport(
            made="2026-03-04T10:00:00Z",
            language="fr",
            installation="Serment (essai)",
            log=VERIFIER,
            account=seed("account", 16).hex(),
            audience="patient",
            profile=Identity(given="Zoé", family="Exemple", birth_date="1990-02-28", email="zoe@exemple.example"),
            ways=(ExportedWay("passphrase", "", "2026-01-05", "2026-03-04"), ExportedWay("kit", "", "2026-01-05", "")),
            visits=(ExportedVisit(appointment, (FIRST, MOVED, arrived), copy_of_a_visit()),),
            doubtful=(ExportedDoubt("0" * 64, "chain_broken"),),
            platform=Holdings(asked=True, rows=(row,)),
            custodian=Holdings(asked=False),
        )
    )


def contents() -> Iterator[Vector]:
    """What becomes of a content."""
    good = content()
    [visit] = good["visits"]
    told = visit["self_copy"]
    bare = told | dict.fromkeys(("motive_label", "note", "practitioner", "practitioner_name", "phone", "address"), "")
    child = plain(PatientName("Léo", "Exemple"))
    yield Vector(AREA, "archive", "export_archive", {"content": good, "page": PAGE})
    bundles: dict[str, Values] = {
        "bundle": {},
        "bundle_of_nothing_known": {"profile": plain(Identity()), "visits": []},
        "bundle_of_a_bare_visit": {"visits": [{**visit, "self_copy": bare}]},
        "bundle_of_a_visit_for_somebody_else": {"visits": [{**visit, "self_copy": {**told, "patient": child}}, visit]},
    }
    for case, changed in bundles.items():
        yield Vector(AREA, case, "export_bundle", {"content": {**good, **changed}})
    yield from decided(good)
    yield from agreed(good)
    short = {"table": "t", "columns": [{"column": "c", "value": "", "bytes": -1}]}
    refused: dict[str, tuple[Values, str]] = {
        "content_of_version_2": ({"v": 2}, "unknown_version"),
        "content_of_another_type": ({"type": "kit_file"}, "bad_structure"),
        "content_with_a_key": ({"root": ""}, "bad_structure"),
        "content_without_a_time": ({"made": "2026-03-04"}, "bad_structure"),
        "content_with_the_key_of_a_visit": ({"visits": [{**visit, "manage_seed": b64(seed("x"))}]}, "bad_structure"),
        "content_with_a_way_used_on_no_day": ({"ways": [{**good["ways"][0], "used": "once"}]}, "bad_structure"),
        "content_with_fewer_than_no_bytes": ({"platform": {"asked": True, "rows": [short]}}, "bad_structure"),
    }
    for case, (changed, expect) in refused.items():
        yield Vector(AREA, case, "export_bundle", {"content": {**good, **changed}}, expect)


def written(fixtures: Fixtures) -> Iterator[Vector]:
    """What becomes of letters."""
    good = content()
    [visit] = good["visits"]
    asked, answered = (plain(each.letter) for each in letters.request_and_answer(fixtures))
    request: Values = {"cover": asked, "content": plain(letters.ASKED)}
    answer: Values = {"cover": answered, "content": plain(letters.ANSWERED)}
    climbing = {**answer["content"]["files"][0], "name": "../../é.txt"}
    empty = {**climbing, "content": ""}
    mailboxes: dict[str, list[Values]] = {
        "letters": [request, answer],
        "an_answer_without_its_request": [{"cover": asked}, answer],
        "a_letter_without_a_word": [{**request, "content": {**request["content"], "text": "", "files": [empty]}}],
        "a_file_with_a_path": [request, {**answer, "content": {**answer["content"], "files": [climbing]}}],
    }
    for case, told in mailboxes.items():
        given = {**good, "visits": [{**visit, "mailbox": {"letters": told, "doubtful": 1}}]}
        yield Vector(AREA, f"bundle_of_{case}", "export_bundle", {"content": given})
        yield Vector(AREA, f"archive_of_{case}", "export_archive", {"content": given, "page": PAGE})
    refused: dict[str, Values] = {
        "a_key_of_a_mailbox": {"letters": [request], "doubtful": 0, "seed": ""},
        "a_letter_of_nobody": {"letters": [{"content": request["content"]}], "doubtful": 0},
        "fewer_than_no_letters": {"letters": [], "doubtful": -1},
    }
    for case, box in refused.items():
        given = {**good, "visits": [{**visit, "mailbox": box}]}
        yield Vector(AREA, f"content_with_{case}", "export_bundle", {"content": given}, "bad_structure")


def agreed(good: Values) -> Iterator[Vector]:
    """What becomes of answers to practices."""
    manage = b64(agreements.KEYS.sign_public)
    given = [agreements.GRANTED, agreements.FOR_RESEARCH]
    rows: dict[str, list[Values]] = {
        "granted": [{**plain(each), "manage": manage} for each in given],
        "withdrawn": [{**plain(agreements.WITHDRAWN), "manage": manage}],
        "of_another_key": [{**plain(agreements.GRANTED), "manage": b64(seed("x"))}],
    }
    for case, told in rows.items():
        content_ = {**good, "agreements": told}
        yield Vector(AREA, f"bundle_of_an_agreement_{case}", "export_bundle", {"content": content_})
    lost = {**good, "visits": [], "agreements": rows["granted"]}
    yield Vector(AREA, "bundle_of_an_agreement_without_its_visit", "export_bundle", {"content": lost})
    with_seed = {**good, "agreements": [{**rows["granted"][0], "seed": b64(seed("x"))}]}
    yield Vector(
        AREA, "content_with_the_seed_of_an_agreement", "export_bundle", {"content": with_seed}, "bad_structure"
    )


def decided(good: Values) -> Iterator[Vector]:
    """What becomes of decisions about relatives."""
    [visit], child = good["visits"], plain(PatientName("Léo", "Exemple"))
    granted = {**consents.row(consents.GRANTED), "relatives": [{**plain(consents.CHILD), "scope": consents.SCOPE}]}
    nobody: Values = {"relatives": []}
    withdrawn = consents.row(consents.WITHDRAWN) | nobody
    refused = consents.row(consents.REFUSED) | nobody
    for case, decisions in {"granted": granted, "withdrawn": withdrawn, "refused": refused}.items():
        yield Vector(
            AREA, f"bundle_of_a_relative_{case}", "export_bundle", {"content": {**good, "consents": decisions}}
        )
    for case, row in {"granted": consents.SMS_GRANTED, "withdrawn": consents.SMS_WITHDRAWN}.items():
        chosen = {**good, "consents": consents.row(row) | nobody}
        yield Vector(AREA, f"bundle_of_sms_{case}", "export_bundle", {"content": chosen})
    of_the_child = {**visit, "self_copy": {**visit["self_copy"], "patient": child}}
    later = consents.again(consents.GRANTED[0], **consents.LATER)
    beside = {**granted, "records": [plain(later), *granted["records"]]}
    yield Vector(AREA, "bundle_of_something_newer", "export_bundle", {"content": {**good, "consents": beside}})
    same = {**good, "visits": [of_the_child], "consents": granted}
    yield Vector(AREA, "bundle_of_a_relative_with_a_visit", "export_bundle", {"content": same})
    forged = {**good, "consents": {**granted, "key": b64(seed("x"))}}
    yield Vector(AREA, "bundle_of_consents_of_another_key", "export_bundle", {"content": forged})
    with_a_seed = {**good, "consents": {**granted, "seed": b64(seed("x"))}}
    yield Vector(AREA, "content_with_the_key_of_consents", "export_bundle", {"content": with_a_seed}, "bad_structure")


def files(fixtures: Fixtures) -> Iterator[Vector]:
    """Opening a file; what is in it was drawn by lot once, as age does."""
    data = fixtures.once("export file", lambda: agefile.encrypt_with_passphrase(b"archive", PASSPHRASE))
    given = {"file": b64(data), "passphrase": PASSPHRASE}
    yield Vector(AREA, "file", "open_with_passphrase", given)
    for case, changed in {
        "file_by_another_passphrase": {"passphrase": PASSPHRASE.upper()},
        "file_changed": {"file": b64(flip(data, -1))},
        "file_cut": {"file": b64(data[:-1])},
        "file_empty": {"file": ""},
    }.items():
        yield Vector(AREA, case, "open_with_passphrase", {**given, **changed}, "cannot_open")
