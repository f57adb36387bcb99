"""What only people can answer goes to the school's people; nobody is told what was said of somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from domain.lessons import Actor
from domain.series import Series
from domain.services.series import plan_series
from tests.chat import Chat, Town
from tests.factories import SmallSchool


def inbox(town: Town, school: SmallSchool) -> list[str]:
    rows = town.database.execute("SELECT text FROM school_messages WHERE school_id = %s ORDER BY at, id", [school.id])
    return [text for (text,) in rows]


@pytest.fixture(params=["en", "da"])
def student(request: pytest.FixtureRequest, town: Town, school: SmallSchool) -> Chat:
    """Anna by SMS, in English and in Danish, who has a lesson with Mette at 10; it is half past nine."""
    anna = school.student("Anna Berg", str(request.param), school.mette)
    school.books(anna, "2026-11-23 10:00", made="2026-11-20 12:00")
    chat = town.person(school, anna, language=str(request.param))
    town.until("2026-11-23 09:30")
    return chat


@pytest.fixture
def teacher(town: Town, school: SmallSchool, student: Chat) -> Chat:
    """Mette, in the student's language."""
    return town.person(school, school.mette, language=student.speaks)


@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("mette is 20 minutes late", "mette er 20 minutter forsinket"),
        ("my teacher is 10 min late", "min lærer er 10 min forsinket"),
        ("is mette late?", "er mette forsinket?"),
        ("where is my teacher? she should be here in 10 min", "hvor er min lærer?"),
    ],
)
def test_the_teachers_delay_is_told_to_the_school_and_not_to_the_teacher(
    town: Town, school: SmallSchool, student: Chat, teacher: Chat, said: str, da: str
) -> None:
    student.says(said, da).hears("message_passed_on")
    assert inbox(town, school) == [student.words(said, da)]
    town.work()
    teacher.hears_nothing()


def test_the_students_delay_is_not_told_to_the_student(town: Town, student: Chat, teacher: Chat) -> None:
    student.forget()
    teacher.says("anna is 15 minutes late", "anna er 15 minutter forsinket").hears("late_another")
    town.work()
    student.hears_nothing()


@pytest.mark.parametrize(
    ("said", "da"), [("peter is 10 minutes late", "hej mette kommer 10 min for sent"), ("mette 10 min late",) * 2]
)
def test_who_is_late_is_asked_where_it_is_not_plain(
    town: Town, school: SmallSchool, student: Chat, teacher: Chat, said: str, da: str
) -> None:
    student.says(said, da).hears("who_is_late")
    teacher.hears_nothing()
    student.picks("another").hears("message_passed_on")
    teacher.hears_nothing()
    student.says(said, da).picks("me").hears("late_told", "10 min")
    town.work()
    teacher.hears("notice_student_late")


@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("tell mette I'm 10 min late", "sig til mette at jeg er 10 min forsinket"),
        ("hi mette, running 10 min late", "hej mette, kommer 10 min for sent"),
        ("the bus is 10 min late", "bussen er 10 min forsinket"),
        ("10 min late for mette", "10 min forsinket til mette"),
    ],
)
def test_whoever_tells_it_of_themselves_is_taken_at_their_word(
    student: Chat, teacher: Chat, said: str, da: str
) -> None:
    student.says(said, da).hears("late_told", "10 min")


def test_who_will_not_be_late_is_asked_nothing(student: Chat, teacher: Chat) -> None:
    student.says("don't worry, I won't be late", "bare rolig, jeg kommer ikke for sent").hears("fine")
    teacher.says("I won't be late", "jeg bliver ikke forsinket").hears("fine")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Mette kommt 10 Minuten zu spät"),
        ("de", "sie ist 10 min zu spät"),
        ("sv", "mette är 10 min sen"),
        ("nb", "mette blir 10 min forsinket"),
    ],
)
def test_so_it_is_in_every_language(town: Town, school: SmallSchool, language: str, said: str) -> None:
    anna = school.student("Anna Berg", language, school.mette)
    school.books(anna, "2026-11-23 10:00", made="2026-11-20 12:00")
    town.until("2026-11-23 09:30")
    town.person(school, anna, language=language).says(said).hears("message_passed_on")


