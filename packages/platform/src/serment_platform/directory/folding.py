"""Search without accents, for people who mistype: text folds to plain words, words to those near them. Pure.

Arrays under PostgreSQL's own GIN index do it; `pg_trgm` and `unaccent` are not needed, so that the schema runs on a
bare PostgreSQL.
"""

import re
import unicodedata

_PLAIN = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o", "ł": "l"}
_LIGATURES = str.maketrans(_PLAIN)
_MARKS = str.maketrans(dict.fromkeys("-'’().,/_", " "))
SHORTEST = 4
"""Letters of a word in which a slip is looked for."""
_NOT_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Lower case, no accents, single spaces: `Saint-Étienne` and `saint etienne` are the same."""
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).casefold()
    return _NOT_WORD.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def fold_lines(text: str) -> str:
    """`fold` of each line of a long French text, as fast as whole strings can be changed."""
    for letter, plain in _PLAIN.items():
        text = text.replace(letter, plain)
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold().translate(_MARKS)
    return re.sub(" *\n *", "\n", re.sub(" +", " ", text)).strip()


def words(text: str) -> list[str]:
    """The folded words of a text."""
    return fold(text).split()


def near(word: str) -> list[str]:
    """The word, and what is left of it when one letter is missing: words that one slip tells apart share one of these.

    Short words are left alone: too many of them are one letter apart.
    """
    if len(word) < SHORTEST:
        return [word]
    return sorted({word, *(word[:index] + word[index + 1 :] for index in range(len(word)))})


def one_slip_apart(one: str, other: str) -> bool:
    """Whether a letter is missing, too many or another one, or two beside each other changed places."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return one == other
    start = next(
        (index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    mine, theirs = one[start:], other[start:]
    return (
        mine[1:] == theirs[1:]
        or mine[1:] == theirs
        or mine == theirs[1:]
        or (mine[:2] == theirs[1::-1] and mine[2:] == theirs[2:])
    )


def begins_a_word(folded: str, query: str) -> bool:
    """Whether each word of the folded query begins a word of the folded text."""
    return all(any(word.startswith(part) for word in folded.split()) for part in query.split())
