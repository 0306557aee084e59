"""What the fictitious practitioners do: professions, specialties, motives, fees and hours.

Codes are those of the directory: TRE_G15 for professions, TRE_R38 for medical specialties.
"""

from typing import NamedTuple


class Motive(NamedTuple):
    """A reason for a visit, in French and English, with its length in minutes."""

    motive: str
    fr: str
    en: str
    minutes: int
    channel: str = "office"


class Trade(NamedTuple):
    """One kind of practitioner: codes, how many of them, and what they offer."""

    profession: str
    specialty: str
    prefix: str
    weight: int
    motives: tuple[Motive, ...]
    sectors: tuple[str, ...]
    pattern: str


_FIRST = Motive("premiere", "Première consultation", "First visit", 30)
_FOLLOW = Motive("suivi", "Consultation de suivi", "Follow-up visit", 20)

TRADES: tuple[Trade, ...] = (
    Trade(
        "10",
        "SM54",
        "Dr",
        70,
        (
            Motive("consultation", "Consultation de médecine générale", "General consultation", 15),
            Motive("enfant", "Consultation pour un enfant", "Visit for a child", 20),
            Motive("vaccin", "Vaccination", "Vaccination", 10),
            Motive("video", "Téléconsultation", "Video consultation", 15, "video"),
            Motive("certificat", "Certificat médical", "Medical certificate", 15),
        ),
        ("1", "1", "1", "2"),
        "long",
    ),
    Trade(
        "40",
        "",
        "Dr",
        34,
        (
            Motive("controle", "Contrôle et détartrage", "Check-up and scaling", 30),
            Motive("douleur", "Douleur dentaire", "Tooth pain", 20),
            Motive("soin", "Soin dentaire", "Dental treatment", 45),
        ),
        ("1",),
        "long",
    ),
    Trade(
        "70",
        "",
        "",
        30,
        (
            Motive("bilan", "Bilan kinésithérapique", "Physiotherapy assessment", 45),
            Motive("seance", "Séance de rééducation", "Rehabilitation session", 30),
        ),
        ("1",),
        "long",
    ),
    Trade(
        "50",
        "",
        "",
        20,
        (
            Motive("suivi", "Suivi de grossesse", "Pregnancy follow-up", 30),
            Motive("gyneco", "Consultation gynécologique", "Gynaecology visit", 30),
            Motive("postnatal", "Visite postnatale", "Postnatal visit", 45),
        ),
        ("1",),
        "short",
    ),
    Trade(
        "10",
        "SM38",
        "Dr",
        18,
        (
            Motive("vue", "Bilan visuel", "Eye examination", 20),
            Motive("lentilles", "Adaptation de lentilles", "Contact lens fitting", 30),
            Motive("fond", "Fond d’œil", "Retina examination", 25),
        ),
        ("1", "2", "2"),
        "short",
    ),
    Trade(
        "10",
        "SM15",
        "Dr",
        16,
        (
            _FIRST,
            Motive("grain", "Surveillance des grains de beauté", "Mole check", 20),
            Motive("acne", "Suivi de l’acné", "Acne follow-up", 15),
        ),
        ("1", "2", "2"),
        "short",
    ),
    Trade(
        "10",
        "SM40",
        "Dr",
        18,
        (
            Motive("nourrisson", "Suivi du nourrisson", "Infant follow-up", 20),
            Motive("enfant", "Consultation enfant malade", "Sick child visit", 15),
            Motive("vaccin", "Vaccination enfant", "Child vaccination", 10),
        ),
        ("1", "1", "2"),
        "long",
    ),
    Trade(
        "10",
        "SM04",
        "Dr",
        14,
        (
            Motive("bilan", "Bilan cardiologique", "Heart check-up", 30),
            Motive("echo", "Échographie cardiaque", "Cardiac ultrasound", 40),
            _FOLLOW,
        ),
        ("1", "1", "2"),
        "short",
    ),
    Trade(
        "10",
        "SM20",
        "Dr",
        14,
        (
            Motive("suivi", "Suivi gynécologique", "Gynaecological follow-up", 20),
            Motive("grossesse", "Suivi de grossesse", "Pregnancy follow-up", 30),
            Motive("contraception", "Contraception", "Contraception", 20),
        ),
        ("1", "2"),
        "short",
    ),
    Trade(
        "10",
        "SM42",
        "Dr",
        12,
        (
            Motive("premiere", "Première consultation", "First visit", 60),
            Motive("suivi", "Consultation de suivi", "Follow-up visit", 30),
            Motive("video", "Téléconsultation de suivi", "Follow-up by video", 30, "video"),
        ),
        ("1", "2"),
        "short",
    ),
    Trade(
        "10",
        "SM34",
        "Dr",
        10,
        (
            _FIRST,
            Motive("audition", "Bilan auditif", "Hearing test", 30),
            _FOLLOW,
        ),
        ("1", "2"),
        "short",
    ),
    Trade("10", "SM24", "Dr", 8, (_FIRST, _FOLLOW), ("1", "2"), "short"),
    Trade(
        "91",
        "",
        "",
        26,
        (
            Motive("bilan", "Bilan orthophonique", "Speech assessment", 60),
            Motive("seance", "Séance d’orthophonie", "Speech therapy session", 30),
        ),
        ("1",),
        "long",
    ),
    Trade(
        "80",
        "",
        "",
        12,
        (
            Motive("soin", "Soin de pédicurie", "Foot care", 30),
            Motive("semelles", "Bilan podologique et semelles", "Foot assessment and insoles", 45),
        ),
        ("1",),
        "long",
    ),
    Trade(
        "93",
        "",
        "",
        18,
        (
            Motive("premiere", "Premier entretien", "First session", 60),
            Motive("seance", "Séance", "Session", 45),
            Motive("video", "Séance en visioconférence", "Session by video", 45, "video"),
        ),
        ("hors",),
        "short",
    ),
)

