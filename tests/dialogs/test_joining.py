"""How somebody becomes known: school code, verified phone number, name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogs.exchange import Channel, Kind
from domain.schools import Student, Teacher
from tests.chat import Chat, Town
from tests.factories import SmallSchool, new_phone


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.WHATSAPP])
def test_a_newcomer_joins_with_code_and_name_on_a_channel_that_knows_the_number(
    town: Town, school: SmallSchool, channel: Channel
) -> None:
    nia = town.stranger(channel)
    nia.says("hi").hears("Welcome. I book driving lessons. Which code did your driving school give you?")
    nia.says(school.code.lower()).hears("Havn Driving: nice to meet you. What is your full name?")
    nia.says("  Nia   Holt ").hears("Welcome to Havn Driving, Nia.", "menu_again")
    assert nia.labels[0] == "Book a lesson"
    rows = town.database.execute(
        "SELECT name, phone, language FROM students WHERE school_id = %s AND phone = %s", [school.id, nia.phone]
    )
    assert rows == [("Nia Holt", nia.phone, "en")]


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize(
    ("said", "hello"), [("my name is nia holt", "Welcome to"), ("jeg hedder nia holt", "Velkommen til")]
)
def test_code_and_name_in_one_message_are_both_taken(
    town: Town, school: SmallSchool, channel: Channel, said: str, hello: str
) -> None:
    nia = town.stranger(channel).says(f"{school.code}, {said}")
    if channel is Channel.TELEGRAM:
        nia.hears("ask_phone").shares_contact()
    nia.hears(f"{hello} Havn Driving, Nia.")
    assert town.database.execute("SELECT name FROM students WHERE school_id = %s", [school.id]) == [("Nia Holt",)]


def test_words_beside_the_code_are_no_name(town: Town, school: SmallSchool) -> None:
    for said in (
        f"{school.code} please",
        f"{school.code}, I am new here",
        f"{school.code} jeg er ny",
    ):
        town.stranger().says(said).hears("ask_name")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("{} Tom Jensen", "Tom Jensen"),
        ("Tom Jensen {}", "Tom Jensen"),
        ("{}, Jürgen Weiß", "Jürgen Weiß"),
        ("my code is {} and i am Tom Jensen", "Tom Jensen"),
        ("Hi! I saw your sign. I'd like to sign up, code {}, I'm Priya Raman", "Priya Raman"),
        (
            "hej, jeg hedder Oskar Nygaard Lind og vil gerne starte på kørekort hos jer, min kode er {}",
            "Oskar Nygaard Lind",
        ),
        ("Hallo, ich bin Jürgen Weiß, mein Code ist {}", "Jürgen Weiß"),
        ("hej, jag heter Alva Ström, min kod är {}", "Alva Ström"),
        ("hei, koden er {} og jeg heter Ola Moe", "Ola Moe"),
    ],
)
def test_a_name_anywhere_beside_the_code_is_not_asked_for_again(
    town: Town, school: SmallSchool, said: str, name: str
) -> None:
    town.stranger().says(said.format(school.code)).hears("welcome", name.split(maxsplit=1)[0])
    assert town.database.execute("SELECT name FROM students WHERE school_id = %s", [school.id]) == [(name,)]


@pytest.mark.parametrize("said", ["{} Tom Jensen", "Tom Jensen {}", "{} nia holt"])
@pytest.mark.parametrize("channel", [Channel.SMS, Channel.WHATSAPP])
def test_no_language_is_guessed_from_a_name(town: Town, school: SmallSchool, said: str, channel: Channel) -> None:
    nia = town.stranger(channel).says(said.format(school.code))
    nia.hears("Welcome to Havn Driving, Tom." if "Tom" in said else "What is your full name?")
    danish = town.found(language="da")
    nia = town.stranger(channel).says(said.format(danish.code))
    nia.hears("Velkommen til Havn Driving, Tom." if "Tom" in said else "Hvad er dit fulde navn?")


def test_a_code_may_be_spelt(town: Town, school: SmallSchool) -> None:
    town.stranger().says(" ".join(school.code)).hears("Havn Driving: nice to meet you. What is your full name?")


@pytest.mark.parametrize(
    "said",
    ["no thanks", "no", "wrong number", "Sorry, I think you have the wrong number!", "not interested", "nej tak",
     "forkert nummer", "jeg er ikke interesseret", "nein danke", "falsche Nummer", "kein Interesse", "nej tack",
     "fel nummer", "nei takk", "du har feil nummer"],
)  # fmt: skip
def test_who_does_not_want_to_join_is_let_go_and_no_student(town: Town, school: SmallSchool, said: str) -> None:
    nia = town.stranger().says(school.code).says(said).hears("not_joined")
    assert town.database.execute("SELECT name FROM students WHERE school_id = %s", [school.id]) == []
    nia.says(school.code).says("Nia Holt").hears("welcome")


def test_who_has_declined_is_told_how_to_come_back(town: Town, school: SmallSchool) -> None:
    town.stranger().says(school.code).says("no thanks").hears("Fine, I haven't signed you up.", "your school's code")
    bo = town.stranger().says(f"hej jeg vil gerne køre, koden er {school.code}").hears("Hvad er dit fulde navn?")
    bo.says("nej tak").hears("jeg har ikke tilmeldt dig")


@pytest.mark.parametrize(
    "said",
    ["ok thanks", "hello there", "that's private", "its me again", "for helvede", "fuck off", "lol", "test",
     "I'm the mother of Oskar Lind", "Oskar's mum", "jeg er forælder til Oskar Lind", "det er Oskars mor", "mange tak",
     "god morgen", "igen mig", "guten Morgen", "scheiße", "ich bin die Mutter von Oskar", "danke schön", "för fan",
     "jag är förälder till Oskar", "tack så mycket", "jeg er mamma til Oskar", "tusen takk", "helvete"],
)  # fmt: skip
def test_small_talk_oaths_and_parents_are_no_names(town: Town, school: SmallSchool, said: str) -> None:
    nia = town.stranger().says(school.code).says(said).hears("ask_name_again")
    assert town.database.execute("SELECT name FROM students WHERE school_id = %s", [school.id]) == []
    nia.says("Nia Holt").hears("welcome")


@pytest.mark.parametrize("name", ["Mor Diallo", "Tak Wong", "Jo Mark", "Son Nguyen", "Til Stark", "Fan Li", "Faye Dam"])
def test_words_that_are_names_too_are_taken_as_such(town: Town, school: SmallSchool, name: str) -> None:
    town.stranger().says(school.code).says(name).hears("welcome")
    assert town.database.execute("SELECT name FROM students WHERE school_id = %s", [school.id]) == [(name,)]


def test_a_danish_newcomer_joins_in_danish(town: Town, school: SmallSchool) -> None:
    bo = town.stranger()
    bo.says("hej, jeg vil gerne køre").hears("Hvilken kode har din køreskole givet dig?")
    bo.says(f"koden er {school.code}").hears("Hvad er dit fulde navn?")
    bo.says("Bo Æbelø").hears("Velkommen til Havn Driving, Bo.", "now_to", "Hvad vil du gerne booke?")


def test_the_profile_hints_the_language_until_the_person_says_otherwise(town: Town, school: SmallSchool) -> None:
    bo = town.stranger(Channel.TELEGRAM, language="da")
    bo.says("?").hears("Hvilken kode har din køreskole givet dig?")
    bo.says("english").hears("Good, I speak English with you.", "Which code did your driving school give you?")


def test_a_known_number_is_a_known_person_and_no_name_is_asked(town: Town, school: SmallSchool) -> None:
    anna = school.student("Anna Berg")
    chat = town.stranger(Channel.SMS, anna.phone)
    chat.says(school.code).hears("Hi Anna, good to see you. You are connected with Havn Driving.", "menu_again")


def test_a_teacher_is_known_by_number_too(town: Town, school: SmallSchool) -> None:
    chat = town.stranger(Channel.WHATSAPP, school.mette.phone)
    chat.says(school.code).hears("Hi Mette, good to see you.", choices=None)
    assert chat.labels == ["Today", "Week", "Attendance", "Sign off", "Mark a lesson", "Language", "Talk to the school"]


def test_telegram_asks_for_the_own_contact_and_believes_no_other(town: Town, school: SmallSchool) -> None:
    anna = school.student("Anna Berg")
    chat = town.stranger(Channel.TELEGRAM, anna.phone)
    chat.says(school.code).hears("ask_phone")
    assert chat.last.shown.ask_contact
    chat.does(Kind.FOREIGN_CONTACT).hears("That is somebody else's contact. I need your own.", "ask_phone")
    assert chat.last.shown.ask_contact
    chat.says("+45 20 00 00 01").hears("ask_phone")
    chat.shares_contact().hears("Hi Anna, good to see you.")
    chat.says("my lessons").hears("You have no lessons booked.")


def test_a_newcomer_on_telegram_gives_contact_and_name(town: Town, school: SmallSchool) -> None:
    chat = town.stranger(Channel.TELEGRAM)
    chat.says(school.code).hears("ask_phone")
    chat.shares_contact().hears("What is your full name?")
    chat.says("Nia Holt").hears("Welcome to Havn Driving, Nia.")


@pytest.mark.parametrize("said", ["NOSUCH", "12345", "x9x9"])
def test_an_unknown_code_is_said_back_and_asked_for_once(town: Town, said: str) -> None:
    chat = town.stranger()
    chat.says(said).hears(f"I don't know a school with the code {said}.")
    assert chat.text.count("?") == 1


@pytest.mark.parametrize("said", ["WRONG", "Peter Jensen", "asdf"])
def test_what_may_be_meant_as_a_code_is_said_back(town: Town, said: str) -> None:
    town.stranger().says(said).hears(f"I don't know a school with the code {said}.")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("My name is Lise Østergård and I would like a lesson thursday at 14", "Thu 26 Nov"),
        ("Jeg hedder Lise Østergård og vil gerne have en time torsdag kl 14", "tor 26. nov."),
        ("Ich heiße Lise Østergård, ich möchte am Donnerstag um 14 Uhr fahren", "Do 26. Nov."),
    ],
)
@pytest.mark.parametrize("together", [False, True], ids=["after the code", "with the code"])
def test_a_wish_said_with_the_name_is_taken_up(
    town: Town, school: SmallSchool, said: str, told: str, together: bool
) -> None:
    lise = town.stranger(language="en" if "My" in said else "da" if "Jeg" in said else "de")
    if together:
        lise.says(f"{school.code}, {said}")
    else:
        lise.says(school.code).says(said)
    lise.hears("welcome", "now_to", "offers", told)
    assert lise.labels[0] in {"14:00", "14.00"}
    assert town.database.execute("SELECT name FROM students WHERE school_id = %s", [school.id]) == [("Lise Østergård",)]


def test_going_back_from_the_name_keeps_the_wish(town: Town, school: SmallSchool) -> None:
    bo = town.stranger().says("hi, I want a lesson wednesday at 10").hears("ask_code")
    bo.says(school.code).hears("ask_name").says("back").hears("join_again")
    bo.says(school.code).says("Bo Lind").hears("welcome", "now_to", "offers", "Wed 25 Nov")


def test_the_menu_at_the_phone_number_keeps_the_school(town: Town, school: SmallSchool) -> None:
    chat = town.stranger(Channel.TELEGRAM).says(school.code).hears("ask_phone")
    chat.says("menu").hears("ask_phone").shares_contact().hears("ask_name")


@pytest.mark.parametrize("said", ["I want to book a lesson for thursday", "hello there", "menu", "back", "stop it now"])
def test_other_words_of_a_stranger_are_not_taken_for_a_code(town: Town, said: str) -> None:
    chat = town.stranger()
    chat.says(said).hears("Which code did your driving school give you?")
    assert "unknown_code" not in chat.last.names


def test_a_stranger_who_needs_help_is_told_where_the_code_comes_from(town: Town) -> None:
    chat = town.stranger()
    chat.says("what?").hears("Your driving school has a code, one word: write it here to begin.", "join_again")


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ("I'd like a lesson on wednesday", "no idea, where do I get one?"),
        ("Moin, ich brauch ne Fahrstunde am Mittwoch", "Weiß ich nicht, wo krieg ich den her?"),
    ],
)
def test_who_answers_something_else_to_the_code_is_told_where_it_comes_from(town: Town, wish: str, said: str) -> None:
    town.stranger().says(wish).hears("ask_code").says(said).hears("help_stranger")


def test_a_stranger_who_wants_a_person_first_names_the_school(town: Town) -> None:
    town.stranger().says("talk to a human").hears("I need to know your school first.", "ask_code")


@pytest.mark.parametrize("said", ["123", "Bo 2", "B", "🚗", "%", "x" * 61, "2"])
def test_what_is_no_name_is_asked_for_again_with_an_example(town: Town, school: SmallSchool, said: str) -> None:
    chat = town.stranger()
    chat.says(school.code).says(said).hears('Please write your full name in letters, like "Anna Berg".')
    chat.says(said).hears("ask_name_again", choices=["Talk to the school", "Another code"])
    chat.says("Bo Lind").hears("Welcome to Havn Driving, Bo.")
    assert town.database.execute("SELECT count(*) FROM students WHERE school_id = %s", [school.id]) == [(1,)]


def test_global_words_are_no_names(town: Town, school: SmallSchool) -> None:
    chat = town.stranger()
    chat.says(school.code).says("help").hears("help_joining", "ask_name_again")
    chat.says("dansk").hears("language_set", "Skriv dit fulde navn")
    chat.says("menu").hears("Skriv dit fulde navn").says("back").hears("join_again")
    chat.says(school.code).says("Nia Holt").hears("Velkommen til Havn Driving, Nia.")


def test_one_phone_may_have_two_schools_and_goes_from_one_to_the_other(town: Town, school: SmallSchool) -> None:
    other = town.found()
    chat = town.person(school, school.student("Anna Berg"))
    chat.says("where are you").hears("your_school", "Harbour St: Harbour Street 12")
    chat.picks("join").hears("ask_other_code").says("menu").hears("menu")
    chat.says("change school").hears("You are with Havn Driving. Which code did the other school give you?")
    chat.says(other.code).hears("nice to meet you").says("Anna Berg").hears("welcome")
    chat.says("change school").hears("which_school")
    assert [label.endswith("(student)") for label in chat.labels] == [True, True, False]
    chat.picks(f"link:{other.id}:student").hears(f"You are with {other.school.name} now.", "menu_again")
    chat.says("switch school").picks(f"link:{school.id}:student").hears("now_with", "menu_again")
    chat.says("book wed at 10").picks("book").hears("booked")
    assert town.database.execute("SELECT school_id FROM bookings WHERE school_id = ANY(%s)", [[school.id, other.id]])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("da", "skift skole"),
        ("de", "schule wechseln"),
        ("de", "ich möchte die Fahrschule wechseln"),
        ("sv", "byt trafikskola"),
        ("nb", "bytte skole"),
    ],
)
def test_who_wants_another_school_is_asked_for_its_code(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    other = town.found()
    nia = town.person(school, school.student("Nia Dahl", language), Channel.SMS, language)
    nia.says(said).hears("ask_other_code", "Havn Driving").says(other.code).says("Nia Dahl").hears("welcome")


@pytest.mark.parametrize(
    "said",
    ["join {}", "my code is {}", "switch to school {}", "{}", "min kode er {}", "skift til skole {}",
     "mein Code ist {}", "byt till skola {}", "bytt til skole {}"],
)  # fmt: skip
def test_who_is_at_a_school_joins_another_by_its_code(town: Town, school: SmallSchool, said: str) -> None:
    nia = town.person(school, school.student("Nia Dahl"))
    other = town.found()
    nia.says("book a lesson").says(said.format(other.code)).hears("ask_name").says("Nia Dahl").hears("welcome")
    nia.says(said.format(school.code)).hears("welcome_back")


def test_a_word_among_others_is_no_code(town: Town, school: SmallSchool) -> None:
    nia = town.person(school, school.student("Nia Dahl"))
    other = town.found()
    nia.says(f"hvad så {other.code.lower().strip('0123456789')} blah").hears("not_understood")
    nia.says("join XX99").hears("not_understood")


def test_whoever_joined_on_another_channel_while_the_name_was_asked_is_greeted(town: Town, school: SmallSchool) -> None:
    phone = new_phone()
    by_sms, by_whatsapp = town.stranger(Channel.SMS, phone), town.stranger(Channel.WHATSAPP, phone)
    for chat in (by_sms, by_whatsapp):
        chat.says(school.code).hears("ask_name")
    by_whatsapp.says("Nia Holt").hears("Welcome to Havn Driving, Nia.")
    by_sms.says("Nia Holt").hears("Hi Nia, good to see you.")
    assert town.database.execute("SELECT name FROM students WHERE school_id = %s", [school.id]) == [("Nia Holt",)]


def test_whoever_the_school_entered_while_the_name_was_asked_is_greeted(town: Town, school: SmallSchool) -> None:
    nia, eva = town.stranger().says(school.code).hears("ask_name"), town.stranger().says(school.code)
    school.student("Nia Holt", phone=nia.phone)
    nia.says("nia").hears("Hi Nia, good to see you.")
    with town.app.open_work() as work:
        teacher = Teacher(work.next_id(), "Eva Dam", frozenset({school.types["driving"].id}), (), eva.phone)
        work.administration.add_teacher(school.id, teacher)
        work.commit()
    eva.says("Eva Dam").hears("Hi Eva, good to see you.")
    assert eva.labels[0] == "Today"


def test_joining_on_a_second_channel_finds_the_same_person(town: Town, school: SmallSchool) -> None:
    phone = new_phone()
    first = town.stranger(Channel.SMS, phone)
    first.says(school.code).says("Nia Holt").says("book wed at 10").picks("book")
    second = town.stranger(Channel.WHATSAPP, phone)
    second.says(school.code).hears("Hi Nia, good to see you.").says("my lessons").hears("Wed 25 Nov 10:00")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("lise holm", "Lise Holm"),
        ("my name is lise holm", "Lise Holm"),
        ("Hi, I'm Lise Holm.", "Lise Holm"),
        ("it's Lise Holm", "Lise Holm"),
        ("jeg hedder Lise Holm", "Lise Holm"),
        ("hej, jeg er lise-marie holm", "Lise-Marie Holm"),
        ("Mit navn er LISE HOLM", "Lise Holm"),
        ("Hallo, ich heiße lise holm", "Lise Holm"),
        ("Mein Name ist Lise Holm.", "Lise Holm"),
        ("hejsan, jag heter lise holm", "Lise Holm"),
        ("hei, jeg heter lise holm!", "Lise Holm"),
        ("navnet mitt er Lise Holm", "Lise Holm"),
        ("Lise van der Berg", "Lise van der Berg"),
        ("Lise van den Berg", "Lise van den Berg"),
        ("Ian McKay", "Ian McKay"),
    ],
)
def test_a_name_is_taken_out_of_its_introduction(town: Town, school: SmallSchool, said: str, name: str) -> None:
    nia = town.stranger()
    nia.says(school.code).says(said).hears("welcome", f"Havn Driving, {name.split(maxsplit=1)[0]}.")
    rows = town.database.execute("SELECT name FROM students WHERE school_id = %s", [school.id])
    assert rows == [(name,)]


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("Anna", "Whitfield", "Anna Whitfield"),
        ("anna", "my last name is whitfield", "Anna Whitfield"),
        ("jeg hedder Rasmus", "mit efternavn er Holm", "Rasmus Holm"),
        ("Lukas", "Lukas Brandt", "Lukas Brandt"),
        ("ich bin Lukas", "von der Heide", "Lukas von der Heide"),
        ("jag heter Elsa", "efternamnet är Ek Lind", "Elsa Ek Lind"),
        ("Ola", "nordmann", "Ola Nordmann"),
        ("Meier", "Hans-Peter Meier", "Hans-Peter Meier"),
        ("Mo", "Farah", "Mo Farah"),
    ],
)
def test_of_a_first_name_alone_the_last_one_is_asked_for(
    town: Town, school: SmallSchool, first: str, last: str, name: str
) -> None:
    town.stranger().says(school.code).says(first).hears("ask_last_name").says(last).hears("welcome")
    assert town.database.execute("SELECT name FROM students WHERE school_id = %s", [school.id]) == [(name,)]


def test_a_first_name_beside_the_code_or_a_wish_is_kept_until_the_last_one_is_said(
    town: Town, school: SmallSchool
) -> None:
    nia = town.stranger().says(f"{school.code}, my name is Nia").hears("ask_last_name", "Nia")
    nia.says("Holt").hears("welcome")
    eva = town.stranger().says(school.code).says("I'm Eva and want to drive on Thursday").hears("ask_last_name")
    eva.says("Dam").hears("welcome").hears("offers", "Thu 26 Nov")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("hi my name is Rasmus and I want to learn to drive", "Rasmus"),
        ("hej jeg hedder Rasmus og vil gerne begynde at køre", "Rasmus"),
        ("Hallo, ich heiße Rasmus. Was kostet der Führerschein?", "Rasmus"),
        ("hej, jag heter Rasmus. jag vill ta körkort", "Rasmus"),
        ("hei jeg heter Rasmus og lurer på hva det koster", "Rasmus"),
    ],
)
def test_a_first_name_that_was_said_before_the_code_is_not_asked_for_again(
    town: Town, school: SmallSchool, said: str, name: str
) -> None:
    town.stranger().says(said).hears("ask_code").says(school.code).hears("ask_last_name", name).says("Holm")
    assert town.database.execute("SELECT name FROM students WHERE school_id = %s", [school.id]) == [(f"{name} Holm",)]


def test_a_whole_name_before_the_code_is_taken(town: Town, school: SmallSchool) -> None:
    town.stranger().says("hi, I'm Nia Holt and I'd like to join").says(school.code).hears("welcome")


@pytest.mark.parametrize("said", ["hello there", "I'm interested in lessons", "jeg er ny", "Ich bin Anfänger"])
def test_what_is_no_name_before_the_code_is_none(town: Town, school: SmallSchool, said: str) -> None:
    town.stranger().says(said).says(school.code).hears("ask_name")


@pytest.mark.parametrize("wish", ["I want to book a lesson on monday after 3", "wann kann ich Montag fahren"])
def test_a_wish_instead_of_a_name_waits_and_is_no_miss(town: Town, school: SmallSchool, wish: str) -> None:
    nia = town.stranger().says(school.code)
    for _ in range(4):
        nia.says(wish).hears("ask_name_again")
    nia.says("Nia Holt").hears("welcome", "now_to")


def test_why_the_phone_number_is_asked_for_is_told_again(town: Town, school: SmallSchool) -> None:
    nia = town.stranger(Channel.TELEGRAM).says(school.code)
    assert nia.says("why do you need my number?").last.names == ("ask_phone",)


@pytest.mark.parametrize("said", ["ich bin der Max", "hier ist der Max", "mein Name ist Max"])
def test_an_article_is_no_name(town: Town, school: SmallSchool, said: str) -> None:
    town.stranger().says(school.code).says(said).hears("ask_last_name", "Max")


@pytest.mark.parametrize(
    "said",
    [
        "call me Nia",
        "kald mig Nia",
        "nenn mich Nia",
        "kalla mig Nia",
        "kall meg Nia",
        "everyone calls me Nia",
        "alle kalder mig Nia",
        "alle nennen mich Nia",
        "alla kallar mig Nia",
        "alle kaller meg Nia",
    ],
)
def test_what_somebody_wants_to_be_called_is_a_name(town: Town, school: SmallSchool, said: str) -> None:
    town.stranger().says(school.code).says(said).hears("ask_last_name", "Nia")


@pytest.mark.parametrize(
    "answer",
    [
        "1",
        "Nia",
        "just Nia",
        "i dont want to give my last name",
        "Nia er fint",
        "Nia reicht",
        "Nia räcker",
        "det er alt",
    ],
)
def test_who_has_one_name_only_joins_by_it(town: Town, school: SmallSchool, answer: str) -> None:
    town.stranger().says(school.code).says("Nia").hears("ask_last_name").says(answer).hears("welcome")
    assert town.database.execute("SELECT name FROM students WHERE school_id = %s", [school.id]) == [("Nia",)]


def test_a_name_in_a_script_without_capitals_is_whole_as_one_word(town: Town, school: SmallSchool) -> None:
    town.stranger().says(school.code).says("王小明").hears("welcome")


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("saturday morning pls", True),
        ("fredag eftermiddag", True),
        ("har I ikke noget om aftenen?", True),
        ("den anden", False),
        ("die zweite", False),
        ("Familie Schröder", False),
    ],
)
def test_times_and_places_in_a_list_are_no_names_and_a_wish_is_kept(
    town: Town, school: SmallSchool, said: str, wish: bool
) -> None:
    nia = town.stranger().says(school.code).says(said).hears("ask_name_again").says("Nia Holt").hears("welcome")
    assert ("now_to" in nia.last.names) is wish


@pytest.mark.parametrize("name", ["April Jones", "August Holm", "Sonja Freitag"])
def test_months_and_days_that_are_written_as_names_are_names(town: Town, school: SmallSchool, name: str) -> None:
    town.stranger().says(school.code).says(name).hears("welcome")
    assert town.database.execute("SELECT name FROM students WHERE school_id = %s", [school.id]) == [(name,)]


@pytest.mark.parametrize("said", ["what do lessons cost?", "12/7"])
def test_other_words_are_no_last_name(town: Town, school: SmallSchool, said: str) -> None:
    nia = town.stranger().says(school.code).says("Nia").says(said).hears("ask_last_name").says("Holt")
    nia.hears("welcome")
    assert town.database.execute("SELECT name FROM students WHERE school_id = %s", [school.id]) == [("Nia Holt",)]


@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("what is this", "hvad er det her"),
        ("my code is NORD", "min kode er NORD"),
        ("Lise and Bo and Mia and Kai", "Lise og Bo og Mia og Kai"),
        ("{code}", "{code}"),
    ],
)
@pytest.mark.parametrize("language", ["en", "da"])
def test_a_sentence_or_the_code_is_no_name(town: Town, school: SmallSchool, said: str, da: str, language: str) -> None:
    nia = town.stranger(Channel.WHATSAPP, language=language)
    nia.speaks = language
    nia.says(school.code).says(said.format(code=school.code), da=da.format(code=school.code))
    nia.hears("Please write your full name", da="fulde navn")
    assert town.database.execute("SELECT name FROM students WHERE school_id = %s", [school.id]) == []


@pytest.mark.parametrize(
    "said", ["join {code}", "Join {code}", "{code} please", "tilmeld {code}", "join", "my code {code}"]
)
def test_whoever_says_the_code_again_is_not_called_so(town: Town, school: SmallSchool, said: str) -> None:
    nia = town.stranger()
    nia.says(school.code).says(said.format(code=school.code)).hears("ask_name_again")
    nia.says("Nia Holt").hears("welcome")


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("channel", list(Channel))
def test_a_wish_said_before_joining_is_taken_up_when_the_stranger_is_known(
    town: Town, school: SmallSchool, channel: Channel, language: str
) -> None:
    nia = town.stranger(channel)
    nia.speaks = language
    nia.says("hi, can I get a driving lesson on thursday at 3?", da="hej, kan jeg få en køretime på torsdag kl 15?")
    nia.hears("ask_code").says(school.code)
    if channel is Channel.TELEGRAM:
        nia.hears("ask_phone").shares_contact()
    nia.hears("ask_name").says("Nia Holt")
    nia.hears("welcome", "now_to", "offers", "Thu 26 Nov", da="tor 26. nov.")
    nia.picks("slot:0").hears("confirm_booking").picks("book").hears("booked")
    assert town.bookings("confirmed") == [("2026-11-26 15:00", "confirmed")]


def test_a_wish_without_a_time_and_one_beside_the_code_are_taken_up_too(town: Town, school: SmallSchool) -> None:
    nia = town.stranger().says("I want to book a lesson").says(school.code).says("Nia Holt")
    nia.hears("welcome", "now_to", "what_to_book")
    bo = town.stranger().says(f"{school.code} any free lesson on thursday?").says("Bo Lind")
    bo.hears("welcome", "now_to", "offers")


def test_of_a_known_number_a_wish_is_taken_up_at_once(town: Town, school: SmallSchool) -> None:
    anna = school.student("Anna Berg", "en", school.mette)
    chat = town.stranger(Channel.SMS, anna.phone).says("how much do I owe?").hears("ask_code")
    chat.says(school.code).hears("welcome_back", "now_to", "balance")


def test_a_stranger_who_asked_for_a_person_writes_to_the_school_after_joining(town: Town, school: SmallSchool) -> None:
    nia = town.stranger().says("talk to a human").hears("join_first", "ask_code")
    nia.says(school.code).says("Nia Holt").hears("welcome", "ask_message")


def test_a_wish_of_yesterday_is_not_taken_up(town: Town, school: SmallSchool) -> None:
    nia = town.stranger().says("a lesson on thursday please").says(school.code).hears("ask_name")
    town.passes(hours=13)
    nia.says("Nia Holt").hears("welcome", "left_undone")


@pytest.mark.parametrize("language", ["en", "da"])
def test_who_has_no_code_is_told_at_the_second_try_where_it_comes_from(town: Town, language: str) -> None:
    nia = town.stranger(Channel.TELEGRAM, language=language)
    nia.speaks = language
    nia.says("NOSUCH").hears("unknown_code", "join_again").says("xyzzy")
    nia.hears("unknown_code", "help_stranger", "your school will tell you", da="så spørg din køreskole")
    nia.says("a b c d e f g h i j k").hears("help_stranger", "join_again")
    assert nia.text.count("?") == 1


@pytest.mark.parametrize("language", ["en", "da"])
def test_a_stranger_who_is_lost_at_a_known_school_is_offered_its_people_and_then_given_to_them(
    town: Town, school: SmallSchool, language: str
) -> None:
    nia = town.stranger(language=language)
    nia.speaks = language
    nia.says(f"hi {school.code}", da=f"hej {school.code}").hears("ask_name")
    nia.says("flat 12b").says("flat 12b").hears("ask_name_again", "not_understood")
    assert nia.last.ids == ["engine:school", "engine:menu"]
    nia.says("flat 12c").hears(
        "message_passed_on", "ask_name_again", "Passed on to Havn Driving", da="Givet videre til Havn Driving"
    )
    nia.says("my brother has learned with you").hears("passed_on", "ask_name_again")
    rows = town.database.execute(
        "SELECT text, person_id FROM school_messages WHERE school_id = %s ORDER BY id", [school.id]
    )
    assert rows == [("flat 12c", None), ("my brother has learned with you", None)]
    nia.says("nia holt").hears("welcome", da="Velkommen til Havn Driving, Nia.")


@pytest.mark.parametrize(
    ("language", "no_names"),
    [
        ("en", ("my brother was with you", "he says you are great", "are you pricey")),
        ("da", ("min bror kørte hos jer", "han siger I er gode", "er I dyre")),
        ("de", ("mein Bruder war bei euch", "er sagt ihr seid gut", "seid ihr teuer")),
        ("sv", ("min bror körde hos er", "han säger att ni är bra", "är ni dyra")),
        ("nb", ("broren min kjørte hos dere", "han sier dere er flinke", "er dere dyre")),
    ],
)
def test_who_is_not_understood_three_times_can_still_say_the_name(
    town: Town, school: SmallSchool, language: str, no_names: tuple[str, ...]
) -> None:
    """The school's people get what was no name, and what is no name after it; the question stays open above."""
    nia = town.stranger(language=language).says(school.code).hears("ask_name")
    for said in no_names:
        nia.says(said).hears("ask_name_again")
    nia.says(no_names[0]).hears("passed_on", "ask_name_again")
    nia.says("Nia Holt").hears("welcome")
    nia.says("3 4").hears("not_understood")
    told = town.database.execute("SELECT text FROM school_messages WHERE school_id = %s ORDER BY id", [school.id])
    assert told == [(no_names[-1],), (no_names[0],)]


