import pytest
from hypothesis import given
from hypothesis import strategies as st

from serment_platform.directory.folding import begins_a_word, fold, trigrams, words


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


class TestTrigrams:
    def test_marks_the_beginning_of_each_word(self) -> None:
        assert trigrams("Ana Lô") == ["  a", "  l", " an", " lo", "ana"]

    @given(st.text(max_size=30), st.integers(1, 8))
    def test_the_beginning_of_a_word_is_contained_in_the_whole(self, text: str, length: int) -> None:
        for word in words(text):
            assert set(trigrams(word[:length])) <= set(trigrams(text))
            assert begins_a_word(fold(text), fold(word[:length]))