@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("anna is sick tomorrow", "anna er syg i morgen"),
        ("anna can't make it tomorrow", "anna kommer ikke i morgen"),
        ("anna told me she is not coming on wednesday", "anna siger hun ikke kan komme på onsdag"),
        ("peter is sick tomorrow", "peter er syg i morgen"),
        ("jonas is sick tomorrow", "jonas er syg i morgen"),
        ("book anna friday at 9", "book anna fredag kl 9"),
        ("I don't work on friday 4 december", "jeg arbejder ikke fredag den 4. december"),
        ("the golf is broken", "golfen er i stykker"),
        ("I can work saturday the 5th", "jeg kan godt arbejde lørdag"),
        ("no lessons after 3 on wednesday please", "ingen timer efter kl 15 på onsdag tak"),
        ("can you give anna to jonas tomorrow", "kan jonas overtage anna i morgen"),
        ("lunch break 12 to 1 on thursday", "frokostpause 12 til 13 på torsdag"),
        ("I can't make tuesday morning, dentist until 10", "jeg kan ikke tirsdag formiddag, tandlæge til kl 10"),
    ],
)
def test_what_the_school_plans_is_passed_on_and_nobody_is_off(
    town: Town, school: SmallSchool, teacher: Chat, said: str, da: str
) -> None:
    teacher.says(said, da).hears("school_plans", "nothing is changed", da="Intet er ændret")
    assert inbox(town, school) == [f"[to plan] Mette Holm: {teacher.words(said, da)}"]
    teacher.says("yes", "ja")
    assert town.database.execute("SELECT count(*) FROM time_off WHERE school_id = %s", [school.id]) == [(0,)]


@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("anna came both times, lena not on the 3rd", "anna kom begge gange, lena ikke den 3."),
        ("anna was here but not on friday", "anna var her, men ikke på fredag"),
    ],
)
def test_a_report_of_attendance_is_no_sick_note(
    town: Town, school: SmallSchool, teacher: Chat, said: str, da: str
) -> None:
    town.until("2026-11-23 10:50")
    teacher.hears("ask_attendance").says(said, da).hears("ask_attendance", "Anna Berg")
    teacher.picks_number(1).hears("recorded_attended", "Anna Berg")


@pytest.mark.parametrize(
    ("said", "da"),
    [("my son is sick tomorrow", "jeg er syg i morgen, sig det til anna"), ("mette is sick tomorrow",) * 2],
)
def test_a_teachers_own_absence_stays_one(teacher: Chat, said: str, da: str) -> None:
    teacher.says(said, da).hears("confirm_sick")


@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("can you tell mette that I broke my arm", "kan du lige sige til mette at jeg har brækket armen"),
        ("my teacher didn't show up", "min lærer mødte ikke op"),
        ("mette never came today", "mette kom aldrig i dag"),
        ("I was there today at 2! why should I pay 650", "jeg var der altså i dag kl 14! hvorfor skal jeg betale 650"),
        ("I disagree with the late fee, my train was cancelled", "jeg er uenig i gebyret, mit tog var aflyst"),
        ("refund me please", "giv mig pengene tilbage"),
        ("cancel my account", "slet min konto"),
        ("+45 20 00 00 03, after 4", "+45 20 00 00 03, efter kl 16"),
    ],
)
def test_what_only_people_can_answer_goes_to_them(
    town: Town, school: SmallSchool, student: Chat, said: str, da: str
) -> None:
    student.says(said, da).hears("message_passed_on")
    assert inbox(town, school) == [student.words(said, da)]


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            [
                "driving test moved to 3 feb",
                "i have my driving test on 20 jan",
                "had no lesson on monday, why am i charged",
                "can i get my money back",
                "i'm in the hospital",
                "i want to quit",
                "i want to pause until february",
                "delete my data",
                "mette forgot me",
                "my lesson on monday was only 30 minutes",
            ],
        ),
        (
            "da",
            [
                "jonas kom ikke i dag",
                "min køreprøve er flyttet til 3 februar",
                "jeg var der kl 9 men der kom ingen",
                "min time i mandags var kun 30 minutter",
                "kan jeg få mine penge tilbage",
                "jeg er indlagt",
                "jeg vil gerne stoppe",
                "slet mine data",
            ],
        ),
        (
            "sv",
            [
                "Mette kom inte idag",
                "uppkörningen är flyttad till 3 februari",
                "kan jag få pengarna tillbaka",
                "jag ligger på sjukhus",
                "jag vill sluta",
            ],
        ),
        (
            "nb",
            [
                "Mette kom ikke i dag",
                "oppkjøringen er flyttet til 3 februar",
                "kan jeg få pengene tilbake",
                "jeg er innlagt",
                "jeg vil slutte",
            ],
        ),
        (
            "de",
            [
                "Mette ist heute nicht gekommen",
                "die Prüfung ist auf den 3. Februar verschoben",
                "kann ich mein Geld zurückbekommen",
                "ich bin im Krankenhaus",
                "ich will aufhören",
            ],
        ),
    ],
)
def test_what_nothing_is_done_about_goes_to_them(
    town: Town, school: SmallSchool, language: str, lines: list[str]
) -> None:
    anna = school.student("Anna Berg", language, school.mette)
    school.books(anna, "2026-11-27 10:00", made="2026-11-20 12:00")
    chat = town.person(school, anna, language=language)
    wrong = [line for line in lines if "message_passed_on" not in chat.says(line).last.names]
    assert not wrong
    assert inbox(town, school) == lines


