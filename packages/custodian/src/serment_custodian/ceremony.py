"""The key ceremony: people are present while the sealing key is made in the HSM, check what they see, and sign it.

It makes what is new, and never touches what is there: with a key or a record in its way, it stops before it begins.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from serment_custodian.config import Config
from serment_custodian.errors import CannotStart, NoHsm, SomethingThere
from serment_custodian.hands import load_sealing_key
from serment_custodian.hsm import Hsm
from serment_custodian.log_key import evidence_key, make_log_key, verifier_keys
from serment_custodian.sealing_key import SealingKey, Stage
from serment_protocol.errors import CannotOpen

SIGNATURES = 4
WIDTH = 20
TRIED = "ceremony"
STAGES: dict[Stage, str] = {"coming": "à venir · coming", "ready": "en service · ready"}


def hold(config: Config, record: Path, now: datetime) -> str:
    """Make the sealing key in the token, and the keys of log and evidence; the record to be checked and signed."""
    if config.hsm is None:
        raise NoHsm
    hand, log = Hsm(config.hsm, config.keys.log_origin), Path(config.keys.log_key_file)
    _require_nothing(config, hand, record)
    hand.prepare(1)
    hand.complete(1)
    sealing = load_sealing_key(config)
    try_out(hand, sealing)
    make_log_key(log, config.keys.log_origin, sealing)
    evidence_key(config).make(sealing)
    text = "\n".join(_record(config, sealing, now)) + "\n"
    try:
        with record.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise CannotStart(f"{record}: {error.strerror}") from error
    return text


def describe(config: Config) -> str:
    """What there is: the device, its keys, and by what others know this custodian. It can be compared with a record."""
    return "\n".join(_what_there_is(config, load_sealing_key(config))) + "\n"


def try_out(hand: Hsm, sealing: SealingKey) -> None:
    """Have the new key do its work once, and refuse what it must."""
    hand.require_kept(sealing.current)
    locked = sealing.lock(TRIED, b"", b"opens")
    if sealing.unlock(TRIED, b"", locked) != b"opens":
        raise CannotStart("What the new key locked does not open.")
    try:
        sealing.unlock(TRIED, b"another row", locked)
    except CannotOpen:
        return
    raise CannotStart("What the new key locked opens where it must not.")


def _require_nothing(config: Config, hand: Hsm, record: Path) -> None:
    sealing, log = config.keys.sealing_key_file, Path(config.keys.log_key_file)
    if sealing and Path(sealing).exists():
        raise SomethingThere(f"a sealing key in a file ({Path(sealing).name}); `rotate-sealing-key` moves from it")
    if log.exists():
        raise SomethingThere(f"the log's key ({log.name})")
    if record.exists():
        raise SomethingThere(record.name)
    if versions := hand.versions():
        raise SomethingThere(f"version {max(versions)} of the sealing key in {hand.name}")
    if (evidence := evidence_key(config).path).exists():
        raise SomethingThere(f"the evidence's key ({evidence.name})")


def _record(config: Config, sealing: SealingKey, now: datetime) -> Iterator[str]:
    yield "PROCÈS-VERBAL DE CÉRÉMONIE DES CLÉS · RECORD OF A KEY CEREMONY"
    yield ""
    yield from _table({"Installation": config.name, "Date (UTC)": f"{now:%Y-%m-%d %H:%M}"})
    yield ""
    yield from _what_there_is(config, sealing)
    yield ""
    yield from _check(
        "Les clés ont été faites dans l’appareil, sous nos yeux ; les en sortir a été essayé, et refusé.",
        "The keys were made in the device before our eyes; taking them out was tried, and refused.",
    )
    yield from _check(
        "Le numéro de série est celui de l’appareil qui est devant nous.",
        "The serial number is that of the device before us.",
    )
    yield from _check(
        "Le PIN, et celui du responsable de la sécurité, sont chez des personnes différentes.",
        "The PIN, and the security officer's, are with different people.",
    )
    yield from _check(
        "Une copie de l’appareil a été faite selon son constructeur, et elle est ailleurs.",
        "A copy of the device was made as its maker says, and it is elsewhere.",
    )
    yield ""
    yield "Nom, fonction, signature · Name, role, signature"
    for _ in range(SIGNATURES):
        yield ""
        yield "_" * 72


def _what_there_is(config: Config, sealing: SealingKey) -> Iterator[str]:
    for hand in sealing.hands:
        versions = [version for version in sealing.stages() if sealing.hand_of(version) is hand]
        if isinstance(hand, Hsm):
            yield from _table(_device(hand))
        else:
            yield from _table({"Fichier · File": hand.name})
        for version in versions:
            stage = sealing.stages()[version]
            yield f"  Version {version} ({STAGES[stage]})"
            names = [f"{each.label}, id {each.id}" for each in hand.handles(version)] if isinstance(hand, Hsm) else []
            values = hand.check_values(version) if stage == "ready" else ()
            for name, value in zip(names or ("locking", "hashing"), values, strict=False):
                yield f"    {name}: {value}"
    yield ""
    yield "Clés publiques du registre et du témoin · Public keys of log and witness"
    yield from verifier_keys(config.keys, sealing)


def _device(hand: Hsm) -> dict[str, str]:
    facts = hand.facts()
    return {
        "Module": f"{facts.module} ({facts.library})",
        "Jeton · Token": facts.label,
        "N° de série · Serial": facts.serial,
        "Appareil · Device": f"{facts.manufacturer}, {facts.model}",
    }


def _table(rows: dict[str, str]) -> Iterator[str]:
    for name, value in rows.items():
        yield f"{name:<{WIDTH}}  {value}"


def _check(french: str, english: str) -> Iterator[str]:
    yield f"[ ] {french}"
    yield f"    {english}"
