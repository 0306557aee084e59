"""The table of an appointment's life against the sentence of the specification, and on its own."""

import re
from pathlib import Path
from typing import get_args

from serment_protocol.lifecycle import LIFE, State


def test_every_state_stands_in_it_once() -> None:
    assert list(LIFE) == list(get_args(State))


def test_is_what_the_specification_says(root: Path) -> None:
    text = (root / "protocol/SPEC.md").read_text("utf-8")
    sentence = text[text.index("From → to: ") :].split("`manage` may only")[0]
    steps = re.sub(r"\([a-z ]+\)|From → to: |\.", "", sentence)
    said = {
        before.strip(): {after.strip() for after in then.split(",") if after.strip() != "nothing"}
        for before, then in (step.split("→") for step in steps.split(";"))
    }
    assert said == {state: set(stage.then) for state, stage in LIFE.items()}


def test_a_patient_may_do_no_more_than_may_be_done() -> None:
    assert all(stage.by_patient <= stage.then for stage in LIFE.values())
    assert {state for state, stage in LIFE.items() if stage.by_patient} == {"booked"}


def test_only_what_nothing_follows_is_free() -> None:
    assert all(stage.takes_time == bool(stage.then) for stage in LIFE.values())