HOURS: dict[str, tuple[tuple[tuple[str, str], ...], ...]] = {
    "long": (
        (("08:30", "12:00"), ("13:30", "18:30")),
        (("08:00", "12:30"), ("14:00", "19:00")),
        (("09:00", "12:00"), ("14:00", "18:00")),
    ),
    "short": (
        (("09:00", "12:30"), ("14:00", "17:30")),
        (("08:30", "12:30"), ("13:30", "16:30")),
        (("09:30", "13:00"), ("15:00", "18:30")),
    ),
}
LANGUAGES = ("en", "es", "ar", "pt", "de", "it", "tr", "zh")

GIVEN = (
    "Camille",
    "Louise",
    "Jeanne",
    "Manon",
    "Inès",
    "Chloé",
    "Aïcha",
    "Nadia",
    "Sarah",
    "Hélène",
    "Sophie",
    "Claire",
    "Mathilde",
    "Élodie",
    "Yasmine",
    "Thanh",
    "Agathe",
    "Solène",
    "Marguerite",
    "Noémie",
    "Hugo",
    "Louis",
    "Gabriel",
    "Antoine",
    "Karim",
    "Mehdi",
    "Julien",
    "Thomas",
    "Rémi",
    "Étienne",
    "Bastien",
    "Olivier",
    "Samuel",
    "Idriss",
    "Joël",
    "Mathieu",
    "Pierre",
    "Vincent",
    "Loïc",
    "Théo",
)
# Plants, so that nobody takes a fictitious name for a real colleague.
FAMILY = (
    "Marjolaine",
    "Tilleul",
    "Bouleau",
    "Coquelicot",
    "Aubépine",
    "Sarriette",
    "Myrtille",
    "Chèvrefeuille",
    "Romarin",
    "Églantine",
    "Genévrier",
    "Mélisse",
    "Pimprenelle",
    "Noisetier",
    "Capucine",
    "Verveine",
    "Houx",
    "Jonquille",
    "Lavandin",
    "Mimosa",
    "Orme",
    "Peuplier",
    "Réséda",
    "Sureau",
    "Trèfle",
    "Valériane",
    "Bruyère",
    "Charme",
    "Cyprès",
    "Érable",
    "Fougère",
    "Glycine",
    "Hêtre",
    "Iris",
    "Jasmin",
    "Laurier",
    "Mélèze",
    "Narcisse",
    "Olivier",
    "Primevère",
    "Roseau",
    "Safran",
    "Thym",
    "Violette",
    "Absinthe",
    "Bleuet",
    "Camomille",
    "Dahlia",
)
STREETS = (
    "rue des Jardins",
    "avenue de la Gare",
    "place du Marché",
    "rue de la Fontaine",
    "boulevard des Tilleuls",
    "rue Pasteur",
    "rue Victor-Hugo",
    "quai des Arts",
    "allée des Peupliers",
    "rue du Moulin",
)
