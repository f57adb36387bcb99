"""How several lessons went, told in one line: of all of them, of some by name, of those who came late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.dialogs.exchange import Channel
from domain.policies import Policy
from tests.chat import Chat, Town
from tests.factories import SmallSchool

DAY, NOON = "2026-11-23", "2026-11-23 12:05"
SECOND = 2
CAME, MISSED, FELL_OUT, OPEN = "completed", "no_show", "cancelled", "confirmed"


class Morning:
    """Anna, Emil and Bo have driven with Mette, an hour each, and she is asked about Anna."""

    def __init__(self, town: Town, language: str, days: tuple[str, str, str] = (DAY, DAY, DAY)) -> None:
        self.town = town
        self.school: SmallSchool = town.found(policy=Policy(max_bookings_per_day=None))
        for name, day, hour in zip(("Anna Berg", "Emil Friis", "Bo Lind"), days, (9, 10, 11), strict=True):
            self.school.books(self.school.student(name), f"{day} {hour:02}:00", made="2026-11-20 12:00")
        self.mette: Chat = town.person(self.school, self.school.mette, Channel.SMS, language)
        town.until(f"{max(days)} {NOON[11:]}")

    @property
    def ends(self) -> list[str]:
        return [status for _, status in self.town.bookings()]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "came, but 15 min late"),
        ("en", "he was late but came"),
        ("en", "turned up 20 minutes late"),
        ("da", "kom, men et kvarter for sent"),
        ("de", "kam, aber 15 Min zu spät"),
        ("sv", "kom, men 15 min sen"),
        ("nb", "var 10 min forsinket"),
    ],
)
def test_who_came_late_has_come(town: Town, language: str, said: str) -> None:
    morning = Morning(town, language)
    morning.mette.says(said).hears("recorded_attended", "Anna Berg").hears("ask_attendance", "Emil Friis")
    assert morning.ends == [CAME, OPEN, OPEN]


@pytest.mark.parametrize("said", ["Anna wasn't late", "I was late", "Anna will be 10 min late", "10 min late"])
def test_a_delay_that_tells_of_no_lesson_settles_none(town: Town, said: str) -> None:
    morning = Morning(town, "en")
    morning.mette.says(said)
    assert morning.ends == [OPEN, OPEN, OPEN]


@pytest.mark.parametrize(
    ("language", "said", "ends"),
    [
        ("en", "all came", [CAME, CAME, CAME]),
        ("en", "all three came", [CAME, CAME, CAME]),
        ("en", "nobody came", [MISSED, MISSED, MISSED]),
        ("en", "nobody was missing", [CAME, CAME, CAME]),
        ("en", "all but Emil and Bo came", [CAME, MISSED, MISSED]),
        ("en", "everyone was there but Emil was late", [CAME, CAME, CAME]),
        ("en", "missing: Anna and Bo, the others came", [MISSED, CAME, MISSED]),
        ("en", "none took place", [FELL_OUT, FELL_OUT, FELL_OUT]),
        ("da", "alle kom undtagen Emil", [CAME, MISSED, CAME]),
        ("da", "Annas og Emils blev ikke til noget", [FELL_OUT, FELL_OUT, OPEN]),
        ("de", "alle außer Emil waren da", [CAME, MISSED, CAME]),
        ("de", "Annas und Emils Stunde fiel aus", [FELL_OUT, FELL_OUT, OPEN]),
        ("sv", "alla kom", [CAME, CAME, CAME]),
        ("sv", "Annas och Emils blev inte av", [FELL_OUT, FELL_OUT, OPEN]),
        ("nb", "ingen kom", [MISSED, MISSED, MISSED]),
        ("nb", "Annas og Emils ble ikke noe av", [FELL_OUT, FELL_OUT, OPEN]),
    ],
)
def test_one_line_settles_all_that_it_tells_of(town: Town, language: str, said: str, ends: list[str]) -> None:
    morning = Morning(town, language)
    morning.mette.says(said)
    assert morning.ends == ends


@pytest.mark.parametrize(
    "said", ["both came", "not all came", "all didn't come", "all but Emil came late", "all came?"]
)
def test_what_may_not_be_all_of_them_settles_none(town: Town, said: str) -> None:
    morning = Morning(town, "en")
    morning.mette.says(said).hears("ask_attendance")
    assert morning.ends == [OPEN, OPEN, OPEN]


def test_all_are_those_of_one_day(town: Town) -> None:
    morning = Morning(town, "en", ("2026-11-23", "2026-11-24", "2026-11-24"))
    morning.mette.says("all came").hears("ask_attendance", "Anna Berg")
    assert morning.ends == [OPEN, OPEN, OPEN]
    morning.mette.picks_number(1).says("both came").hears("recorded_attended", "Bo Lind")
    assert morning.ends == [CAME, CAME, CAME]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Anna came, Emil didn't"),
        ("da", "Anna kom, Emil ikke"),
        ("de", "Anna kam, Emil nicht"),
        ("sv", "Anna kom, Emil inte"),
        ("nb", "Anna kom, Emil ikke"),
    ],
)
def test_who_is_settled_already_may_be_named_once_more(town: Town, language: str, said: str) -> None:
    morning = Morning(town, language)
    morning.mette.picks_number(1).says(said)
    assert morning.ends == [CAME, MISSED, OPEN]


def test_what_was_noted_otherwise_stays_until_it_is_taken_back(town: Town) -> None:
    morning = Morning(town, "en")
    morning.mette.picks_number(2).says("Anna came, Emil didn't")
    told = "\n".join(message.plain for message in morning.mette.heard)
    assert 'noted as no-show already. To change that, write "undo Anna Berg".' in told
    assert morning.ends == [MISSED, MISSED, OPEN]
    morning.mette.says("undo Anna Berg").hears("ask_correction", "Anna Berg").picks_number(1)
    assert morning.ends == [CAME, MISSED, OPEN]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Emil was there after all"), ("da", "Emil kom alligevel"), ("de", "Emil war doch da")]
)
def test_of_whom_nothing_is_noted_yet_is_asked_and_not_of_who_was_noted_last(
    town: Town, language: str, said: str
) -> None:
    morning = Morning(town, language)
    morning.mette.picks_number(2).hears("recorded_no_show", "Anna Berg")
    morning.mette.says(said)
    assert "Anna" not in morning.mette.text
    assert morning.ends[::2] == [MISSED, OPEN]


@pytest.mark.parametrize(("said", "ends"), [("Anna at 11 was a no show", MISSED), ("Anna at 11 came", CAME)])
def test_of_two_lessons_of_one_student_the_one_at_the_hour_that_is_said_is_settled(
    town: Town, said: str, ends: str
) -> None:
    school = town.found(policy=Policy(max_bookings_per_day=None))
    anna = school.student("Anna Berg")
    for hour in (9, 11):
        school.books(anna, f"{DAY} {hour:02}:00", made="2026-11-20 12:00")
    mette = town.person(school, school.mette)
    town.until(NOON)
    mette.says(said).hears("ask_attendance", "09:00-09:45")
    assert town.bookings() == [(f"{DAY} 09:00", OPEN), (f"{DAY} 11:00", ends)]


def test_several_days_are_told_while_a_correction_is_open(town: Town) -> None:
    """As any turn, with ten statements at most, which `Town` counts."""
    morning = Morning(town, "en")
    morning.mette.says("all came").says("undo").hears("ask_which_correction")
    morning.mette.says("what do I have on monday, wednesday and friday").hears("today", "ask_which_correction")


UNDO = {"en": "undo", "da": "fortryd", "de": "rückgängig", "sv": "ångra", "nb": "angre"}


@pytest.mark.parametrize(
    ("language", "line", "said", "ends"),
    [
        ("en", "all came except Emil", "Bo didn't come", [CAME, MISSED, MISSED]),
        ("en", "Anna, Emil and Bo came", "all but Bo and Anna came", [MISSED, CAME, MISSED]),
        ("en", "nobody came", "all came", [CAME, CAME, CAME]),
        ("da", "alle kom undtagen Emil", "Emil kom", [CAME, CAME, CAME]),
        ("de", "alle außer Emil waren da", "Anna war nicht da, Emil war da", [MISSED, CAME, CAME]),
        ("sv", "alla kom", "Anna kom inte", [MISSED, CAME, CAME]),
        ("nb", "ingen kom", "Bo kom", [MISSED, MISSED, CAME]),
    ],
)
def test_all_that_a_line_settled_comes_into_question_again(
    town: Town, language: str, line: str, said: str, ends: list[str]
) -> None:
    morning = Morning(town, language)
    morning.mette.says(line)
    before = morning.ends
    morning.mette.says(UNDO[language]).hears("ask_which_correction")
    assert [label.split()[0] for label in morning.mette.labels[:3]] == ["Anna", "Emil", "Bo"]
    assert morning.ends == before, "nothing is changed until it is told how it went"
    morning.mette.says(said)
    assert morning.ends == ends


def test_one_lesson_of_a_line_is_picked_or_named_and_then_asked_about(town: Town) -> None:
    morning = Morning(town, "en")
    morning.mette.says("all came").says("undo").picks_number(2).hears("ask_correction", "Emil Friis").picks_number(1)
    assert morning.ends == [CAME, MISSED, CAME]
    morning.mette.says("undo").says("bo").hears("ask_correction", "Bo Lind").picks("as_noted")
    morning.mette.says("undo").hears("ask_which_correction").picks("as_noted").hears("left_as_noted")
    assert morning.ends == [CAME, MISSED, CAME]


def test_a_yes_says_not_which_lesson_of_a_line(town: Town) -> None:
    morning = Morning(town, "en")
    morning.mette.says("all came").says("undo").says("yes").hears("ask_which_correction")
    assert morning.ends == [CAME, CAME, CAME]


def test_a_lesson_of_a_line_that_was_not_held_takes_its_time_again(town: Town) -> None:
    morning = Morning(town, "en")
    morning.mette.says("none took place").says("undo").hears("ask_which_correction")
    morning.mette.says("all came").hears("ask_correction", "not held").picks_number(1)
    assert morning.ends.count(CAME) == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "all but Emil, Bo 5 min late"),
        ("da", "alle på nær Emil, Bo 5 min for sent"),
        ("de", "alle bis auf Emil, Bo 5 Minuten zu spät"),
        ("sv", "alla utom Emil, Bo 5 min sen"),
        ("nb", "alle bortsett fra Emil, Bo 5 min forsinket"),
        ("en", "all except Emil"),
        ("da", "alle undtagen Emil"),
        ("de", "alle außer Emil"),
        ("sv", "alla förutom Emil"),
        ("nb", "alle unntatt Emil"),
    ],
)
def test_all_but_one_have_come_and_who_is_said_to_be_late_too(town: Town, language: str, said: str) -> None:
    morning = Morning(town, language)
    morning.mette.says(said)
    assert morning.ends == [CAME, MISSED, CAME]


@pytest.mark.parametrize("said", ["all but Emil, Anna and Bo 5 min late", "all but Emil and Bo 5 min late"])
def test_where_it_is_not_plain_who_was_late_and_who_missing_none_is_settled(town: Town, said: str) -> None:
    morning = Morning(town, "en")
    morning.mette.says(said)
    assert morning.ends == [OPEN, OPEN, OPEN]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Emil came today at 10"),
        ("da", "Emil kom i dag kl. 10"),
        ("de", "Emil ist heute um 10 Uhr gekommen"),
        ("sv", "Emil kom idag klockan 10"),
        ("nb", "Emil kom i dag kl 10.00"),
    ],
)
def test_the_hour_that_is_told_is_that_of_the_lesson(town: Town, language: str, said: str) -> None:
    morning = Morning(town, language)
    morning.mette.says(said)
    assert morning.ends == [OPEN, CAME, OPEN]


@pytest.mark.parametrize("said", ["Emil came today at 11", "Emil came at 10 on Tuesday"])
def test_a_lesson_at_another_hour_is_not_settled(town: Town, said: str) -> None:
    morning = Morning(town, "en")
    morning.mette.says(said)
    assert morning.ends == [OPEN, OPEN, OPEN]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "she did come"),
        ("en", "actually Bo did come"),
        ("en", "Bo came at 11"),
        ("da", "han kom godt nok"),
        ("da", "hun kom alligevel"),
        ("de", "er ist doch gekommen"),
        ("de", "Bo war tatsächlich da"),
        ("sv", "hon kom visst"),
        ("nb", "Bo kom kl 11"),
    ],
)
def test_what_was_noted_otherwise_and_is_told_anew_is_asked_about(town: Town, language: str, said: str) -> None:
    morning = Morning(town, language)
    for digit in (1, 1, 2):
        morning.mette.picks_number(digit)
        town.clock.now += timedelta(seconds=5)
    morning.mette.says(said).hears("ask_correction", "Bo Lind")
    assert morning.ends == [CAME, CAME, MISSED]
    morning.mette.picks_number(1)
    assert morning.ends == [CAME, CAME, CAME]


def test_what_is_told_as_it_was_noted_brings_nothing_into_question(town: Town) -> None:
    morning = Morning(town, "en")
    morning.mette.says("all came").says("Emil came")
    assert "ask_correction" not in morning.mette.last.names


@pytest.mark.parametrize(
    ("language", "said", "ends"),
    [
        ("en", "Emil came on Tuesday", [OPEN, CAME, OPEN]),
        ("en", "Bo didn't show up yesterday", [OPEN, OPEN, MISSED]),
        ("en", "Emil came 2 days ago, Bo wasn't there yesterday", [OPEN, CAME, MISSED]),
        ("en", "on the 23rd Anna came, on the 24th Emil didn't", [CAME, MISSED, OPEN]),
        ("da", "Emil kom i tirsdags", [OPEN, CAME, OPEN]),
        ("da", "Annas time mandag blev ikke til noget", [FELL_OUT, OPEN, OPEN]),
        ("da", "Emil kom den 24.11., Bo kom ikke i går", [OPEN, CAME, MISSED]),
        ("de", "Bo war gestern nicht da", [OPEN, OPEN, MISSED]),
        ("de", "Emil kam am 24. November", [OPEN, CAME, OPEN]),
        ("sv", "Emil kom i tisdags, Bo kom inte igår", [OPEN, CAME, MISSED]),
        ("nb", "Emil møtte ikke opp på tirsdag", [OPEN, MISSED, OPEN]),
        ("nb", "i går kom Bo ikke", [OPEN, OPEN, MISSED]),
    ],
)
def test_the_day_that_is_told_is_that_of_the_lesson(town: Town, language: str, said: str, ends: list[str]) -> None:
    morning = Morning(town, language, ("2026-11-23", "2026-11-24", "2026-11-25"))
    town.until("2026-11-26 12:05")
    morning.mette.says(said)
    assert morning.ends == ends


@pytest.mark.parametrize("said", ["Emil came on Monday", "Emil came yesterday", "Emil came next Tuesday"])
def test_a_lesson_of_another_day_is_not_settled(town: Town, said: str) -> None:
    morning = Morning(town, "en", ("2026-11-23", "2026-11-24", "2026-11-25"))
    town.until("2026-11-26 12:05")
    morning.mette.says(said)
    assert morning.ends == [OPEN, OPEN, OPEN]


@pytest.mark.parametrize(("said", "ends"), [("all came yesterday", [OPEN, CAME, CAME]), ("all came", [OPEN] * 3)])
def test_of_several_days_all_are_those_of_the_day_that_is_told(town: Town, said: str, ends: list[str]) -> None:
    morning = Morning(town, "en", ("2026-11-23", "2026-11-24", "2026-11-24"))
    town.until("2026-11-25 12:05")
    morning.mette.says(said)
    assert morning.ends == ends


@pytest.mark.parametrize(
    ("language", "said", "status"),
    [
        ("en", "yes she was here", CAME),
        ("en", "he wasn't there", MISSED),
        ("da", "jep, hun kom", CAME),
        ("da", "nej, hun mødte ikke op", MISSED),
        ("de", "ja sie war da", CAME),
        ("de", "er kam leider nicht", MISSED),
        ("sv", "ja hon var här", CAME),
        ("sv", "nej hon dök inte upp", MISSED),
        ("nb", "ja hun kom", CAME),
        ("nb", "nei hun kom ikke", MISSED),
    ],
)
def test_who_is_asked_about_need_not_be_named(town: Town, language: str, said: str, status: str) -> None:
    morning = Morning(town, language)
    morning.mette.says(said)
    assert morning.ends == [status, OPEN, OPEN]


@pytest.mark.parametrize(
    ("language", "digit", "said"),
    [
        ("en", 2, "she did come"),
        ("en", 2, "sorry, she was there"),
        ("en", 1, "actually she didn't come"),
        ("en", 1, "no wait, Anna didn't come"),
        ("da", 2, "hun kom alligevel"),
        ("da", 2, "hov, hun var der"),
        ("de", 2, "sie war doch da"),
        ("de", 1, "Moment, sie kam nicht"),
        ("sv", 2, "hon kom visst"),
        ("sv", 1, "nej vänta, hon kom inte"),
        ("nb", 2, "hun kom faktisk"),
        ("nb", 1, "nei vent, Anna kom ikke"),
    ],
)
def test_what_is_told_against_the_answer_before_is_about_that_lesson(
    town: Town, language: str, digit: int, said: str
) -> None:
    morning = Morning(town, language)
    morning.mette.picks_number(digit)
    before = morning.ends
    morning.mette.says(said).hears("ask_correction", "Anna Berg")
    assert morning.ends == before, "nothing is changed until it is told how it went"
    morning.mette.picks_number(1).hears("attendance_waits")
    assert morning.ends == [CAME if digit == SECOND else MISSED, OPEN, OPEN]


@pytest.mark.parametrize("said", ["no show", "she came", "he was there"])
def test_what_does_not_insist_is_about_the_lesson_that_is_asked_about(town: Town, said: str) -> None:
    morning = Morning(town, "en")
    morning.mette.picks_number(1 if said == "no show" else 2).says(said)
    assert morning.ends[1] != OPEN
    assert morning.ends[2] == OPEN


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "oops wrong one, I meant Anna didn't turn up"),
        ("da", "ups, jeg mente at Anna ikke mødte op"),
        ("de", "hoppla, ich meinte Anna ist nicht gekommen"),
        ("sv", "oj, jag menade att Anna inte dök upp"),
        ("nb", "oi, jeg mente at Anna ikke møtte opp"),
    ],
)
def test_who_is_named_is_corrected_and_not_who_was_settled_last(town: Town, language: str, said: str) -> None:
    morning = Morning(town, language)
    for _ in range(3):
        morning.mette.picks_number(1)
        town.clock.now += timedelta(seconds=5)
    assert "Bo Lind" not in morning.mette.says(said).last.plain
    assert morning.ends == [CAME, CAME, CAME]


@pytest.mark.parametrize(
    ("language", "said", "status"),
    [
        ("en", "fell through, the car broke", FELL_OUT),
        ("en", "came, but left after 10 minutes", CAME),
        ("en", "didn't come, called in sick", OPEN),
        ("en", "came, Emil too", OPEN),
        ("da", "blev ikke til noget, bilen gik i stykker", FELL_OUT),
        ("de", "war da, aber müde", CAME),
        ("sv", "blev inte av, bilen gick sönder", FELL_OUT),
        ("nb", "kom, men glemte brillene", CAME),
    ],
)
def test_what_is_said_behind_the_outcome_leaves_it_unless_it_may_be_another(
    town: Town, language: str, said: str, status: str
) -> None:
    morning = Morning(town, language)
    morning.mette.says(said)
    assert morning.ends[0] == status
    assert morning.ends[2] == OPEN


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Bo actually came on Monday"),
        ("da", "Bo kom faktisk i mandags"),
        ("de", "Bo war am Montag doch da"),
        ("sv", "Bo kom faktiskt i måndags"),
        ("nb", "Bo kom faktisk på mandag"),
    ],
)
def test_what_is_too_old_to_be_corrected_is_for_the_school(town: Town, language: str, said: str) -> None:
    morning = Morning(town, language)
    for digit in (1, 1, 2):
        morning.mette.picks_number(digit)
    town.until("2026-11-25 12:00")
    morning.mette.says(said).hears("message_passed_on")
    assert morning.ends == [CAME, CAME, MISSED]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "the other one came"),
        ("da", "den anden kom"),
        ("de", "die andere war da"),
        ("sv", "den andra kom"),
        ("nb", "den andre kom"),
    ],
)
def test_another_one_is_not_who_is_asked_about(town: Town, language: str, said: str) -> None:
    morning = Morning(town, language)
    morning.mette.says(said)
    assert morning.ends[0] == OPEN


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Emil was ill on Monday, so it fell through"),
        ("da", "Emil var syg i mandags, så det faldt ud"),
        ("de", "Emil war am Montag krank, fiel also aus"),
        ("sv", "Emil var sjuk i måndags, så det blev inte av"),
        ("nb", "Emil var syk på mandag, så det falt ut"),
    ],
)
def test_a_student_who_was_ill_is_no_illness_of_the_teacher(town: Town, language: str, said: str) -> None:
    morning = Morning(town, language)
    town.until("2026-11-24 12:05")
    morning.mette.says(said).hears("ask_attendance", "Emil Friis")