WISHES = [
    ("en", "anything free wednesday after two"),
    ("da", "noget ledigt onsdag efter to"),
    ("de", "habt ihr mittwoch nach zwei was frei"),
    ("sv", "något ledigt onsdag efter två"),
    ("nb", "noe ledig onsdag etter to"),
]


@pytest.mark.parametrize(("language", "wish"), WISHES)
def test_what_was_wished_before_the_school_was_written_to_is_taken_up_with_the_name(
    town: Town, school: SmallSchool, language: str, wish: str
) -> None:
    nia = town.stranger(language=language).says(school.code).says(wish).hears("wish_waits")
    nia.says("flat 12b").says("flat 12b").says("flat 12b").hears("message_passed_on", "ask_name_again")
    nia.says("Nia Holt").hears("now_to", "offers").picks_number(1).hears("confirm_booking")


@pytest.mark.parametrize(("language", "wish"), WISHES)
@pytest.mark.parametrize("channel", [Channel.SMS, Channel.TELEGRAM])
def test_a_wish_is_kept_however_often_it_is_said_before_the_name(
    town: Town, school: SmallSchool, language: str, wish: str, channel: Channel
) -> None:
    nia = town.stranger(channel, language=language).says(school.code)
    for _ in range(4):
        nia.says(wish).hears("wish_waits")
    if channel is Channel.TELEGRAM:
        nia.shares_contact()
    nia.says("Nia Holt").hears("welcome", "now_to", wish)
    assert town.database.execute("SELECT text FROM school_messages WHERE school_id = %s", [school.id]) == []


