"""Secrets as BIP-39 words, French or English: the paper kit (SPEC 3), codes (7), recovery shares (12), passphrases."""

import re
import unicodedata
from functools import cache
from typing import Literal

from mnemonic import Mnemonic

from serment_protocol.errors import BadCode, BadKit, BadShare, ProtocolRefusal
from serment_protocol.primitives import random_bytes

WordLanguage = Literal["fr", "en"]

KIT_BYTES = 16
KIT_WORDS = 12
SHARE_BYTES = 32
SHARE_WORDS = 24
CODE_BYTES = 16
CODE_WORDS = 12
PASSPHRASE_WORDS = 6
LIST_SIZE = 2048
TELLING_LETTERS = 4
_NAMES: dict[WordLanguage, str] = {"fr": "french", "en": "english"}


def kit_words(kit: bytes, language: WordLanguage) -> tuple[str, ...]:
    """The words to write down."""
    if len(kit) != KIT_BYTES:
        raise BadKit
    return _words(kit, language)


def read_kit(typed: str) -> bytes:
    """The kit of typed words: accents, capitals and what stands between do not matter; the checksum does.

    Four letters tell a word from all others, so they are enough.
    """
    return _read(typed, KIT_WORDS, BadKit)


def share_words(share: bytes, language: WordLanguage) -> tuple[str, ...]:
    """The words of a recovery share."""
    if len(share) != SHARE_BYTES:
        raise BadShare
    return _words(share, language)


def read_share(typed: str) -> bytes:
    """The share of typed words, read like a kit."""
    return _read(typed, SHARE_WORDS, BadShare)


def code_words(code: bytes, language: WordLanguage) -> tuple[str, ...]:
    """The words of a code that passes over a counter or on paper."""
    if len(code) != CODE_BYTES:
        raise BadCode
    return _words(code, language)


def read_code_words(typed: str) -> bytes:
    """The code of typed words, read like a kit."""
    return _read(typed, CODE_WORDS, BadCode)


def propose_words(language: WordLanguage, count: int = PASSPHRASE_WORDS) -> str:
    """Words drawn evenly, 11 bits each: 2048 divides 65536, so no word is likelier."""
    words = _book(language).wordlist
    drawn = (int.from_bytes(random_bytes(2)) % LIST_SIZE for _ in range(count))
    return " ".join(_composed(words[number]) for number in drawn)


def propose_bare_words(count: int, language: WordLanguage) -> str:
    """The same without accents and joined by hyphens, for whatever compares letter by letter."""
    return "-".join(_bare(word) for word in propose_words(language, count).split())


def _words(data: bytes, language: WordLanguage) -> tuple[str, ...]:
    return tuple(_composed(word) for word in _book(language).to_mnemonic(data).split())


def _read(typed: str, count: int, refusal: type[ProtocolRefusal]) -> bytes:
    words = re.findall(r"[a-z]+", _bare(typed))
    if len(words) != count:
        raise refusal
    for language in _NAMES:
        known = [_find(word, language) for word in words]
        entropy = _entropy(known, language)
        if entropy:
            return entropy
    raise refusal


def _find(word: str, language: WordLanguage) -> str:
    known = _by_beginning(language).get(word[:TELLING_LETTERS], "")
    bare = _bare(known)
    return known if word == bare or (len(word) >= TELLING_LETTERS and bare.startswith(word)) else ""


def _entropy(words: list[str], language: WordLanguage) -> bytes:
    """The bytes of these words; none where a word is unknown or the checksum does not hold."""
    try:
        return bytes(_book(language).to_entropy(words))
    except (ValueError, LookupError):
        return b""


@cache
def _book(language: WordLanguage) -> Mnemonic:
    return Mnemonic(_NAMES[language])


@cache
def _by_beginning(language: WordLanguage) -> dict[str, str]:
    return {_bare(word)[:TELLING_LETTERS]: word for word in _book(language).wordlist}


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.category(letter).startswith("M")).lower()


def _composed(word: str) -> str:
    return unicodedata.normalize("NFC", word)