def test_what_is_not_understood_right_after_a_message_goes_on_with_it(
    town: Town, school: SmallSchool, student: Chat
) -> None:
    student.says("talk to the school", "skriv til skolen").says("hello", "hej").hears(
        "message_passed_on", "ask_message"
    )
    lines = [("can I get a lesson with a woman", "kan jeg få en time hos en kvindelig lærer")]
    lines += [("do you have hand controls?", "har I håndbetjening?")]
    for said, da in lines:
        student.says(said, da).hears("message_passed_on")
    assert inbox(town, school)[1:] == [student.words(said, da) for said, da in lines]
    student.says("my lessons", "mine tider").says("hand controls", "håndbetjening").hears("not_understood")


def test_who_wants_to_quit_in_the_middle_of_something_leaves_that(
    town: Town, school: SmallSchool, student: Chat
) -> None:
    student.says("book a lesson on friday", "book en time på fredag").says("i want to quit", "stop")
    assert inbox(town, school) == []


def test_a_message_for_somebody_leaves_the_open_question_where_it_is(student: Chat) -> None:
    student.says("move my lesson to friday", "flyt min time til fredag").hears("offers")
    student.says("can you tell mette that I broke my arm", "kan du lige sige til mette at jeg har brækket armen")
    student.hears("message_passed_on", "offers")


def test_a_teacher_has_a_student_told_something(town: Town, school: SmallSchool, teacher: Chat) -> None:
    teacher.says("text anna: bring your glasses", "sig til anna: husk dine briller").hears("message_passed_on")
    assert "glasses" in inbox(town, school)[0] or "briller" in inbox(town, school)[0]


def test_who_wants_to_be_told_something_is_no_messenger(student: Chat) -> None:
    student.says("tell me my balance", "fortæl mig hvad jeg skylder").hears("balance")
    student.says("let me know if something earlier comes up", "sig til hvis der kommer en tidligere tid")
    assert "message_passed_on" not in student.last.names


@pytest.mark.parametrize("language", ["en", "da"])
def test_who_cannot_be_reached_is_named_at_once_and_nobody_is_held_for_them(
    town: Town, school: SmallSchool, language: str
) -> None:
    lena = school.student("Lena Vik")
    school.books(lena, "2026-11-25 12:00", made="2026-11-20 12:00")
    mette = town.person(school, school.mette, language=language)
    mette.says("sick on wednesday", "syg på onsdag").picks("sick").hears(
        "I can't reach, so the school must call:\nWed 25 Nov 12:00 Lena Vik",
        da="Jeg kan ikke få fat i, så skolen må ringe:\nons 25. nov. 12.00 Lena Vik",
    )
    assert not mette.last.has("I'm asking")
    assert inbox(town, school)[0].endswith(f"Lena Vik -> not reached {lena.phone}".strip())
    assert town.bookings("draft") == []
    town.passes(hours=30)
    assert len(inbox(town, school)) == 1, "the school knows already"


def test_a_note_or_a_mark_is_never_kept_for_another_student_than_the_one_who_is_named(
    town: Town, school: SmallSchool, student: Chat, teacher: Chat
) -> None:
    school.student("Sofia Rossi")
    town.until("2026-11-23 10:50")
    teacher.picks_number(1).hears("recorded_attended", "Anna Berg")
    for said, da in (
        ("note sofia: drives well", "notat sofia: kører godt"),
        ("note for sofia: drives like anna", "notat til sofia: kører som anna"),
        ("mark sofia steering 4", "bedøm sofia styring 4"),
    ):
        teacher.says(said, da).hears("taught_nobody_called", "sofia")
    teacher.says("note peter: drives well", "notat peter: kører godt").hears("note_about_whom").says("stop")
    teacher.says("note for anna: parks well", "notat til anna: parkerer godt").hears("noted", "Anna Berg")
    notes = town.database.execute("SELECT text FROM lesson_notes WHERE school_id = %s", [school.id])
    assert notes == [(teacher.words("parks well", "parkerer godt"),)]


