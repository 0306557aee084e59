"""The life of an appointment as a table, in FHIR R4's words for its status (SPEC 7).

Every rule about states is read from here: which statement may follow which, who may sign it, and whether the time is
still somebody's. The database's own constraint and the specification are compared with it. Undoing is a step like any
other; nothing leaves `cancelled`.

Other words of FHIR name what is no appointment yet here: `pending` is a hold (Slot `busy-tentative`), `waitlist` an
entry of a line, `proposed` a plan of the desk, which takes nothing; `checked-in` is `arrived`, and `entered-in-error` a
cancelled visit.
"""

from typing import Literal, NamedTuple

State = Literal["booked", "arrived", "fulfilled", "noshow", "cancelled"]


class Stage(NamedTuple):
    """What a state means, whether its time is taken, what may follow, and which of that the patient may do."""

    means: str
    takes_time: bool
    then: frozenset[State]
    by_patient: frozenset[State] = frozenset()


LIFE: dict[State, Stage] = {
    "booked": Stage(
        "somebody is expected",
        True,
        frozenset({"booked", "cancelled", "arrived", "noshow"}),
        frozenset({"booked", "cancelled"}),
    ),
    "arrived": Stage("somebody is there", True, frozenset({"booked", "fulfilled", "noshow"})),
    "fulfilled": Stage("the visit has taken place", True, frozenset({"arrived"})),
    "noshow": Stage("nobody came", True, frozenset({"booked", "arrived"})),
    "cancelled": Stage("the time is free again", False, frozenset()),
}