def test_a_lost_stranger_may_write_to_the_school_at_once_or_try_another_code(town: Town, school: SmallSchool) -> None:
    nia = town.stranger().says(school.code).says("flat 12b").says("flat 12b").picks("engine:school")
    nia.hears("ask_message", "Write your message and I'll pass it on to Havn Driving.")
    nia.says("how do I get a licence with you").hears("message_passed_on", "ask_name_again")
    nia.says("flat 12b").says("flat 12b").picks("engine:menu").hears("ask_code")


@pytest.mark.parametrize("said", ["can i start driving next week? {code}", "kann ich nächste Woche fahren? {code}"])
def test_the_code_may_stand_behind_a_whole_sentence(town: Town, school: SmallSchool, said: str) -> None:
    nia = town.stranger()
    nia.says(said.format(code=school.code.upper())).hears("ask_name")


@pytest.mark.parametrize("channel", list(Channel))
def test_a_teacher_who_has_left_the_school_is_a_stranger(town: Town, school: SmallSchool, channel: Channel) -> None:
    chat = town.person(school, school.mette, channel)
    chat.says("sick tomorrow")
    save(school, replace(school.mette, active=False))
    chat.says("1").hears("Which code did your driving school give you?")
    chat.says("week").hears("Which code did your driving school give you?")
    save(school, school.mette)
    chat.says(school.code)
    if channel is Channel.TELEGRAM:
        chat.shares_contact()
    chat.hears("Hi Mette, good to see you.")