def test_how_it_went_is_told_with_the_name(town: Town, school: SmallSchool, student: Chat, teacher: Chat) -> None:
    school.books(school.student("Emil Krog"), "2026-11-23 11:00", made="2026-11-20 12:00")
    town.until("2026-11-23 12:00")
    teacher.says("emil attended", "emil mødt").hears("recorded_attended", "Emil Krog").hears("Anna Berg")
    teacher.says("yes", "ja").hears("ask_attendance", "Anna Berg")
    assert "recorded_attended" not in teacher.last.names
    teacher.says("anna no show", "anna udeblev").hears("recorded_no_show", "Anna Berg")


def test_the_school_hears_once_of_a_series_that_has_lost_its_teacher(town: Town, school: SmallSchool) -> None:
    town.person(school, school.mette)
    rule, first, start = "FREQ=WEEKLY;BYDAY=TU", date(2026, 11, 24), time(18, 30)
    with town.app.open_work() as work:
        series = Series(
            work.next_id(), school.id, school.types["theory"].id, rule, first, start, timedelta(minutes=45),
            (school.jonas.id,), (school.room.id,), 8, begins=first, made_until=first,
        )  # fmt: skip
        plan_series(school.desk(work, Actor.STAFF, town.clock()), series)
        work.commit()
    with town.app.open_work() as work:
        work.administration.save_teacher(school.id, replace(school.jonas, active=False))
        work.commit()
    town.passes(days=20)
    (told,) = [text for text in inbox(town, school) if text.startswith("[series waits]")]
    assert "18:30: Jonas Lund -> ?" in told
    assert str(series.id) in told


TOLD_BY_STUDENTS = {
    "en": [
        "my new number is 07700 900777",
        "can my dad sit in the back?",
        "nobody ever answers the phone, useless",
        "can you change my mobile to 07700 900123",
        "tell the school that I forgot my jacket",
    ],
    "da": [
        "jeg har fået nyt nummer 20304050",
        "kan min mor komme med?",
        "I svarer aldrig på noget",
        "mit nummer er skiftet til 20203030",
        "skriv til skolen at jeg har glemt min jakke",
    ],
    "de": ["meine neue Nummer ist 0151 2345678", "kann mein Vater mitfahren?", "ihr seid echt schlecht erreichbar!"],
    "sv": [
        "mitt nya nummer är 0701234567",
        "får min hund följa med i bilen?",
        "jag är missnöjd",
        "ni svarar ju aldrig i telefon!",
    ],
    "nb": ["mitt nye nummer er 41234567", "kan mamma sitte på?", "dere svarer aldri", "dere tar aldri telefonen"],
}


