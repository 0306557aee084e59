from serment_platform.directory.specialties import canonical, find_specialties, labels, related, specialties


class TestSpecialties:
    def test_several_codes_of_one_work_are_one(self) -> None:
        assert {canonical("10", code) for code in ("SM26", "SM53", "SM54")} == {"SM54"}

    def test_a_profession_without_specialty_is_its_own(self) -> None:
        assert canonical("40", "") == "40"
        assert labels("40").en == "Dentist"

    def test_an_unknown_code_stands_for_itself(self) -> None:
        assert canonical("10", "SM99") == "SM99"
        assert labels("SM99").fr == "SM99"
        assert related("SM99") == ()

    def test_related_codes_exist(self) -> None:
        codes = {specialty.code for specialty in specialties()}
        assert all(set(specialty.related) <= codes for specialty in specialties())

    def test_is_found_in_both_languages_without_accents(self) -> None:
        assert find_specialties("pediat")[0].code == "SM40"
        assert find_specialties("paediat")[0].code == "SM40"
        assert find_specialties("dentist")[0].code == "40"
        assert find_specialties("") == []
