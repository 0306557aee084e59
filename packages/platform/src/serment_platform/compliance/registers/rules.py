"""What may be written in a register. Pure: rows and a time in, fields out."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from serment_platform.compliance.registers.due import done_at, later
from serment_platform.compliance.registers.errors import (
    FieldMissing,
    FieldRefused,
    FieldUnknown,
    NothingChanged,
    NothingElse,
    NotYourRegister,
    RowFrozen,
    SecondPerson,
    StepRefused,
    WrittenByTheSoftware,
    WrittenOnce,
)
from serment_platform.compliance.registers.fields import checked
from serment_platform.compliance.registers.types import (
    SOFTWARE,
    STATE,
    Actor,
    Fields,
    Kind,
    Limit,
    State,
    Value,
    Version,
)
from serment_protocol.console import RegisterStep, register_step_hash

Changes = Mapping[str, object]
"""New values by field; None empties one."""


def added(kind: Kind, fields: Changes, actor: Actor, now: datetime) -> Fields:
    """The first version of a row."""
    require_writer(kind, actor)
    if kind.titles and actor != SOFTWARE:
        raise WrittenByTheSoftware
    wanted = {STATE: kind.states[0].id, **fields}
    if actor != SOFTWARE and wanted[STATE] != kind.states[0].id:
        raise StepRefused
    return _complete(kind, _merged(kind, {}, wanted, now))


def changed(kind: Kind, history: Sequence[Version], changes: Changes, actor: Actor, now: datetime) -> Fields:
    """The next version of a row, whose versions until now are these."""
    require_writer(kind, actor)
    before = history[-1].fields
    after = _complete(kind, _merged(kind, before, changes, now))
    touched = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    if not touched:
        raise NothingChanged
    _require_once(kind, before, touched)
    at, to = kind.state(history[-1].state), kind.state(str(after[STATE]))
    if at.id == to.id:
        if at.frozen:
            raise RowFrozen
    else:
        _require_step(at, to, actor, touched)
        _require_second(to, history, actor, touched)
        _require_filled([*to.needs, *(name for flag, name in to.needs_if.items() if after.get(flag) is True)], after)
    return after


def require_writer(kind: Kind, actor: Actor) -> None:
    """The software writes what it mirrors and seeds; people write the rest, in their office."""
    if actor == SOFTWARE:
        return
    if kind.origin != "people":
        raise WrittenByTheSoftware
    if not actor.office(kind.editors):
        raise NotYourRegister


def office(kind: Kind, fields: Fields, actor: Actor) -> str:
    """In which office somebody writes a version: the one that its state asks for, or one of the register's."""
    if actor == SOFTWARE:
        return "measure"
    return actor.office(kind.state(str(fields[STATE])).by or kind.editors) or actor.office(kind.editors)


def step_hash(seen: Version, state: str) -> str:
    """What a second person's passkey signs: into which state this very version goes."""
    return register_step_hash(RegisterStep(kind=seen.kind, row=seen.id, hash=seen.hash.hex(), state=state))


def authors_since_entered(history: Sequence[Version]) -> set[str]:
    """Who wrote what is there: everybody who touched the row since it came to be in its state."""
    found: set[str] = set()
    for version in reversed(history):
        if version.state != history[-1].state:
            break
        found.add(version.by)
    return found


def _require_step(at: State, to: State, actor: Actor, touched: set[str]) -> None:
    if to.id not in at.next:
        raise StepRefused
    if to.by and not actor.office(to.by):
        raise NotYourRegister
    if at.frozen and touched - {STATE, *to.needs}:
        raise RowFrozen


def _require_second(to: State, history: Sequence[Version], actor: Actor, touched: set[str]) -> None:
    if not to.two:
        return
    if touched != {STATE}:
        raise NothingElse
    if actor == SOFTWARE or actor.pseudonym in authors_since_entered(history):
        raise SecondPerson


def _require_once(kind: Kind, before: Fields, touched: set[str]) -> None:
    for each in kind.fields:
        if each.once and each.id in before and each.id in touched:
            raise WrittenOnce(field=each.id)


def _require_filled(names: Sequence[str], fields: Fields) -> None:
    for name in names:
        if name not in fields:
            raise FieldMissing(field=name)


def _merged(kind: Kind, before: Fields, changes: Changes, now: datetime) -> dict[str, Value]:
    after = dict(before)
    for name, value in changes.items():
        if value is None:
            after.pop(name, None)
        else:
            after[name] = _checked(kind, name, value, before, now)
    return after


def _checked(kind: Kind, name: str, value: object, before: Fields, now: datetime) -> Value:
    if name == STATE:
        if value not in {each.id for each in kind.states}:
            raise FieldRefused(field=STATE)
        return str(value)
    field = kind.field(name)
    if field is None:
        raise FieldUnknown(field=name)
    # What was there already was checked when it was written.
    return before[name] if before.get(name) == value else checked(field, value, now)


def _complete(kind: Kind, fields: Mapping[str, Value]) -> Fields:
    if STATE not in fields:
        raise FieldMissing(field=STATE)
    _require_filled([each.id for each in kind.fields if each.required], fields)
    for limit in kind.limits:
        _require_within(limit, fields)
    return fields


def _require_within(limit: Limit, fields: Fields) -> None:
    if limit.start not in fields or limit.end not in fields:
        return
    start, end = done_at(fields, limit.start), done_at(fields, limit.end)
    if not start < end <= later(start, limit.most):
        raise FieldRefused(field=limit.end)