@pytest.mark.parametrize(
    ("language", "said"), [(language, said) for language, all_said in TOLD_BY_STUDENTS.items() for said in all_said]
)
def test_new_numbers_parents_in_the_car_and_complaints_are_passed_on(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    town.anna(school, language).says(said).hears("message_passed_on")
    assert inbox(town, school) == [said]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "paid by transfer yesterday, 650"),
        ("en", "hi, I just transferred the money"),
        ("da", "jeg overførte 1300 kr i går på mobilepay"),
        ("de", "hab gestern 500 überwiesen"),
        ("sv", "jag swishade igår kväll"),
        ("nb", "betalte med vipps i går"),
    ],
)
def test_a_payment_that_is_told_goes_to_the_school_and_changes_no_balance(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    anna = town.anna(school, language, "2026-11-25 10:00")
    anna.says(said).hears("balance", "message_passed_on")
    assert inbox(town, school) == [said]
    assert town.database.execute("SELECT 1 FROM ledger_entries WHERE school_id = %s", [school.id]) == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "have I paid?"),
        ("en", "how much have I paid"),
        ("da", "har jeg betalt?"),
        ("de", "was habe ich bezahlt"),
        ("sv", "har jag betalat allt?"),
        ("nb", "hva har jeg betalt"),
    ],
)
def test_a_question_about_what_was_paid_is_answered_and_passed_on_to_nobody(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    town.anna(school, language).says(said)
    assert inbox(town, school) == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I'll be 10 minutes late on thursday"),
        ("da", "jeg kommer 10 minutter for sent på torsdag"),
        ("de", "am Donnerstag komm ich 10 Minuten zu spät"),
        ("sv", "jag blir 10 minuter sen på torsdag"),
        ("nb", "jeg blir 10 minutter forsinket på torsdag"),
    ],
)
def test_a_delay_at_a_lesson_of_another_day_is_passed_on(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    town.anna(school, language, "2026-11-26 10:00").says(said).hears("message_passed_on")
    assert inbox(town, school) == [said]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "passed my theory!"),
        ("da", "bestod teoriprøven!"),
        ("sv", "klarade teorin idag!!!"),
        ("nb", "klarte teorien!"),
        ("nb", "bestod teoriprøven i dag"),
    ],
)
def test_a_test_that_was_passed_is_told_in_few_words_too(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    town.anna(school, language).says(said)
    assert inbox(town, school) == [said]


FOR_THE_SCHOOL = {
    "en": ["i moved house", "my lesson was rubbish", "same time every week please", "who pays if the teacher cancels"],
    "da": ["jeg er flyttet", "min time var elendig", "samme tid hver uge", "hvem betaler hvis læreren aflyser"],
    "de": ["ich bin umgezogen", "meine Stunde war mies", "verkauft ihr Gutscheine", "wer zahlt wenn ihr absagt"],
    "sv": ["jag har flyttat", "min lektion var usel", "samma tid varje vecka", "vem betalar om läraren avbokar"],
    "nb": ["jeg har flyttet", "timen min var elendig", "samme tid hver uke", "hvis læreren min er syk"],
}


@pytest.mark.parametrize(("language", "said"), [(code, said) for code, all_ in FOR_THE_SCHOOL.items() for said in all_])
def test_what_only_the_school_can_do_is_passed_on_at_once(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    town.anna(school, language).says(said).hears("message_passed_on")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "can I change my teacher"),
        ("da", "kan jeg bytte lærer?"),
        ("de", "kann ich den lehrer wechseln"),
        ("sv", "kan jag byta lärare"),
        ("nb", "kan jeg bytte lærer"),
    ],
)
def test_a_wish_for_another_teacher_for_good_goes_to_the_school_at_once(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    anna = town.anna(school, language)
    anna.says(said).hears("message_passed_on")
    assert inbox(town, school) == [said]
    anna.says("menu").picks("school").hears("ask_message").says(said).hears("message_passed_on")
    assert "ask_message" not in anna.last.names
    assert inbox(town, school) == [said, said]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "what do i need to bring"),
        ("da", "hvad skal jeg have med"),
        ("de", "was muss ich mitbringen"),
        ("sv", "vad ska jag ta med"),
        ("nb", "hva må jeg ha med"),
        ("en", "and what if it snows"),
        ("da", "og hvis det sner"),
        ("de", "und wenns schneit"),
        ("sv", "och om det snöar"),
        ("nb", "og hvis det snør"),
    ],
)
def test_what_to_bring_and_what_if_it_snows_only_people_can_say(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    town.anna(school, language, "2026-12-01 10:00").says(said).hears("message_passed_on")
    assert inbox(town, school) == [said]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "i had 6 lessons with another school, does that count"),
        ("da", "jeg har haft 6 timer et andet sted, tæller de med"),
        ("de", "ich hatte schon 6 stunden woanders, zählen die"),
        ("sv", "jag har haft 6 lektioner på annat ställe, räknas de"),
        ("nb", "jeg har hatt 6 timer et annet sted, teller de"),
        ("en", "is anyone else in my car on friday"),
        ("da", "er der andre i bilen på fredag"),
        ("de", "sitzt da freitag noch wer im auto"),
        ("sv", "är det nån annan i bilen på fredag"),
        ("nb", "er det noen andre i bilen på fredag"),
        ("de", "kann ich mein rad irgendwo abstellen"),
        ("en", "running late on friday the 27th, is that ok"),
    ],
)
def test_what_is_asked_about_a_lesson_and_only_people_know_moves_and_books_nothing(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    town.anna(school, language, "2026-11-27 10:00").says(said).hears("message_passed_on")
    assert inbox(town, school) == [said]
