"""The officers' page: its own origin and nothing else, in two languages, under a policy that lets nothing in."""

import re
from importlib.resources import files
from typing import get_args, get_type_hints

import pytest

from serment_custodian.compliance.authority.forms import OWN
from serment_custodian.compliance.authority.table import STEPS
from serment_custodian.officers.pages import tag
from serment_kernel.authority.forms import table
from serment_kernel.authority.types import Received

from .house import House, refused

STATIC = files("serment_custodian.officers") / "static"
SCRIPTS = sorted(item.name for item in STATIC.iterdir() if item.name.endswith(".js"))


@pytest.mark.parametrize(
    ("path", "asked", "language"),
    [
        ("/officers", "fr-FR,fr;q=0.9", "fr"),
        ("/officers", "en-GB,en;q=0.9", "en"),
        ("/officers", "", "fr"),
        ("/officers/fr", "en-GB", "fr"),
        ("/officers/en", "fr-FR", "en"),
    ],
)
async def test_speaks_the_language_of_its_path_or_of_the_browser(
    house: House, path: str, asked: str, language: str
) -> None:
    answer = await house.http.get(path, headers={"Accept-Language": asked})
    assert f'<html lang="{language}">' in answer.text


async def test_lets_nothing_in_and_keeps_nothing(house: House) -> None:
    answer = await house.get("/officers")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert "trusted-types 'none'" in policy
    assert "publickey-credentials-get=(self)" in answer.headers["permissions-policy"]
    assert "set-cookie" not in answer.headers
    assert not re.search(r"<script(?![^>]* src=)|<style| style=| on\w+=", answer.text)


async def test_sends_its_files_and_no_others(house: House) -> None:
    answer = await house.get(f"/officers/static/{tag()}/page.js")
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    for path in (f"{tag()}/nothing.js", f"{tag()}/../../pages.py", f"{tag()}/%2e%2e/pages.py", "0/page.js", ""):
        assert refused(await house.get(f"/officers/static/{path}")) == (404, "not_found")


@pytest.mark.parametrize("name", SCRIPTS)
def test_writes_no_markup_and_keeps_nothing(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|\beval\b|document\.cookie", text)
    assert not re.search(r"(local|session)Storage|indexedDB", text)


@pytest.mark.parametrize("name", ["words.js", "authority-words.js"])
def test_both_languages_have_the_same_words(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8")
    french, english = (set(re.findall(r"^    (\w+):", part, re.MULTILINE)) for part in text.split("  en: {"))
    assert french == english
    assert len(french) > 100


def test_every_step_of_the_procedure_has_words() -> None:
    text = (STATIC / "authority-words.js").read_text(encoding="utf-8")
    steps = table(STEPS, OWN).steps
    fields = [field for step in steps for field in step.fields]
    states = {state.lower() for step in steps for state in (*step.before, step.after) if state}
    wanted = {f"authority_act_{step.act}" for step in steps} | {f"authority_state_{each}" for each in states}
    wanted |= {f"authority_fact_{field.id.rpartition('.')[2]}" for field in fields}
    channels = get_args(get_type_hints(Received)["channel"])
    choices = (*channels, *(each for field in fields for each in field.choices))
    wanted |= {"authority_choice_" + re.sub(r"\W", "_", each) for each in choices}
    assert wanted <= set(re.findall(r"^    (\w+):", text, re.MULTILINE))
