"""Who may book: by whom it is done, how old, for which licence, and what has to come first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from domain.rules.parameters import codes, counts, one_of, switch, whole
from domain.rules.rule import NEW, PLACED, About, Request, Rule, said
from domain.timeslots import day_start, to_wall

if TYPE_CHECKING:
    from domain.schools import Catalogue

_LESSON = {"en": "Driving lesson", "da": "Køretime", "de": "Fahrstunde", "sv": "Körlektion", "nb": "Kjøretime"}
_THEORY = {"en": "Theory class", "da": "Teorilektion", "de": "Theoriestunde", "sv": "Teorilektion", "nb": "Teoritime"}
_TRACK = {"en": "Closed track", "da": "Lukket bane", "de": "Übungsplatz", "sv": "Övningsbana", "nb": "Øvingsbane"}


@dataclass(frozen=True, slots=True)
class BookableBy(Rule):
    """name: of the lesson type, by language. Students neither book nor move these themselves."""

    name = "bookable_by"
    about = About.PERSON
    on = PLACED
    code = "staff_only"
    title = "Only the school books these lessons"
    words = said(
        en='{{ name }}: the school plans these with you. Write "talk to the school" to arrange one.',
        da='{{ name }}: dem planlægger skolen sammen med dig. Skriv "tal med skolen" for at aftale en.',
        de='{{ name }}: Das plant die Fahrschule mit dir. Schreib "mit der fahrschule sprechen", um etwas auszumachen.',
        sv='{{ name }}: dem planerar skolan tillsammans med dig. Skriv "prata med skolan" för att komma överens om en.',
        nb='{{ name }}: dem planlegger skolen sammen med deg. Skriv "snakk med skolen" for å avtale en.',
    )
    examples = ({"name": _LESSON},)

    bookable_by: str = one_of(("students", "staff"), "who books these lessons; `staff`: the school alone")

    def check(self, request: Request) -> None:
        if self.bookable_by == "staff" and request.by_student:
            self.refuse(name=request.lesson_type.names)


@dataclass(frozen=True, slots=True)
class MinimumAge(Rule):
    """years, months: how old the student must be on the day of the lesson; of_age: the first day on which that is so,
    None if the school has not entered when the student was born; earliest: the first day from then on that the hours
    and the other rules allow, None if there is none for now."""

    name = "minimum_age"
    about = About.TIME
    on = PLACED
    code = "too_young"
    title = "The student is not old enough on that day"
    words = said(
        en="{% if of_age %}For that you must be {{ years }} years{% if months %} and {{ months }} months{% endif %} "
        "old{% if earliest %}: you can book from {{ earliest|day }}{% else %}, which you are on {{ of_age|day }}"
        "{% endif %}.{% else %}For that the school has to know your date of birth first. "
        'Write "talk to the school" to tell it.{% endif %}',
        da="{% if of_age %}Til det skal du være {{ years }} år{% if months %} og {{ months }} måneder{% endif %}"
        "{% if earliest %}: du kan booke fra {{ earliest|day }}{% else %}, og det er du {{ of_age|day }}{% endif %}."
        "{% else %}Til det skal skolen først kende din fødselsdato. "
        'Skriv "tal med skolen" for at fortælle den.{% endif %}',
        de="{% if of_age %}Dafür musst du {{ years }} Jahre{% if months %} und {{ months }} Monate{% endif %} alt "
        "sein{% if earliest %}: Buchen kannst du ab {{ earliest|day }}{% else %}, und das bist du am {{ of_age|day }}"
        "{% endif %}.{% else %}Dafür braucht die Fahrschule zuerst dein Geburtsdatum. "
        'Schreib "mit der fahrschule sprechen", um es zu nennen.{% endif %}',
        sv="{% if of_age %}För det måste du vara {{ years }} år{% if months %} och {{ months }} månader{% endif %}"
        "{% if earliest %}: du kan boka från {{ earliest|day }}{% else %}, och det är du {{ of_age|day }}{% endif %}."
        "{% else %}För det behöver skolan först veta när du är född. "
        'Skriv "prata med skolan" för att berätta det.{% endif %}',
        nb="{% if of_age %}Til det må du være {{ years }} år{% if months %} og {{ months }} måneder{% endif %}"
        "{% if earliest %}: du kan bestille fra {{ earliest|day }}{% else %}, og det er du {{ of_age|day }}{% endif %}."
        "{% else %}Til det må skolen først vite når du er født. "
        'Skriv "snakk med skolen" for å fortelle det.{% endif %}',
    )
    examples = (
        {"years": 17, "months": 0, "of_age": date(2026, 11, 26), "earliest": date(2026, 11, 26)},
        {"years": 16, "months": 9, "of_age": date(2026, 11, 26), "earliest": None},
        {"years": 17, "months": 0, "of_age": None, "earliest": None},
    )

    minimum_age_years: int | None = whole(None, "how old the student must be on the day of the lesson", most=99)
    minimum_age_months: int = whole(0, "and so many months", most=11)

    def check(self, request: Request) -> None:
        if self.minimum_age_years is None:
            return
        born, day = request.student.birth_date, to_wall(request.start, request.catalogue.zone).date()
        of_age = None if born is None else _months_after(born, 12 * self.minimum_age_years + self.minimum_age_months)
        if of_age is None or day < of_age:
            self.refuse(
                years=self.minimum_age_years,
                months=self.minimum_age_months,
                of_age=of_age,
                earliest=of_age and self._possible_from(request, of_age),
            )

    def _possible_from(self, request: Request, day: date) -> date | None:
        zone = request.catalogue.zone
        start = request.possible_from(day_start(day, zone), besides=self)
        return to_wall(start, zone).date() if start is not None else None


@dataclass(frozen=True, slots=True)
class LicenceClass(Rule):
    """wanted: the classes that the lessons are for; licence_class: the student's, None if it isn't entered."""

    name = "licence_classes"
    about = About.PERSON
    on = NEW
    code = "other_licence_class"
    title = "These lessons are for another licence class"
    words = said(
        en="That is for class {{ wanted|join(', ') }}{% if licence_class %}, and you learn for {{ licence_class }}"
        '{% else %}, and the school has not entered yours yet{% endif %}. Write "talk to the school" if that is wrong.',
        da="Det er til kategori {{ wanted|join(', ') }}{% if licence_class %}, og du lærer til {{ licence_class }}"
        "{% else %}, og skolen har ikke skrevet din ind endnu{% endif %}. "
        'Skriv "tal med skolen", hvis det er forkert.',
        de="Das ist für Klasse {{ wanted|join(', ') }}{% if licence_class %}, und du lernst für {{ licence_class }}"
        "{% else %}, und deine ist noch nicht eingetragen{% endif %}. "
        'Schreib "mit der fahrschule sprechen", wenn das nicht stimmt.',
        sv="Det är för behörighet {{ wanted|join(', ') }}{% if licence_class %}, och du läser för {{ licence_class }}"
        "{% else %}, och skolan har inte skrivit in din än{% endif %}. "
        'Skriv "prata med skolan" om det är fel.',
        nb="Det er for klasse {{ wanted|join(', ') }}{% if licence_class %}, og du øver til {{ licence_class }}"
        "{% else %}, og skolen har ikke skrevet inn din ennå{% endif %}. "
        'Skriv "snakk med skolen" hvis det er feil.',
    )
    examples = (
        {"wanted": ["A", "A2"], "licence_class": "B"},
        {"wanted": ["B"], "licence_class": None},
    )

    licence_classes: tuple[str, ...] = codes('the student must learn for one of these classes, such as `["B", "BE"]`')

    def check(self, request: Request) -> None:
        if self.licence_classes and request.student.licence_class not in self.licence_classes:
            self.refuse(wanted=list(self.licence_classes), licence_class=request.student.licence_class)


@dataclass(frozen=True, slots=True)
class ExamBooked(Rule):
    """It has no data: the next step is the school's, which enters the day of the examination."""

    name = "exam_booked"
    about = About.PERSON
    on = NEW
    code = "exam_not_booked"
    title = "The student's examination is not booked yet"
    words = said(
        en='That comes when your driving test is booked. Write "talk to the school" to have it booked.',
        da='Det kommer, når din køreprøve er booket. Skriv "tal med skolen" for at få den booket.',
        de="Das kommt, wenn deine Fahrprüfung angemeldet ist. Schreib "
        '"mit der fahrschule sprechen", um sie anzumelden.',
        sv='Det kommer när din uppkörning är bokad. Skriv "prata med skolan" för att få den bokad.',
        nb='Det kommer når oppkjøringen din er bestilt. Skriv "snakk med skolen" for å få den bestilt.',
    )
    examples = ({},)

    exam_booked: bool = switch("only for students whose examination the school has booked (`exam_on`)")

    def check(self, request: Request) -> None:
        if self.exam_booked and request.student.exam_on is None:
            self.refuse()


