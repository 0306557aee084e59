"""Search without accents or extensions: text folds to plain words, words to trigrams. Pure.

A trigram array under PostgreSQL's own GIN index finds the prefix of any word; `pg_trgm` and `unaccent` are not
needed, so that the schema runs on a bare PostgreSQL.
"""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o", "ł": "l"})
_NOT_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Lower case, no accents, single spaces: `Saint-Étienne` and `saint etienne` are the same."""
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).casefold()
    return _NOT_WORD.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def words(text: str) -> list[str]:
    """The folded words of a text."""
    return fold(text).split()


def trigrams(text: str) -> list[str]:
    """Every run of three letters of every word, its beginning marked by two spaces; sorted, each once."""
    return sorted({piece for word in words(text) for piece in _pieces(word)})


def _pieces(word: str) -> list[str]:
    marked = f"  {word}"
    return [marked[index : index + 3] for index in range(len(word))]


def begins_a_word(folded: str, query: str) -> bool:
    """Whether each word of the folded query begins a word of the folded text."""
    return all(any(word.startswith(part) for word in folded.split()) for part in query.split())