def test_a_phone_whose_number_is_no_longer_the_persons_is_a_strangers(town: Town, school: SmallSchool) -> None:
    anna = school.student("Anna Berg")
    by_sms, by_telegram = town.person(school, anna), town.person(school, anna, Channel.TELEGRAM)
    teacher = town.person(school, school.jonas)
    save(school, replace(anna, pickup="at the station"), replace(school.jonas, name="Jonas Lund Dam"))
    for chat in (by_sms, by_telegram, teacher):
        assert "Talk to the school" in chat.says("menu").labels
    save(school, replace(anna, phone=new_phone()), replace(school.jonas, phone=None))
    by_telegram.says("balance").hears("You owe nothing.")
    for chat in (by_sms, teacher):
        chat.says("balance").hears("Which code did your driving school give you?")


def save(school: SmallSchool, *people: Student | Teacher) -> None:
    with school.open_work() as work:
        for person in people:
            if isinstance(person, Student):
                work.administration.save_student(person)
            else:
                work.administration.save_teacher(school.id, person)
        work.commit()


@pytest.mark.parametrize(
    "said",
    [
        "Hi, I'm Nova Ek and my code is {}! I'd like to drive on thursday",
        "Hej jag heter Nova Ek och har koden {}! Vill köra på torsdag",
        "Hallo, ich bin Nova Ek, Code {}. Ich möchte am Donnerstag fahren",
    ],
)
def test_a_wish_beside_code_and_name_is_ones_own(town: Town, school: SmallSchool, said: str) -> None:
    town.stranger().says(said.format(school.code)).hears("welcome", "now_to", "offers", "26")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "so how does this work then"),
        ("da", "hvordan foregår det så"),
        ("de", "wie läuft das jetzt ab"),
        ("sv", "hur funkar det här"),
        ("nb", "hvordan funker det her"),
    ],
)
def test_who_has_given_the_code_is_not_asked_for_it_by_the_help(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    nia = town.stranger(language=language).says(school.code)
    nia.says(said).hears("help_joining", "ask_name_again").says("Nia Holt").hears("welcome")


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("i can only do mondays", "offers"),
        ("what do i owe", "balance"),
        ("saturday it is. morning", "offers"),
        ("do you have a code for me", "ask_other_code"),
    ],
)
def test_who_is_asked_for_another_schools_code_can_say_anything_else(chat: Chat, said: str, heard: str) -> None:
    chat.says("join another school").hears("ask_other_code").says(said).hears(heard)


def test_an_unknown_code_of_another_school_is_asked_for_again(chat: Chat) -> None:
    chat.says("join another school").says("XX99").hears("unknown_code", "ask_other_code")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "ta ever so"),
        ("da", "jo bare gør det"),
        ("de", "jo buch das"),
        ("sv", "tack så hemskt mycket"),
        ("nb", "takk så hjertelig mye"),
    ],
)
def test_nobody_is_called_what_they_say_to_be_polite(town: Town, school: SmallSchool, language: str, said: str) -> None:
    nia = town.stranger(language=language).says(school.code)
    nia.says(said).hears("ask_name_again").says("nia holt").hears("welcome", "Nia")


def test_who_is_called_like_small_words_says_so_twice(town: Town, school: SmallSchool) -> None:
    nia = town.stranger(language="en").says(school.code)
    nia.says("an so").hears("ask_name_again").says("an so").hears("welcome", "An")


@pytest.mark.parametrize("said", ["name? Nia Holt", "navn? Nia Holt", "Name?? Nia Holt", "namn? Nia Holt"])
def test_the_question_may_be_written_before_the_name(town: Town, school: SmallSchool, said: str) -> None:
    town.stranger().says(school.code).says(said).hears("welcome", "Nia")
