import pytest
from hypothesis import given
from hypothesis import strategies as st

from serment_platform.directory.folding import SHORTEST, begins_a_word, fold, near, one_slip_apart, words


class TestFold:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Saint-Étienne", "saint etienne"),
            ("  L’Haÿ-les-Roses ", "l hay les roses"),
            ("Œdème", "oedeme"),
            ("NGUYỄN Thị", "nguyen thi"),
            ("_", ""),
        ],
    )
    def test_leaves_plain_words(self, text: str, expected: str) -> None:
        assert fold(text) == expected

    @given(st.text(max_size=40))
    def test_folding_twice_changes_nothing(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)


LETTERS = st.text("abcé", min_size=4, max_size=7)


def slips(word: str) -> set[str]:
    """Everything that one slip makes of a word."""
    split = [(word[:index], word[index:]) for index in range(len(word) + 1)]
    return (
        {a + b[1:] for a, b in split if b}
        | {a + c + b for a, b in split for c in "abcx"}
        | {a + c + b[1:] for a, b in split if b for c in "abcx"}
        | {a + b[1] + b[0] + b[2:] for a, b in split if len(b) > 1}
    )


class TestSlips:
    @given(LETTERS)
    def test_words_one_slip_apart_have_a_neighbour_in_common(self, word: str) -> None:
        for other in slips(word):
            assert one_slip_apart(word, other)
            assert one_slip_apart(other, word)
            assert len(other) < SHORTEST or set(near(word)) & set(near(other))

    @given(LETTERS, LETTERS)
    def test_others_are_further_apart(self, one: str, other: str) -> None:
        assert one_slip_apart(one, other) == (one == other or other in slips(one) or one in slips(other))

    def test_short_words_are_left_alone(self) -> None:
        assert near("roy") == ["roy"]

    def test_the_beginning_of_each_word(self) -> None:
        assert begins_a_word(fold("Ana Lô"), "a l")
        assert words("Ana Lô") == ["ana", "lo"]
