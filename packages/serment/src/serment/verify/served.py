"""What a publisher answered, compared with a manifest: files, headers, what they name, and what else answers. Pure, but
for a build of one's own that is read from its folder.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from serment.errors import CannotVerify
from serment.verify.references import faults_of
from serment.verify.visitors import Answers, answers_at
from serment_protocol.errors import ProtocolRefusal
from serment_protocol.releases import Manifest, Place, check_file, check_headers
from serment_web.bundle import BundleMissing, load_bundle
from serment_web.manifest import manifest_of

NOT_FOUND = 404
STATIC = Path("web") / "serment_web" / "static"


def files(manifest: Manifest, answers: Answers) -> Iterator[str]:
    """Files that are not the release's."""
    for file in manifest.files:
        for who, answer in answers_at(answers, file.path):
            if not answer.is_read:
                yield f"{file.path} for {who}: {answer}."
                continue
            try:
                check_file(manifest, file.path, answer.body)
            except ProtocolRefusal:
                yield f"{file.path} for {who}: {answer}; the release has {file.size} with {file.sha256}."


def headers(manifest: Manifest, answers: Answers, place: Place) -> Iterator[str]:
    """Headers that are missing, changed or added."""
    for file in manifest.files:
        for who, answer in answers_at(answers, file.path):
            try:
                check_headers(manifest, file.path, answer.headers, place)
            except ProtocolRefusal as refusal:
                name = str(refusal.args[0])
                yield f"{file.path} for {who}: {name} is {answer.headers.get(name, 'missing')}."


def references(manifest: Manifest, answers: Answers) -> Iterator[str]:
    """Addresses that pages, scripts and styles name and that are not of the release."""
    found: dict[str, None] = {}
    for file in manifest.files:
        for body in {answer.body for _, answer in answers_at(answers, file.path)}:
            found |= dict.fromkeys(faults_of(manifest, file.path, file.type, body))
    yield from (f"{fault}." for fault in found)


def elsewhere(answers: Answers, path: str) -> Iterator[str]:
    """That an address was answered which nobody has heard of."""
    for who, answer in answers_at(answers, path):
        if answer.status != NOT_FOUND:
            yield f"{path}, made up, is answered for {who}: {answer}."


def differences(manifest: Manifest, source: Path) -> Iterator[str]:
    """Between the release and a build of one's own; its headers are those of this very checkout."""
    static = source / STATIC if (source / STATIC).is_dir() else source
    try:
        own = msgspec.json.decode(manifest_of(load_bundle(static)), type=Manifest)
    except BundleMissing as error:
        raise CannotVerify(f"There is no build in {static}; `make env` makes one.") from error
    theirs, ours = ({file.path: file for file in each.files} for each in (manifest, own))
    yield from (f"{path} is in the release alone." for path in theirs.keys() - ours.keys())
    yield from (f"{path} is in the build alone." for path in ours.keys() - theirs.keys())
    yield from (f"{path} differs." for path in sorted(theirs.keys() & ours.keys()) if theirs[path] != ours[path])
    if manifest.headers != own.headers:
        yield "The headers differ."