def _each(done: str) -> str:
    """The template of what is missing; done: what it is called of each of several."""
    line = "{{ required[loop.index0] }} x {{ name }}{% if names[1:] %} ({{ completed[loop.index0] }} " + done
    return "{% for name in names %}{% if not loop.first %}, {% endif %}" + line + "){% endif %}{% endfor %}"


@dataclass(frozen=True, slots=True)
class LessonsBefore(Rule):
    """Of each type of which lessons are missing still, lesson_types: its code; names: its name by language; completed,
    required: how many the student has, and needs."""

    name = "lessons_before"
    about = About.PERSON
    on = NEW
    reads = True
    code = "lessons_first"
    title = "Other lessons have to be completed first"
    words = said(
        en="Before that you need " + _each("done") + "{% if names[1:] %}. Book those first.{% else %}"
        "; you have completed {{ completed[0] }}. Book that first.{% endif %}",
        da="Før det skal du have " + _each("gennemført") + "{% if names[1:] %}. Book dem først.{% else %}"
        "; du har gennemført {{ completed[0] }}. Book det først.{% endif %}",
        de="Davor brauchst du " + _each("absolviert") + "{% if names[1:] %}. Buche das zuerst.{% else %}"
        "; absolviert hast du {{ completed[0] }}. Buche das zuerst.{% endif %}",
        sv="Innan dess behöver du " + _each("klara") + "{% if names[1:] %}. Boka dem först.{% else %}"
        "; du har genomfört {{ completed[0] }}. Boka det först.{% endif %}",
        nb="Før det trenger du " + _each("gjennomført") + "{% if names[1:] %}. Bestill dem først.{% else %}"
        "; du har gjennomført {{ completed[0] }}. Bestill det først.{% endif %}",
    )
    examples = (
        {"lesson_types": ("theory",), "names": (_THEORY,), "completed": (2,), "required": (4,)},
        {"lesson_types": ("theory", "track"), "names": (_THEORY, _TRACK), "completed": (2, 0), "required": (4, 1)},
    )

    lessons_before: tuple[tuple[str, int], ...] = counts(
        'lessons of other types to be completed first, such as `{"theory": 4}`'
    )

    def ensure_known(self, catalogue: Catalogue) -> None:
        known = {kind.code for kind in catalogue.lesson_types.values()}
        if unknown := [code for code, _ in self.lessons_before if code not in known]:
            raise ValueError(f"names lesson types that the school has not: {', '.join(unknown)}")

    def check(self, request: Request) -> None:
        if not self.lessons_before:
            return
        types = {kind.code: kind for kind in request.catalogue.lesson_types.values()}
        done = {code: request.facts.completed.get(kind.id, 0) for code, kind in types.items()}
        missing = [(code, required) for code, required in self.lessons_before if done.get(code, 0) < required]
        if missing:
            self.refuse(
                lesson_types=tuple(code for code, _ in missing),
                names=tuple(types[code].names if code in types else {"en": code} for code, _ in missing),
                completed=tuple(done.get(code, 0) for code, _ in missing),
                required=tuple(required for _, required in missing),
            )


def _months_after(born: date, months: int) -> date:
    """The same day so many months later; the first of the next, where that month has no such day."""
    years, month = divmod(born.month - 1 + months, 12)
    try:
        return date(born.year + years, month + 1, born.day)
    except ValueError:
        return date(born.year + years, month + 2, 1)  # never after December, which has all days
