"""A student books a lesson: from the menu, from one sentence, in every language and on every channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.dialogs.exchange import Channel
from domain.money import Money
from domain.policies import Policy
from domain.schools import TimeOff
from domain.timeslots import Interval
from tests.chat import Chat, Town
from tests.factories import SmallSchool, moment

WEDNESDAY_10 = "2026-11-25 10:00"


def test_a_lesson_is_booked_from_the_menu(anna: Chat, town: Town) -> None:
    anna.says("hi", da="hej").hears("menu").picks("book").hears("what_to_book").picks_number(1)
    anna.hears(
        "Mon 23 Nov with your teacher, Driving lesson, 45 min, 650 kr:", da="man 23. nov. hos din lærer, Køretime"
    )
    anna.picks("slot:1").hears("Mon 23 Nov 11:00-11:45", da="man 23. nov. 11.00-11.45")
    anna.hears("red Golf, Harbour St.", "650 kr").picks("book")
    anna.hears("Booked: Mon 23 Nov 11:00", da="Booket: man 23. nov. 11.00")
    assert town.bookings() == [("2026-11-23 11:00", "confirmed")]


def test_a_lesson_is_booked_by_one_sentence_and_one_yes(anna: Chat, town: Town) -> None:
    anna.says("can I have a lesson wednesday at 10?", da="må jeg få en køretime onsdag kl 10?")
    anna.hears("Wed 25 Nov 10:00-10:45, Driving lesson with Mette", da="ons 25. nov. 10.00-10.45, Køretime hos Mette")
    anna.hears("free to move until Tue 24 Nov 10:00", da="gratis at flytte indtil tir 24. nov. 10.00")
    anna.says("yes", da="ja").hears("booked")
    assert town.bookings() == [(WEDNESDAY_10, "confirmed")]


def test_a_transcript_by_sms(chat: Chat) -> None:
    chat.says("any chance thu after 2?").hears_exactly(
        "Thu 26 Nov with your teacher, Driving lesson, 45 min, 650 kr:\n1 14:00\n2 15:00\n3 More times"
    )
    chat.says("2").hears_exactly(
        "Thu 26 Nov 15:00-15:45, Driving lesson with Mette, red Golf, Harbour St.\n"
        "650 kr, free to move until Wed 25 Nov 15:00. Held 5 min.\n1 Book it\n2 Another time"
    )
    chat.says("how much do i owe").hears_exactly(
        "You owe nothing.\nBack to Thu 26 Nov 15:00:\n1 Book it\n2 Another time"
    )
    chat.says("1").hears("Booked: Thu 26 Nov 15:00 (", "I'll remind you before it starts.")


def test_a_danish_transcript_by_sms(town: Town, school: SmallSchool) -> None:
    bo = town.person(school, school.student("Bo Lind", "da", school.jonas), language="da")
    bo.says("er der noget tor efter 15?").hears_exactly(
        "tor 26. nov. hos din lærer, Køretime, 45 min, 650 kr:\n1 15.00\n2 16.00\n3 17.00\n4 Flere tider"
    )
    bo.says("3").hears_exactly(
        "tor 26. nov. 17.00-17.45, Køretime hos Jonas, blue Polo, Harbour St.\n"
        "650 kr, gratis at flytte indtil ons 25. nov. 17.00. Holdes 5 min.\n1 Book den\n2 En anden tid"
    )
    bo.says("hvad skylder jeg").hears_exactly(
        "Du skylder ikke noget.\nTilbage til tor 26. nov. 17.00:\n1 Book den\n2 En anden tid"
    )
    bo.says("1").hears("Booket: tor 26. nov. 17.00 (", "Jeg minder dig om det inden.")


def test_a_transcript_on_telegram_has_bold_times_and_buttons_that_edit(town: Town, school: SmallSchool) -> None:
    teo = town.person(school, school.student("Teo Lind", "en", school.mette), Channel.TELEGRAM)
    teo.says("lesson wed after 2").hears("offers")
    assert not teo.last.shown.edit
    teo.picks("slot:0")
    assert teo.text.startswith("<b>Wed 25 Nov 14:00</b>-14:45, Driving lesson with Mette")
    assert teo.labels == ["Book it", "Another time"]
    assert teo.last.shown.edit
    teo.picks("Book it").hears("Booked: Wed 25 Nov 14:00")
    assert teo.last.shown.edit


def test_more_times_go_on_past_the_time_asked_for(anna: Chat) -> None:
    anna.says("tuesday between 10 and 14", da="tirsdag mellem 10 og 14")
    anna.picks("more").says("more", da="flere").hears(
        "No more times then; the next:", da="Ikke flere tider der; de næste:"
    )
    assert anna.labels[0] == anna.words("Tue 24 Nov 13:30", da="tir 24. nov. 13.30")
    anna.picks("more").hears("offers")
    assert "no_more_then" not in anna.last.names


def test_that_a_teacher_has_no_time_is_said_once_and_not_with_every_page(
    anna: Chat, town: Town, school: SmallSchool
) -> None:
    with town.app.open_work() as work:
        off = Interval(moment("2026-11-25 00:00"), moment("2026-11-26 00:00"))
        work.administration.add_time_off(school.id, TimeOff(work.next_id(), school.mette.id, off))
        work.commit()
    anna.says("lesson wednesday with mette", da="køretime onsdag hos mette").hears("not_with_teacher", "offers")
    for _ in range(2):
        anna.picks("more").hears("offers", "Jonas")
        assert "not_with_teacher" not in anna.last.names
    anna.says("lesson wednesday with mette", da="køretime onsdag hos mette").hears("not_with_teacher")


def test_after_the_last_time_the_first_ones_come_again(town: Town) -> None:
    school = town.found(policy=Policy(horizon_days=1))
    chat = town.person(school, school.student("Nia Holt", "en", school.mette))
    chat.says("book").picks("Driving").hears(choices=["10:00", "11:00", "12:00", "More times"])
    for _ in range(12):
        chat.picks("More times")
        if "no_more_times" in chat.last.names:
            break
    chat.hears("There are no later times.", "offers", "10:00")


def test_earlier_times_can_be_asked_for(chat: Chat) -> None:
    chat.says("lesson thursday").hears("Thu 26 Nov").says("anything earlier?").hears("Mon 23 Nov", "10:00")


def test_another_time_goes_on_from_the_one_refused_and_lets_it_go(chat: Chat, town: Town) -> None:
    chat.says("book wed at 10").picks("Another time").hears("offers", "10:45")
    assert town.bookings() == [(WEDNESDAY_10, "cancelled")]
    chat.picks("slot:0").picks("book").hears("Booked: Wed 25 Nov 10:45")
    assert town.bookings("confirmed") == [("2026-11-25 10:45", "confirmed")]


def test_a_time_typed_at_the_terms_is_taken_instead(anna: Chat, town: Town) -> None:
    anna.says("book wed at 10", da="book ons kl 10").says("thursday at 12 instead", da="torsdag kl 12 i stedet")
    anna.hears("Thu 26 Nov 12:00-12:45", da="tor 26. nov. 12.00-12.45").picks("book").hears("booked")
    assert town.bookings() == [(WEDNESDAY_10, "cancelled"), ("2026-11-26 12:00", "confirmed")]


def test_a_type_is_chosen_and_priced(chat: Chat) -> None:
    chat.says("book").hears(
        "what_to_book",
        choices=["Driving lesson, 45 min, 650 kr", "Closed track, 60 min, 800 kr", "Theory class, 45 min"],
    )
    chat.picks("Closed track").hears("Closed track, 60 min, 800 kr").says("wed at 10").hears(
        "Wed 25 Nov 10:00-11:00, Closed track with Mette", "800 kr"
    )


def test_a_type_can_be_named_by_its_short_name(chat: Chat) -> None:
    chat.says("track").hears("Closed track, 60 min, 800 kr")
    chat.says("menu").says("book closed track wed at 10").hears("Wed 25 Nov 10:00-11:00, Closed track")


def test_a_teacher_asked_for_by_name_is_offered(anna: Chat) -> None:
    anna.says("wednesday after 3 with Jonas", da="onsdag efter 15 hos Jonas")
    anna.hears("Wed 25 Nov with Jonas", da="ons 25. nov. hos Jonas")


def test_another_teacher_is_offered_when_the_usual_one_has_no_time(chat: Chat) -> None:
    chat.says("wednesday after 16:30").hears("Mette isn't free then.", "Wed 25 Nov with Jonas")


def test_a_place_in_a_class_shows_its_seats_until_it_is_full(town: Town, school: SmallSchool, chat: Chat) -> None:
    school.plans_class("2026-11-25 18:30")
    school.plans_class("2026-11-26 18:30")
    bo, mia = (town.person(school, school.student(name)) for name in ("Bo Lind", "Mia Holt"))
    chat.says("book theory class").hears(
        choices=["Wed 25 Nov 18:30, 2 seats", "Thu 26 Nov 18:30, 2 seats", "More times"]
    )
    chat.picks("slot:0").hears("Wed 25 Nov 18:30-19:15, Theory class with Jonas, theory room.").picks("book").hears(
        "booked"
    )
    mia.says("book theory class").hears("Wed 25 Nov 18:30, 1 seat\n")
    bo.says("book theory class").picks("slot:0").picks("book").hears("booked")
    mia.picks("slot:0").hears(
        "Sorry, the last seat was just taken.",
        "Thu 26 Nov",
        choices=["18:30, 2 seats", "Wait for Wed 25 Nov 18:30 (full)", "More times"],
    )
    assert town.bookings("confirmed") == [("2026-11-25 18:30", "confirmed")] * 2


def test_a_hold_that_lapsed_is_taken_anew_at_the_yes(chat: Chat, town: Town) -> None:
    chat.says("book wed at 10")
    town.clock.now += timedelta(minutes=6)
    chat.picks("book").hears("Booked: Wed 25 Nov 10:00")
    assert town.bookings("confirmed") == [(WEDNESDAY_10, "confirmed")]


def test_a_hold_that_the_worker_let_go_of_is_taken_anew_at_the_yes(anna: Chat, town: Town) -> None:
    anna.says("book wed at 10", da="book ons kl 10")
    town.passes(minutes=30)
    assert town.bookings() == [(WEDNESDAY_10, "expired")]
    anna.picks("book").hears("Booked: Wed 25 Nov 10:00", da="Booket: ons 25. nov. 10.00")
    assert town.bookings() == [(WEDNESDAY_10, "expired"), (WEDNESDAY_10, "confirmed")]


def test_a_time_lost_while_thinking_is_refused_with_the_nearest_ones(
    anna: Chat, town: Town, school: SmallSchool
) -> None:
    anna.says("book wed at 10 with Mette", da="book ons kl 10 hos Mette")
    town.passes(minutes=6)
    bo = town.person(school, school.student("Bo Lind"))
    bo.says("book wed at 10 with Mette").picks("book").hears("booked")
    anna.picks("book").hears("refused_slot_taken", "offers")
    anna.hears("Nearest times, Wed 25 Nov", da="Nærmeste tider, ons 25. nov.")
    assert anna.labels[0].startswith(("09:00", "9.00"))
    assert town.bookings("confirmed") == [(WEDNESDAY_10, "confirmed")]
    anna.picks("slot:0").picks("book").hears("booked")


def test_a_time_that_was_just_taken_offers_the_nearest_ones(chat: Chat, town: Town, school: SmallSchool) -> None:
    bo = town.person(school, school.student("Bo Lind"))
    chat.says("lesson wed after 10 with Mette").hears(choices=["10:00", "11:00", "12:00", "More times"])
    bo.says("book wed at 11 with Mette").picks("book").hears("booked")
    chat.picks("11:00").hears("refused_slot_taken", "Sorry, that time was just taken.", "Nearest times, Wed 25 Nov")
    assert len(chat.labels) == 4
    assert all("11:00 Mette" not in label for label in chat.labels)


@pytest.mark.parametrize(
    ("english", "danish", "reason"),
    [
        ("today at 9", "i dag kl 9", "refused_too_short_notice"),
        ("25 january at 10", "25. januar kl 10", "refused_beyond_horizon"),
        ("saturday at 10", "lørdag kl 10", "nobody_teaches_then"),
        ("wed at 6 in the morning", "ons kl 6 om morgenen", "nobody_teaches_then"),
    ],
)
def test_a_time_that_cannot_be_is_refused_with_a_reason_and_others(
    anna: Chat, english: str, danish: str, reason: str
) -> None:
    anna.says(f"book a lesson {english}", da=f"book en køretime {danish}").hears(reason, "offers")
    assert len(anna.labels) == 4


def test_rules_name_the_next_legal_time(chat: Chat) -> None:
    chat.says("book today at 9").hears("Mon 23 Nov 09:00 is too soon: the earliest is Mon 23 Nov 10:00.")
    chat.says("book 25 january at 10").hears("Mon 25 Jan 10:00 is too far ahead: you can book until Fri 22 Jan.")


def test_full_hands_lead_to_the_lessons_there_are(town: Town, school: SmallSchool, anna: Chat) -> None:
    student = school.students["Anna Berg"]
    for day in ("11-24", "11-25", "11-26", "11-27", "11-30"):
        school.books(student, f"2026-{day} 12:00", made="2026-11-20 12:00")
    anna.says("book sat at 10", da="book lør kl 10").hears("refused_too_many_open_bookings", "lessons")
    anna.hears("You have 5 coming lessons", da="Du har 5 kommende tider").hears("Tue 24 Nov", da="tir 24. nov.")
    anna.picks("cancel").hears("which_lesson_cancel")
    assert len(town.bookings("confirmed")) == 5


def test_an_own_lesson_in_the_way_is_named(chat: Chat, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], WEDNESDAY_10, made="2026-11-20 12:00")
    chat.says("book wed at 10").hears("You already have a lesson then.", "offers")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("31 april", "That date doesn't exist."),
        ("yesterday at 10", "That time has passed."),
        ("book 1 january 2031", "That is too far ahead."),
        ("book 28 march 2027 at 02:30", "doesn't exist"),
    ],
)
def test_an_impossible_time_is_said_and_the_question_stays_open(chat: Chat, said: str, answer: str) -> None:
    chat.says(said).hears(answer)
    assert chat.labels


def test_a_bare_hour_is_asked_about_and_not_guessed(anna: Chat) -> None:
    anna.says("lesson at 10", da="køretime kl 10").hears("which_time")
    danish = anna.speaks == "da"
    expected = ["man 23. nov. 10.00", "tir 24. nov. 10.00"] if danish else ["Mon 23 Nov 10:00", "Tue 24 Nov 10:00"]
    assert anna.labels == expected
    anna.picks("window:1").hears("Tue 24 Nov 10:00-10:45", da="tir 24. nov. 10.00-10.45")


def test_of_two_days_that_may_be_meant_earlier_or_later_says_which(anna: Chat) -> None:
    anna.says("lesson at 10", da="køretime kl 10").hears("which_time")
    anna.says("later", da="senere").hears("confirm_booking", "Tue 24 Nov 10:00", da="tir 24. nov. 10.00")


def test_a_bare_hour_that_can_be_booked_on_one_day_only_is_that_days(anna: Chat, town: Town) -> None:
    town.passes(hours=1, minutes=30)  # today at 10 is too soon by now
    anna.says("lesson at 10", da="køretime kl 10")
    anna.hears("confirm_booking", "Tue 24 Nov 10:00-10:45", da="tir 24. nov. 10.00-10.45")


def test_where_none_of_the_times_was_meant_others_are_offered(anna: Chat) -> None:
    for said, dansk in (("more times", "flere tider"), ("no", "nej"), ("none of these", "ingen af dem")):
        anna.says("lesson at 10", da="køretime kl 10").hears("which_time")
        anna.says(said, da=dansk).hears("offers").says("menu")
    anna.says("lesson at 10", da="køretime kl 10").says("no thanks", da="nej tak").hears("left")


def test_the_only_time_that_can_be_meant_is_looked_for_once(chat: Chat, town: Town) -> None:
    town.passes(hours=1, minutes=30)
    chat.says("lesson tomorrow at 10").hears("confirm_booking").says("menu")
    town.draw_ids()
    plain = town.database.statements_of(lambda: chat.says("lesson tomorrow at 10"))
    chat.says("menu")
    assert town.database.statements_of(lambda: chat.says("lesson at 10")) <= plain
    chat.hears("confirm_booking", "Tue 24 Nov 10:00-10:45")


def test_where_none_of_the_times_that_may_be_meant_is_free_the_nearest_are_offered(
    anna: Chat, town: Town, school: SmallSchool
) -> None:
    town.passes(hours=1, minutes=30)
    for teacher, student in ((school.mette, "Bo Lind"), (school.jonas, "Ida Krogh")):
        school.books(school.student(student), "2026-11-24 10:00", teacher=teacher)
    anna.says("lesson at 10", da="køretime kl 10").hears("no_times_then", "offers")


def test_questions_on_the_side_are_answered_and_the_open_one_asked_once(anna: Chat) -> None:
    anna.says("book wed at 10", da="book ons kl 10")
    for english, danish, *names in [
        ("how much do I owe?", "hvad skylder jeg?", "balance", "confirm_booking_again"),
        ("my lessons", "mine tider", "no_coming_lessons"),
        ("my progress", "mine fremskridt", "progress"),
    ]:
        anna.says(english, da=danish)
        assert anna.last.names == tuple(names)
        assert len(anna.answers) == 1
    anna.says("book it", da="book den").hears("booked")


def test_the_language_can_be_changed_in_the_middle(chat: Chat) -> None:
    chat.says("book wed at 10").says("dansk").hears("Godt, jeg taler dansk med dig.", "Tilbage til ons 25. nov. 10.00:")
    chat.says("language").hears("ask_language").says("engelsk").hears(
        "Good, I speak English", "Back to Wed 25 Nov 10:00:"
    )
    chat.says("sprog").picks("Dansk").hears("language_set", "Tilbage til").says("ja").hears(
        "Booket: ons 25. nov. 10.00"
    )


def test_back_goes_step_by_step_and_home_at_last(chat: Chat, town: Town) -> None:
    chat.says("book").picks("Driving").picks("slot:0").hears("confirm_booking")
    chat.says("back").hears("offers").says("back").hears("what_to_book").says("back").hears("menu")
    assert town.bookings("draft") == []


def test_back_passes_what_is_known_already(chat: Chat) -> None:
    chat.says("book wed at 10").says("back").hears("offers").says("back").hears("what_to_book").says("back").hears(
        "menu"
    )


@pytest.mark.parametrize("word", ["menu", "stop", "never mind"])
def test_leaving_lets_go_of_the_held_time(chat: Chat, town: Town, school: SmallSchool, word: str) -> None:
    chat.says("book wed at 10 with Mette").says(word)
    assert chat.labels[0] == "Book a lesson"
    bo = town.person(school, school.student("Bo Lind"))
    bo.says("book wed at 10 with Mette").hears("Wed 25 Nov 10:00-10:45, Driving lesson with Mette")


def test_a_digit_acts_once(chat: Chat, town: Town) -> None:
    chat.says("book wed at 10").says("1").hears("booked").says("1").hears("menu")
    assert town.bookings() == [(WEDNESDAY_10, "confirmed")]


def test_the_words_of_a_choice_choose_it(anna: Chat, town: Town) -> None:
    anna.says("book wed at 10", da="book ons kl 10").says("Another time", da="En anden tid").hears("offers")
    anna.says("More times", da="Flere tider").hears("offers").says("wed at 10", da="ons kl 10")
    anna.says("Book it", da="Book den").hears("booked")


def test_nobody_is_promised_a_reminder_that_will_not_come(chat: Chat) -> None:
    chat.says("book today at 10").picks("book").hears("Booked: Mon 23 Nov 10:00")
    assert "remind" not in chat.text


def test_a_late_booking_states_what_leaving_it_costs(chat: Chat) -> None:
    chat.says("book today at 12").hears("650 kr, 50% if you cancel or move it.")


def test_a_school_without_offers_says_so(town: Town) -> None:
    bare = town.found()
    with town.app.open_work() as work:
        for teacher in (bare.mette, bare.jonas):
            work.administration.save_teacher(bare.id, replace(teacher, hours=()))
        work.commit()
    chat = town.person(bare, bare.student("Nia Holt"))
    chat.says("book").picks("Driving").hears("no_times_at_all", "talk to the school")


def test_rules_that_leave_no_time_between_them_are_named(town: Town) -> None:
    bare = town.found(policy=Policy(minimum_notice_minutes=100_000, horizon_days=10))
    chat = town.person(bare, bare.student("Nia Holt"))
    chat.says("book").picks("Driving").hears("refused_too_short_notice", "book at least 70 days ahead")


@pytest.mark.parametrize("said", ["book", "tomorrow at 10", "book tomorrow at 10", "book with Mette", "lesson at 10"])
def test_a_school_that_has_nothing_to_book_says_so(chat: Chat, town: Town, school: SmallSchool, said: str) -> None:
    with town.app.open_work() as work:
        for kind in school.types.values():
            work.administration.save_lesson_type(school.id, replace(kind, active=False))
        work.commit()
    chat.says(said).hears("nothing_to_book")


def test_nobody_pays_a_price_that_was_not_said(chat: Chat, town: Town, school: SmallSchool) -> None:
    chat.says("book wed at 10").hears("650 kr")
    dearer = replace(school.types["driving"], price=Money(70_000, "DKK"))
    with town.app.open_work() as work:
        work.administration.save_lesson_type(school.id, dearer)
        work.commit()
    chat.says("hm?").says("back").says("book wed at 12").hears("700 kr").says("book thu at 10").hears("700 kr")
    with town.app.open_work() as work:
        work.administration.save_lesson_type(school.id, school.types["driving"])
        work.commit()
    town.passes(minutes=6)
    chat.picks("book").hears("The price has just changed:", "confirm_booking", "650 kr").picks("book").hears("booked")
    assert town.database.execute(
        "SELECT price_minor FROM bookings WHERE school_id = %s AND status = 'confirmed'", [school.id]
    ) == [(65_000,)]


def test_a_price_that_was_said_holds_as_long_as_the_time_is_held(chat: Chat, town: Town, school: SmallSchool) -> None:
    chat.says("book wed at 10").hears("650 kr")
    with town.app.open_work() as work:
        dearer = replace(school.types["driving"], price=Money(70_000, "DKK"))
        work.administration.save_lesson_type(school.id, dearer)
        work.commit()
    chat.picks("book").hears("booked")
    assert town.database.execute("SELECT price_minor FROM bookings WHERE school_id = %s", [school.id]) == [(65_000,)]


def test_more_types_than_fit_come_by_pages(chat: Chat, town: Town, school: SmallSchool) -> None:
    with town.app.open_work() as work:
        for number in range(1, 13):
            kind = replace(
                school.types["track"], id=work.next_id(), code=f"extra-{number}", names={"en": f"Extra {number}"}
            )
            work.administration.add_lesson_types(school.id, kind)
        work.commit()
    chat.says("book").hears("what_to_book")
    assert len(chat.labels) == 8
    assert chat.labels[-1] == "More"
    chat.says("8").hears("what_to_book", "1 Extra 5").says("more").hears("1 Extra 12", "2 First ones")
    chat.says("xyzzy").hears("not_understood", "1 Extra 12")
    chat.says("2").hears("1 Driving lesson").says("more").says("xyzzy").hears("1 Extra 5")


def test_a_seat_moves_from_one_class_to_another(chat: Chat, town: Town, school: SmallSchool) -> None:
    school.plans_class("2026-11-25 18:30")
    school.plans_class("2026-11-26 18:30")
    chat.says("book theory class").picks("slot:0").picks("book").hears("Wed 25 Nov 18:30")
    chat.says("move my lesson").hears(choices=["18:30, 2 seats", "More times"]).picks("slot:0").hears("confirm_move")
    chat.picks("move").hears("Moved: Thu 26 Nov 18:30")
    rows = town.database.execute(
        "SELECT taken FROM sessions WHERE school_id = %s AND capacity > 1 ORDER BY starts_at", [school.id]
    )
    assert rows == [(0,), (1,)]


def test_an_hour_said_of_a_day_means_that_day(anna: Chat) -> None:
    anna.says("lesson on monday 30 november", da="køretime mandag den 30. november").hears("offers")
    anna.says("after 2", da="efter 14").hears("Mon 30 Nov with your teacher", da="man 30. nov. hos din lærer")
    anna.picks("slot:0").says("at 10", da="kl 10").hears("Mon 30 Nov 10:00-10:45", da="man 30. nov. 10.00-10.45")


def test_an_hour_is_of_any_day_when_no_day_was_named(chat: Chat) -> None:
    chat.says("book").picks("Driving").hears("Mon 23 Nov").says("after 3").hears("offers")
    assert chat.labels[:2] == ["Mon 23 Nov 15:00", "Tue 24 Nov 15:00"]


def test_a_look_at_the_school_does_not_end_a_booking(chat: Chat) -> None:
    chat.says("book wed at 10").says("where are you?").hears("your_school")
    chat.says("how much do I owe?").hears("balance").says("1").hears("booked")
    chat.says("where are you?").says("book thursday at 11").hears("Thu 26 Nov 11:00-11:45")


def test_hours_said_without_a_day_are_kept_for_the_day_that_is_answered(anna: Chat) -> None:
    anna.says("lesson at 10", da="køretime kl 10").hears("which_time")
    anna.says("wednesday", da="onsdag").hears("confirm_booking", "Wed 25 Nov 10:00-10:45", da="ons 25. nov. 10.00")


@pytest.mark.parametrize(
    ("said", "da", "answer"),
    [
        ("thanks", "tak", "thanks"),
        ("ok", "ok", "fine"),
        ("no", "nej", "other_day"),
        ("book", "book", "pick_one"),
    ],
)
def test_manners_among_offered_times_are_answered_and_choose_nothing(
    anna: Chat, town: Town, said: str, da: str, answer: str
) -> None:
    anna.says("lesson thursday after 14", da="køretime torsdag efter 14").hears("offers")
    offered = anna.labels
    anna.says(said, da=da).hears(answer, "offers", choices=offered)
    assert "not_understood" not in anna.last.names
    assert town.bookings() == []


@pytest.mark.parametrize(
    ("said", "da", "english", "danish"),
    [
        ("friday at 18", "fredag kl 18", "No one teaches Fri 27 Nov 18:00.", "Ingen underviser fre 27. nov. 18.00."),
        ("saturday", "lørdag", "No one teaches Sat 28 Nov.", "Ingen underviser lør 28. nov."),
        (
            "friday after 18",
            "fredag efter 18",
            "No one teaches Fri 27 Nov after 18:00.",
            "Ingen underviser fre 27. nov. efter 18.00.",
        ),
        ("today at 9", "i dag kl 9", "Mon 23 Nov 09:00 is too soon", "man 23. nov. 9.00 er for snart"),
        (
            "25 january at 10",
            "25. januar kl 10",
            "Mon 25 Jan 10:00 is too far ahead",
            "man 25. jan. 10.00 er for langt",
        ),
    ],
)
def test_a_refusal_says_back_what_was_understood(anna: Chat, said: str, da: str, english: str, danish: str) -> None:
    anna.says(said, da=da).hears(english, da=danish).hears("offers")


def test_the_limit_is_told_before_anything_is_chosen(town: Town) -> None:
    full = town.found(policy=Policy(max_open_bookings=1))
    for name, language in (("Nia Holt", "en"), ("Bo Lind", "da")):
        student = town.person(full, full.student(name, language), language=language)
        hour = 10 if language == "en" else 12
        full.books(full.students[name], f"2026-11-26 {hour}:00", made="2026-11-20 12:00")
        student.says("book", da="book").hears("refused_too_many_open_bookings", "lessons")
        student.hears("You can book again after", da="Du kan booke igen efter")
        assert student.last.ids == ["reschedule", "cancel", "menu"]


@pytest.mark.parametrize(
    ("said", "teachers"),
    [
        ("wed at 11, but not with Mette", ["Jonas"]),
        ("ons kl 11, men ikke med Mette", ["Jonas"]),
        ("wed at 11 with Mette or Jonas", ["Mette", "Jonas"]),
        ("lesson wed at 11 with Bob", ["Mette", "Jonas"]),
    ],
)
def test_with_whom_and_with_whom_not_is_heeded(town: Town, school: SmallSchool, said: str, teachers: list[str]) -> None:
    chat = town.person(school, school.student("Ulla Dahl", "en", school.mette))
    chat.says(said)
    assert any(f" {teacher}" in chat.text for teacher in teachers)
    if "Bob" in said:
        chat.hears("I don't know a teacher called Bob here.")


def test_a_time_of_next_year_that_could_be_this_years_is_said_with_its_year(
    town: Town, voice: tuple[Channel, str]
) -> None:
    school = town.found(policy=Policy(horizon_days=400))
    channel, language = voice
    anna = town.person(school, school.student("Anna Berg", language, school.mette), channel, language)
    anna.says("book 29 november 2027 at 12", da="book 29. november 2027 kl 12")
    anna.hears("confirm_booking", "free to move until Sun 28 Nov 2027 12:00", da="søn 28. nov. 2027 12.00")
    anna.picks("book").hears("Booked: Mon 29 Nov 2027 12:00", da="Booket: man 29. nov. 2027 12.00")


@pytest.mark.parametrize(
    ("english", "danish"),
    [
        ("friday at 13:75", "fredag kl. 13.75"),
        ("thu at 30", "torsdag kl. 30"),
        ("book thu at 25", "book torsdag kl. 25"),
    ],
)
def test_a_time_that_no_clock_shows_is_said_not_to_exist(anna: Chat, english: str, danish: str) -> None:
    anna.says(english, da=danish)
    anna.hears("There is no such time of day.", da="Det klokkeslæt findes ikke.")
    anna.says("book wed at 10", da="book ons kl 10").says(english, da=danish).hears("when_no_such_clock")


def test_a_time_that_has_passed_meanwhile_is_said_to_have_passed(anna: Chat, town: Town) -> None:
    anna.says("today after 13", da="i dag efter 13").hears("offers")
    town.clock.set("2026-11-23 16:30")
    anna.picks("slot:0").hears("offers", "That time has passed.", da="Det tidspunkt er passeret.")
    assert "refused_too_short_notice" not in anna.last.names


def test_where_choices_are_buttons_nobody_is_asked_for_their_number(anna: Chat) -> None:
    anna.says("menu").says("99")
    anna.hears("no_such_number" if anna.channel is Channel.SMS else "no_such_button")


def test_the_weekday_of_today_is_that_of_next_week_when_nothing_is_left_today(anna: Chat, town: Town) -> None:
    town.until("2026-11-26 19:30")
    anna.says("any chance thu after 3?", da="køretime torsdag efter 15?")
    anna.hears("Thu 3 Dec", da="tor 3. dec.")
    assert "Nothing" not in anna.text
    anna.says("rather at 10", da="hellere kl 10").hears("Thu 3 Dec 10:00", da="tor 3. dec. 10.00")
    anna.says("menu").says("lesson today", da="køretime i dag").hears("Fri 27 Nov", da="fre 27. nov.")
    anna.hears("Nothing is free Thu 26 Nov", da="Der er ikke noget ledigt tor 26. nov.")


@pytest.mark.parametrize(
    ("language", "half_past", "quarter"),
    [
        ("en", "tuesday half ten lesson with jonas", "lesson thursday at quarter to"),
        ("da", "kl halv elleve køretime på tirsdag hos jonas", "køretime torsdag kl kvart i"),
        ("de", "Nächsten Dienstag um halb elf Fahrstunde bei Jonas", "Fahrstunde Donnerstag um viertel vor"),
        ("sv", "tisdag klockan halv elva körlektion hos jonas", "körlektion torsdag kvart i"),
        ("nb", "tirsdag klokka halv elleve kjøretime hos jonas", "kjøretime torsdag kvart på"),
    ],
)
def test_a_time_in_words_is_no_number_of_lessons_and_a_quarter_of_no_hour_is_asked_about(
    town: Town, school: SmallSchool, language: str, half_past: str, quarter: str
) -> None:
    town.until("2026-11-28 10:00")
    chat = town.person(school, school.student("Mia Lund", language))
    chat.says(half_past)
    assert "one_lesson_by_one" not in chat.last.names
    assert "10:30" in chat.text.replace("10.30", "10:30"), chat.text
    chat.says("menu").says(quarter).hears("when_which_hour", "offers", "3")
    assert {"Thu", "tor", "Do"} & set(chat.text.replace(".", "").split()) or "tors" in chat.text
