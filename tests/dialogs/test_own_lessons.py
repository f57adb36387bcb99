"""A student looks at, moves and cancels the own lessons."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogs.exchange import Channel
from domain.lessons import Actor
from domain.policies import Policy
from domain.services.cancelling import cancel
from tests.chat import Chat, Town
from tests.factories import SmallSchool, moment

THURSDAY_12 = "2026-11-26 12:00"
TODAY_14 = "2026-11-23 14:00"


@pytest.fixture
def lesson(school: SmallSchool, anna: Chat) -> int:
    """Anna's lesson on Thursday, which is free to move until Wednesday noon."""
    return school.books(school.students["Anna Berg"], THURSDAY_12, made="2026-11-20 12:00").id


def books(school: SmallSchool, *starts: str) -> list[int]:
    return [school.books(school.students["Anna Berg"], start, made="2026-11-20 12:00").id for start in starts]


def balance(town: Town, school: SmallSchool) -> int:
    """Anna's, in minor units."""
    student_id = school.students["Anna Berg"].id
    ((owed,),) = town.database.execute(
        "SELECT coalesce(sum(amount_minor), 0)::int FROM ledger_entries WHERE school_id = %s AND student_id = %s",
        [school.id, student_id],
    )
    found: int = owed
    return found


def test_the_coming_lessons_are_listed_by_time_with_what_can_be_done(chat: Chat, school: SmallSchool) -> None:
    books(school, THURSDAY_12, "2026-11-24 09:00")
    chat.says("my lessons").hears(
        "Tue 24 Nov 09:00 Driving lesson, Mette, red Golf, Harbour St\nThu 26 Nov 12:00 Driving lesson, Mette",
        choices=["Book another", "Move one", "Cancel one", "Menu"],
    )


@pytest.mark.parametrize(
    ("english", "danish"),
    [("my week next week", "min uge næste uge"), ("my lessons next week", "mine tider næste uge")],
)
def test_the_lessons_of_another_week_are_asked_for(
    anna: Chat, school: SmallSchool, lesson: int, english: str, danish: str
) -> None:
    books(school, "2026-12-03 09:00")
    anna.says(english, da=danish).hears("lessons", "Thu 3 Dec 09:00", da="tor 3. dec. 9.00")
    assert not anna.last.has(anna.words("Thu 26 Nov", da="tor 26. nov.")), "not this week's"


def test_a_week_without_lessons_is_told_whole(anna: Chat, lesson: int) -> None:
    anna.says("my lessons next week", da="mine tider næste uge")
    anna.hears("You have no lesson Mon 30 Nov - Sun 6 Dec.", da="Du har ingen tid man 30. nov. - søn 6. dec.")


def test_a_lesson_that_is_over_is_no_coming_one(chat: Chat, school: SmallSchool, town: Town) -> None:
    books(school, TODAY_14)
    town.clock.set("2026-11-23 14:46")
    chat.says("my lessons").hears("no_coming_lessons", choices=["Book a lesson", "Menu"])


@pytest.mark.parametrize("wish", ["move", "cancel", "my lessons"])
def test_without_lessons_every_question_about_them_leads_to_booking(chat: Chat, wish: str) -> None:
    chat.says(wish).hears("You have no lessons booked.", choices=["Book a lesson", "Menu"])
    chat.picks("Book a lesson").hears("what_to_book")


def test_a_wish_for_a_time_is_heard_while_looking_at_the_lessons(chat: Chat, school: SmallSchool) -> None:
    books(school, THURSDAY_12)
    chat.says("my lessons").says("friday at 10").hears("Fri 27 Nov 10:00-10:45, Driving lesson")


# Moving


def test_a_lesson_is_moved_for_free(anna: Chat, lesson: int, town: Town, school: SmallSchool) -> None:
    anna.says("move my lesson", da="flyt min tid").hears("offers").says("friday at 10", da="fredag kl 10")
    anna.hears("From Thu 26 Nov 12:00 to Fri 27 Nov 10:00-10:45", da="Fra tor 26. nov. 12.00 til fre 27. nov. 10.00")
    anna.hears("Moving it is free.", da="Det er gratis at flytte.").picks("move")
    anna.hears("Moved: Fri 27 Nov 10:00", da="Flyttet: fre 27. nov. 10.00")
    assert town.bookings() == [("2026-11-27 10:00", "confirmed")]
    assert balance(town, school) == 0


def test_who_moves_a_lesson_near_is_told_what_changing_it_again_costs(
    anna: Chat, lesson: int, town: Town, school: SmallSchool
) -> None:
    anna.says("move my lesson to today at 15", da="flyt min tid til i dag kl 15").hears(
        "Free now. Cancelling or moving it again: 50%.",
        da="Gratis nu. Aflysning eller ny flytning: 50 %.",
    )
    anna.picks("move").hears("moved").says("move it to friday at 10", da="flyt den til fredag kl 10").hears(
        "Moving it this late costs 325 kr.", da="Så sent koster det 325 kr at flytte."
    )


def test_who_moves_a_lesson_where_it_can_be_changed_no_more_is_told(town: Town) -> None:
    school = town.found(policy=Policy(cancel_until_hours=12))
    anna = town.person(school, school.student("Anna Berg", usual=school.mette))
    books(school, THURSDAY_12)
    anna.says("move my lesson to today at 15").hears(
        "Free now. Cancelling or moving it again: 50%. It can't be cancelled."
    )


def test_one_sentence_names_the_lesson_and_where_it_goes(
    anna: Chat, lesson: int, town: Town, school: SmallSchool
) -> None:
    books(school, "2026-11-24 09:00")
    anna.says("move tomorrow's to monday at 10", da="flyt tiden i morgen til mandag kl 10").hears("confirm_move")
    anna.hears("From Tue 24 Nov 09:00 to", da="Fra tir 24. nov. 9.00 til").picks("move").hears("moved")
    assert (THURSDAY_12, "confirmed") in town.bookings()
    assert ("2026-11-24 09:00", "confirmed") not in town.bookings()


def test_moving_late_states_the_fee_before_the_yes(anna: Chat, town: Town, school: SmallSchool) -> None:
    books(school, TODAY_14)
    anna.says("move my lesson to friday at 10", da="flyt min tid til fredag kl 10")
    anna.hears("Moving it this late costs 325 kr.", da="Så sent koster det 325 kr at flytte.")
    assert balance(town, school) == 0
    anna.says("yes", da="ja").hears("325 kr is added to your balance.", da="325 kr lægges på din saldo.")
    assert balance(town, school) == 32_500


def test_a_lesson_may_move_into_its_own_time(chat: Chat, town: Town, school: SmallSchool) -> None:
    books(school, THURSDAY_12)
    chat.says("move my lesson to thursday at 12:30").hears("From Thu 26 Nov 12:00 to Thu 26 Nov 12:30-13:15")
    chat.picks("move").hears("moved")
    assert town.bookings() == [("2026-11-26 12:30", "confirmed")]


def test_a_lesson_is_not_offered_the_time_it_has(chat: Chat, town: Town, school: SmallSchool) -> None:
    books(school, TODAY_14)
    chat.says("move my lesson").says("today after 13").hears("offers")
    assert "14:00" not in chat.labels
    chat.says("today at 14").hears("It is already at that time.", "offers")
    assert town.bookings() == [(TODAY_14, "confirmed")]


def test_the_lesson_that_is_moved_is_named_and_no_price(anna: Chat, school: SmallSchool) -> None:
    books(school, THURSDAY_12)
    anna.says("move", da="flyt").hears(
        "Moving Thu 26 Nov 12:00. Mon 23 Nov with your teacher:",
        da="Du flytter tor 26. nov. 12.00. man 23. nov. hos din",
    )
    assert "650" not in anna.text


def test_moving_a_lesson_that_there_is_not_says_so(anna: Chat, school: SmallSchool) -> None:
    anna.says("move tomorrow's to monday same time", da="flyt i morgens til mandag samme tid")
    anna.hears("no_coming_lessons")
    books(school, THURSDAY_12)
    anna.says("move tomorrow's to monday same time", da="flyt i morgens til mandag samme tid")
    anna.hears("no_lesson_then", "which_lesson_move", "Tue 24 Nov", da="tir 24. nov.")


def test_the_same_time_in_another_week_is_on_the_same_weekday(anna: Chat, school: SmallSchool) -> None:
    books(school, THURSDAY_12)
    anna.says("move my lesson to next week same time", da="flyt min time til næste uge samme tid")
    anna.hears("to Thu 3 Dec 12:00-12:45", da="til tor 3. dec. 12.00-12.45")


def test_the_same_time_on_another_day(chat: Chat, school: SmallSchool) -> None:
    books(school, THURSDAY_12)
    chat.says("move my lesson").says("friday same time").hears("to Fri 27 Nov 12:00-12:45")


def test_which_of_several_is_asked_and_taken_by_digit_or_word(anna: Chat, lesson: int, school: SmallSchool) -> None:
    books(school, "2026-11-24 09:00")
    anna.says("move a lesson", da="flyt en tid").hears("which_lesson_move").picks_number(2).hears("offers")
    anna.says("back", da="tilbage").hears("which_lesson_move")
    anna.says("tomorrow", da="i morgen").hears("offers").says("friday at 10", da="fredag kl 10")
    anna.hears("From Tue 24 Nov 09:00", da="Fra tir 24. nov. 9.00")


def test_a_taken_time_is_refused_with_the_nearest_and_the_old_one_stays(
    chat: Chat, town: Town, school: SmallSchool
) -> None:
    books(school, THURSDAY_12)
    chat.says("move my lesson to friday at 10").hears("confirm_move")
    school.books(school.student("Bo Lind"), "2026-11-27 10:00", made="2026-11-23 08:00")
    chat.picks("move").hears("refused_slot_taken", "Nearest times, Fri 27 Nov")
    assert (THURSDAY_12, "confirmed") in town.bookings()
    chat.picks("slot:0").picks("move").hears("moved")


def test_a_lesson_that_has_begun_stays_where_it_is(chat: Chat, town: Town, school: SmallSchool) -> None:
    books(school, TODAY_14)
    chat.says("move my lesson to friday at 10").hears("confirm_move")
    town.clock.set("2026-11-23 14:10")
    chat.picks("move").hears("refused_already_started", "talk to the school")
    assert town.bookings() == [(TODAY_14, "confirmed")]


def test_a_fee_that_begins_between_question_and_yes_is_asked_about_again(
    anna: Chat, lesson: int, town: Town, school: SmallSchool
) -> None:
    town.clock.set("2026-11-25 11:58")
    anna.says("move my lesson to friday at 10", da="flyt min tid til fredag kl 10").hears("free", da="gratis")
    town.clock.set("2026-11-25 12:01")
    anna.picks("move").hears("The price has just changed:", da="Prisen har netop ændret sig:")
    anna.hears("325 kr").picks("move").hears("moved")
    assert balance(town, school) == 32_500


def test_after_which_of_several_was_asked_all_teachers_are_looked_at(
    anna: Chat, lesson: int, school: SmallSchool
) -> None:
    books(school, "2026-11-26 15:00", "2026-11-25 09:00")
    school.books(school.student("Bo Lind", "en"), "2026-11-27 10:00", made="2026-11-20 12:00")  # with Mette
    anna.says("move my thursday lesson to friday at 10", da="flyt min time torsdag til fredag kl 10")
    anna.hears("which_lesson_move").picks_number(1).hears("not_with_teacher", "confirm_move", "Jonas")


def test_a_lesson_cancelled_meanwhile_cannot_be_moved(chat: Chat, town: Town, school: SmallSchool) -> None:
    (booking_id,) = books(school, THURSDAY_12)
    chat.says("move my lesson to friday at 10").hears("confirm_move")
    with town.app.open_work() as work:
        cancel(school.desk(work, Actor.STAFF, town.clock()), booking_id)
        work.commit()
    chat.picks("move").hears("refused_not_allowed")
    assert town.bookings() == [(THURSDAY_12, "cancelled")]


# Cancelling


def test_cancelling_in_time_is_free_and_says_so_before_and_after(anna: Chat, lesson: int, town: Town) -> None:
    anna.says("cancel my lesson", da="aflys min tid").hears("confirm_cancel")
    anna.hears("Cancel Thu 26 Nov 12:00, Driving lesson", da="Aflys tor 26. nov. 12.00, Køretime")
    anna.hears("It is free.", da="Det er gratis.").picks("cancel")
    anna.hears("It costs nothing.", da="Det koster ikke noget.")
    assert town.bookings() == [(THURSDAY_12, "cancelled")]


def test_cancelling_late_states_its_cost_before_the_yes(anna: Chat, town: Town, school: SmallSchool) -> None:
    books(school, TODAY_14)
    anna.says("cancel", da="aflys").hears("It is late, so it costs 325 kr.", da="Det er sent, så det koster 325 kr.")
    assert town.bookings() == [(TODAY_14, "confirmed")]
    anna.picks("cancel").hears("325 kr is added to your balance.", da="325 kr lægges på din saldo.")
    assert balance(town, school) == 32_500
    anna.says("balance", da="saldo").hears("You owe 325 kr (1 fee).", da="Du skylder 325 kr (1 gebyr).")


def test_the_fee_agreed_to_is_the_fee_taken(anna: Chat, lesson: int, town: Town, school: SmallSchool) -> None:
    town.clock.set("2026-11-25 11:59")
    anna.says("cancel", da="aflys").hears("free", da="gratis")
    town.clock.set("2026-11-25 12:05")
    anna.picks("cancel").hears("fee_changed", "confirm_cancel")
    assert town.bookings("confirmed") == [(THURSDAY_12, "confirmed")]
    anna.picks("keep").hears("stays", da="står ved magt")
    assert balance(town, school) == 0


@pytest.mark.parametrize("answer", ["no", "Keep it", "2"])
def test_a_lesson_can_be_kept(chat: Chat, town: Town, school: SmallSchool, answer: str) -> None:
    books(school, THURSDAY_12)
    chat.says("cancel").says(answer).hears("Good, Thu 26 Nov 12:00 stays.")
    assert town.bookings() == [(THURSDAY_12, "confirmed")]


def test_a_lesson_can_be_moved_instead(anna: Chat, lesson: int, town: Town) -> None:
    anna.says("cancel", da="aflys").picks("move").hears("offers").says("friday at 10", da="fredag kl 10").picks("move")
    anna.hears("moved")
    assert town.bookings() == [("2026-11-27 10:00", "confirmed")]


def test_which_one_to_cancel_is_asked(anna: Chat, lesson: int, town: Town, school: SmallSchool) -> None:
    books(school, "2026-11-24 09:00")
    anna.says("cancel", da="aflys").hears("which_lesson_cancel").picks_number(2).hears("confirm_cancel")
    anna.hears("Thu 26 Nov 12:00", da="tor 26. nov. 12.00").says("back", da="tilbage").hears("which_lesson_cancel")
    anna.says("the one tomorrow", da="den i morgen").hears("Tue 24 Nov 09:00", da="tir 24. nov. 9.00")
    anna.picks("cancel").hears("cancelled")
    assert town.bookings() == [("2026-11-24 09:00", "cancelled"), (THURSDAY_12, "confirmed")]


def test_words_may_name_the_lesson_to_cancel(chat: Chat, school: SmallSchool) -> None:
    books(school, "2026-11-24 09:00", THURSDAY_12)
    chat.says("cancel my lesson on thursday").hears("Cancel Thu 26 Nov 12:00")


def test_a_cancelled_lesson_stays_cancelled_however_often_it_is_pressed(
    chat: Chat, town: Town, school: SmallSchool
) -> None:
    books(school, TODAY_14)
    chat.says("cancel").says("1").hears("cancelled").says("1").hears("menu")
    assert balance(town, school) == 32_500


def test_a_school_without_late_fees_never_mentions_one(town: Town) -> None:
    kind = town.found(policy=Policy(late_fee_percent=0))
    nia = town.person(kind, kind.student("Nia Holt"))
    kind.books(kind.students["Nia Holt"], TODAY_14, made="2026-11-20 12:00")
    nia.says("cancel").hears("It is free.").picks("cancel").hears("It costs nothing.")


def test_the_policy_of_the_day_of_booking_decides_the_fee(chat: Chat, town: Town, school: SmallSchool) -> None:
    books(school, TODAY_14)
    with town.app.open_work() as work:
        work.administration.save_school(replace(school.school, policy=Policy(late_fee_percent=100)))
        work.commit()
    chat.says("cancel").hears("325 kr")


def test_who_moves_early_on_is_not_charged_at_the_cut_off_itself(chat: Chat, town: Town, school: SmallSchool) -> None:
    books(school, THURSDAY_12)
    town.clock.now = moment("2026-11-25 12:00")
    chat.says("cancel").hears("It is free.").picks("cancel").hears("It costs nothing.")


TUESDAY_9 = "2026-11-24 09:00"


@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("how much to cancel?", "hvad koster det at aflyse?"),
        ("can i cancel friday instead", "kan jeg aflyse fredag i stedet"),
        ("no, cancel friday", "nej, aflys fredag"),
        ("yes but what does it cost", "ja men hvad koster det"),
        ("cancel?", "aflyse?"),
        ("cancel tuesday", "aflys tirsdag"),
    ],
)
def test_words_that_are_no_plain_yes_cancel_nothing(
    anna: Chat, town: Town, school: SmallSchool, said: str, da: str
) -> None:
    books(school, TUESDAY_9, THURSDAY_12)
    anna.says("cancel tuesday", da="aflys tirsdag").hears("Tue 24 Nov 09:00", da="tir 24. nov. 9.00")
    anna.says(said, da=da).hears("confirm_cancel", "Tue 24 Nov 09:00", da="tir 24. nov. 9.00")
    assert town.bookings("confirmed") == [(TUESDAY_9, "confirmed"), (THURSDAY_12, "confirmed")]


@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("no, cancel thursday", "nej, aflys torsdag"),
        ("cancel thursday", "aflys torsdag"),
        ("thursday", "torsdag"),
        ("cancel the other one", "aflys den anden"),
    ],
)
def test_another_lesson_named_at_the_question_is_asked_about(
    anna: Chat, town: Town, school: SmallSchool, said: str, da: str
) -> None:
    books(school, TUESDAY_9, THURSDAY_12)
    anna.says("cancel tuesday", da="aflys tirsdag").hears("Tue 24 Nov 09:00", da="tir 24. nov. 9.00")
    anna.says(said, da=da).hears("confirm_cancel", "Cancel Thu 26 Nov 12:00", da="Aflys tor 26. nov. 12.00")
    anna.says("yes", da="ja").hears("cancelled")
    assert town.bookings() == [(TUESDAY_9, "confirmed"), (THURSDAY_12, "cancelled")]


@pytest.mark.parametrize(
    ("said", "da"), [("cancel it", "aflys den"), ("yes cancel it", "ja, aflys den"), ("ok", "ok"), ("yes", "ja tak")]
)
def test_a_plain_yes_cancels(anna: Chat, lesson: int, town: Town, said: str, da: str) -> None:
    anna.says("cancel", da="aflys").hears("confirm_cancel").says(said, da=da).hears("cancelled")
    assert town.bookings() == [(THURSDAY_12, "cancelled")]


@pytest.mark.parametrize(("said", "da"), [("don't cancel it", "aflys den ikke"), ("do not cancel", "aflys ikke")])
def test_a_command_with_a_not_keeps_the_lesson(anna: Chat, lesson: int, town: Town, said: str, da: str) -> None:
    anna.says("cancel", da="aflys").hears("confirm_cancel").says(said, da=da).hears("kept")
    assert town.bookings() == [(THURSDAY_12, "confirmed")]


def test_moving_instead_of_cancelling_keeps_the_lesson_and_the_time(
    anna: Chat, town: Town, school: SmallSchool
) -> None:
    books(school, TUESDAY_9, THURSDAY_12)
    anna.says("cancel thursday", da="aflys torsdag").hears("confirm_cancel")
    anna.says("move it to friday 9", da="flyt den til fredag kl 9").hears("confirm_move")
    anna.hears("From Thu 26 Nov 12:00 to Fri 27 Nov 09:00", da="Fra tor 26. nov. 12.00 til fre 27. nov. 9.00")


def test_hours_without_a_day_at_the_moves_question_stay_on_that_day(anna: Chat, lesson: int, town: Town) -> None:
    anna.says("move my lesson to friday at 10", da="flyt min tid til fredag kl 10").hears("confirm_move")
    anna.says("move it to 11", da="flyt den til kl 11").hears("to Fri 27 Nov 11:00", da="til fre 27. nov. 11.00")
    anna.says("at 12", da="kl 12").hears("to Fri 27 Nov 12:00", da="til fre 27. nov. 12.00")
    assert town.bookings() == [(THURSDAY_12, "confirmed")]


def test_another_lesson_named_at_the_moves_question_is_moved(anna: Chat, town: Town, school: SmallSchool) -> None:
    books(school, TUESDAY_9, THURSDAY_12)
    anna.says("move tuesday to friday at 10", da="flyt tirsdag til fredag kl 10")
    anna.hears("From Tue 24 Nov 09:00 to Fri 27 Nov 10:00", da="Fra tir 24. nov. 9.00 til fre 27. nov. 10.00")
    anna.says("move thursday instead", da="flyt torsdag")
    anna.hears("From Thu 26 Nov 12:00 to Fri 27 Nov 10:00", da="Fra tor 26. nov. 12.00 til fre 27. nov. 10.00")
    anna.says("move tuesday to friday 9", da="flyt tirsdag til fredag kl 9")
    anna.hears("From Tue 24 Nov 09:00 to Fri 27 Nov 09:00", da="Fra tir 24. nov. 9.00 til fre 27. nov. 9.00")
    assert town.bookings("confirmed") == [(TUESDAY_9, "confirmed"), (THURSDAY_12, "confirmed")]


def test_what_moving_costs_is_told_and_not_done(anna: Chat, lesson: int, town: Town) -> None:
    anna.says("move my lesson to friday at 10", da="flyt min tid til fredag kl 10").hears("confirm_move")
    anna.says("what does it cost to move", da="hvad koster det at flytte").hears("confirm_move", "free", da="gratis")
    anna.says("is it free?", da="er det gratis?").hears("terms", "free", da="gratis")
    assert town.bookings() == [(THURSDAY_12, "confirmed")]
    anna.says("yes move it", da="ja, flyt den").hears("moved")


@pytest.mark.parametrize(
    ("said", "da", "action"),
    [
        ("cancel friday", "aflys fredag", "cancel"),
        ("cancel my lesson on friday", "aflys min tid på fredag", "cancel"),
        ("move friday's to monday", "flyt fredag til mandag", "move"),
    ],
)
def test_a_day_without_a_lesson_is_said_and_none_is_taken_for_it(
    anna: Chat, lesson: int, said: str, da: str, action: str
) -> None:
    anna.says(said, da=da).hears("You have no lesson on Fri 27 Nov.", da="Du har ingen tid fre 27. nov.")
    anna.hears(f"which_lesson_{action}")
    assert len(anna.labels) == 1


def test_among_two_of_the_day_named_is_chosen(anna: Chat, lesson: int, school: SmallSchool) -> None:
    books(school, "2026-11-27 09:00", "2026-11-27 13:00")
    anna.says("cancel friday", da="aflys fredag").hears("which_lesson_cancel")
    assert len(anna.labels) == 2
    anna.picks_number(2).hears("Fri 27 Nov 13:00", da="fre 27. nov. 13.00")


def test_the_next_lesson_is_the_first_one(anna: Chat, lesson: int, school: SmallSchool) -> None:
    books(school, TUESDAY_9)
    anna.says("cancel my next lesson", da="aflys min næste time")
    anna.hears("Cancel Tue 24 Nov 09:00", da="Aflys tir 24. nov. 9.00")


NEXT_TIME = {
    "en": ("when am I driving next", "could we move it half an hour"),
    "da": ("hvornår skal jeg køre næste gang?", "kan vi rykke den en halv time"),
    "de": ("wann fahre ich das nächste Mal", "können wir sie um eine halbe Stunde verschieben"),
    "sv": ("när kör jag nästa gång", "kan vi flytta den en halvtimme"),
    "nb": ("når er det neste gang", "kan vi flytte den en halvtime"),
}


@pytest.mark.parametrize("language", NEXT_TIME)
def test_next_time_is_the_first_one_of_which_it_is_said_then(town: Town, school: SmallSchool, language: str) -> None:
    anna = town.anna(school, language, TUESDAY_9, "2026-11-26 10:00")
    asked, moved = NEXT_TIME[language]
    anna.says(asked).hears("lessons", "24")
    assert len(anna.last.reply.says[-1].params["lessons"]) == 1
    anna.says(moved).hears("which_time")
    assert anna.labels[0].replace(".", ":").endswith("8:30")


def test_a_lesson_that_has_begun_is_not_offered_for_changes(
    anna: Chat, lesson: int, town: Town, school: SmallSchool
) -> None:
    books(school, TODAY_14)
    town.clock.set("2026-11-23 14:10")
    anna.says("cancel", da="aflys").hears("Cancel Thu 26 Nov", da="Aflys tor 26. nov.")


@pytest.mark.parametrize(
    ("said", "da", "answer"),
    [
        ("move thursday to yesterday at 10", "flyt torsdag til i går kl 10", "when_past"),
        ("move my lesson to 30 feb", "flyt min tid til den 30. februar", "when_no_such_date"),
    ],
)
def test_a_move_to_no_time_is_said_and_another_asked_for(
    anna: Chat, lesson: int, said: str, da: str, answer: str
) -> None:
    anna.says(said, da=da).hears(answer, "offers").says(said, da=da).hears(answer, "offers")


# The day that is named, and what is wished


def test_on_a_monday_monday_is_next_weeks_where_there_is_nothing_more_today(anna: Chat, school: SmallSchool) -> None:
    books(school, THURSDAY_12, "2026-11-30 09:00")
    anna.says("cancel monday", da="aflys mandag").hears("confirm_cancel", "Mon 30 Nov", da="man 30. nov.")
    anna.says("move monday to friday at 13", da="flyt mandag til fredag kl. 13").hears("confirm_move")
    anna.hears("Mon 30 Nov 09:00", da="man 30. nov. 9.00")


def test_on_a_monday_with_a_lesson_today_and_one_next_week_it_is_asked_which(anna: Chat, school: SmallSchool) -> None:
    today, next_week, _ = books(school, TODAY_14, "2026-11-30 09:00", THURSDAY_12)
    for words, da in (("cancel monday", "aflys mandag"), ("move monday to friday", "flyt mandag til fredag")):
        anna.says(words, da)
        assert anna.last.ids == [f"booking:{today}", f"booking:{next_week}"]
    anna.says("cancel today", da="aflys i dag").hears("confirm_cancel", "Mon 23 Nov", da="man 23. nov.")


def test_where_a_lesson_goes_may_be_said_by_teacher(anna: Chat, school: SmallSchool) -> None:
    books(school, THURSDAY_12)
    anna.says("move it to Jonas on friday at 13:00", da="flyt den til Jonas på fredag kl. 13")
    anna.hears("confirm_move", "Jonas")


# What is told of the past


@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("the lesson I had on thursday was great", "timen jeg havde i torsdags var god"),
        ("I drove with Mette on friday", "jeg kørte med Mette i fredags"),
    ],
)
def test_a_lesson_that_is_told_of_is_no_wish(anna: Chat, school: SmallSchool, said: str, da: str) -> None:
    anna.says(said, da)
    assert anna.last.names == ("told",)


@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("I passed my theory test on monday", "jeg bestod teoriprøven i mandags"),
        ("i failed my driving test yesterday", "jeg dumpede til køreprøven i går"),
    ],
)
def test_the_school_hears_of_a_test_that_is_told_of(
    anna: Chat, school: SmallSchool, town: Town, said: str, da: str
) -> None:
    anna.says(said, da)
    assert anna.last.names == ("told_result",)
    rows = town.database.execute("SELECT text FROM school_messages WHERE school_id = %s", [school.id])
    assert [text for (text,) in rows] == [anna.words(said, da)]


def test_a_wish_beside_what_is_told_is_taken(anna: Chat) -> None:
    anna.says(
        "I passed my theory test on monday, can I drive on thursday?",
        da="jeg bestod teoriprøven i mandags, må jeg få en køretime på torsdag?",
    ).hears("offers", "Thu 26 Nov", da="tor 26. nov.")
    anna.says("the lesson on monday was great", da="timen i mandags var god").hears("told", "offers")


def test_a_wish_to_book_is_no_lesson_to_cancel(anna: Chat, school: SmallSchool, town: Town) -> None:
    for start in ("2026-11-26 10:00", "2026-12-01 12:00", "2026-12-07 10:00"):
        school.books(school.students["Anna Berg"], start)
    anna.says("cancel", da="aflys").hears("which_lesson_cancel")
    anna.says("book the same time next week", da="book samme tid næste uge")
    anna.hears("confirm_booking", "Thu 3 Dec 10:00-10:45", da="tor 3. dec. 10.00-10.45")
    anna.picks("book").hears("booked")
    assert ("2026-12-03 10:00", "confirmed") in town.bookings()


def test_a_lesson_is_still_chosen_by_its_day(anna: Chat, school: SmallSchool) -> None:
    for start in ("2026-11-26 10:00", "2026-12-01 12:00"):
        school.books(school.students["Anna Berg"], start)
    anna.says("cancel", da="aflys").says("thursday lesson", da="torsdagstimen")
    anna.hears("confirm_cancel", "Thu 26 Nov 10:00", da="tor 26. nov. 10.00")


# Why not


def test_why_a_lesson_cannot_be_cancelled_or_moved_names_the_rule(anna: Chat, town: Town, school: SmallSchool) -> None:
    with town.app.open_work() as work:
        policy = Policy(cancel_until_hours=24, max_reschedules=0)
        work.administration.save_school(replace(school.school, policy=policy))
        work.commit()
    books(school, TODAY_14)
    anna.says("why can't I cancel?", da="hvorfor kan jeg ikke aflyse?")
    anna.hears("why_lesson", "refused_too_late_to_cancel", "until Sun 22 Nov 14:00", da="indtil søn 22. nov. 14.00")
    assert anna.last.ids == ["lessons", "school", "home"]
    anna.says("why can't I move my lesson", da="hvorfor kan jeg ikke flytte min time")
    anna.hears("At this school lessons are not moved", da="På denne skole flyttes tider ikke")
    assert town.bookings() == [(TODAY_14, "confirmed")]


def test_of_many_lessons_those_that_cannot_be_changed_are_told_first(
    anna: Chat, town: Town, school: SmallSchool
) -> None:
    books(school, "2026-11-26 10:00", "2026-11-27 10:00", "2026-11-30 10:00")
    with town.app.open_work() as work:
        work.administration.save_school(replace(school.school, policy=Policy(max_reschedules=0)))
        work.commit()
    school.books(school.students["Anna Berg"], "2026-12-01 10:00", made="2026-11-20 12:00")
    anna.says("why can't I move my lesson", da="hvorfor kan jeg ikke flytte min time")
    first, refusal, *others = anna.last.reply.says
    assert (first.message, first.params["start"], first.params["able"]) == ("why_lesson", "2026-12-01T10:00", False)
    assert [say.params["able"] for say in others if say.message == "why_lesson"] == [True, True]
    assert (refusal.message, anna.last.ids[0]) == ("refused_too_many_reschedules", "reschedule")


def test_a_type_that_is_not_on_the_day_named_is_offered_from_the_next_such_day(anna: Chat, school: SmallSchool) -> None:
    """ "Cancel closed track on Thursday", when it is the Thursday of next week that has it."""
    books(school, "2026-11-26 10:00", "2026-12-01 10:00")
    for start in ("2026-12-03 10:00", "2026-12-10 10:00"):
        school.books(school.students["Anna Berg"], start, "track", made="2026-11-20 12:00")
    anna.says("cancel closed track on thursday", da="aflys lukket bane torsdag").hears("which_lesson_cancel")
    starts = [choice.params["start"] for choice in anna.last.reply.choices]
    assert starts == ["2026-11-26T10:00", "2026-12-03T10:00"]


def test_that_it_can_be_done_is_said_with_the_next_step(anna: Chat, lesson: int) -> None:
    anna.says("why can I not move it?", da="hvorfor kan jeg ikke flytte den?").hears(
        "you can move it", da="kan du flytte"
    )
    anna.picks("reschedule").hears("offers")
    anna.says("why can't I cancel my lesson", da="hvorfor kan jeg ikke aflyse min tid").picks("cancel").hears(
        "confirm_cancel"
    )


@pytest.mark.parametrize(
    ("english", "danish"),
    [
        ("where do we meet", "hvor mødes vi"),
        ("where is the lesson?", "hvor er timen?"),
        ("who is my teacher?", "hvem er min lærer?"),
    ],
)
def test_where_and_with_whom_is_told_with_the_lessons(anna: Chat, lesson: int, english: str, danish: str) -> None:
    anna.says(english, da=danish).hears("lessons", "Mette")


def test_coming_earlier_is_a_wish_for_an_earlier_lesson(anna: Chat, lesson: int) -> None:
    anna.says("can I come earlier?", da="kan jeg komme tidligere?").hears("confirm_wait")


def test_a_refund_is_the_schools_to_give(anna: Chat, lesson: int) -> None:
    anna.says("i want a refund", da="jeg vil have pengene tilbage").hears("ask_message")


def booked_twice(anna: Chat) -> Chat:
    anna.says("book wed at 10", da="book ons kl 10").picks("book").hears("booked")
    return anna.says("book tue at 12", da="book tirs kl 12").picks("book").hears("booked")


@pytest.mark.parametrize(("en", "da"), [("cancel it", "aflys den"), ("please cancel that", "annuller det")])
def test_right_after_a_booking_it_is_the_lesson_that_was_booked(anna: Chat, town: Town, en: str, da: str) -> None:
    booked_twice(anna).says(en, da=da).hears("confirm_cancel", "Tue 24 Nov 12:00", da="tir 24. nov. 12.00")
    anna.picks("cancel").hears("cancelled")
    assert town.bookings("confirmed") == [("2026-11-25 10:00", "confirmed")]


def test_right_after_a_booking_it_can_be_moved(anna: Chat) -> None:
    booked_twice(anna).says("move it to friday at 12", da="flyt den til fredag kl 12")
    anna.hears("confirm_move", "From Tue 24 Nov 12:00", da="Fra tir 24. nov. 12.00")


def test_later_and_without_it_the_lesson_is_asked_for(anna: Chat) -> None:
    booked_twice(anna).says("cancel", da="aflys").hears("which_lesson_cancel")
    anna.says("menu").says("cancel it", da="aflys den").hears("which_lesson_cancel")


def test_a_lesson_that_is_named_is_not_the_one_just_booked(anna: Chat) -> None:
    booked_twice(anna).says("cancel it on wednesday", da="aflys den på onsdag")
    anna.hears("confirm_cancel", "Wed 25 Nov 10:00", da="ons 25. nov. 10.00")


@pytest.mark.parametrize(("en", "da"), [("cancel", "aflys"), ("move a lesson", "flyt en tid")])
def test_no_to_the_question_which_lesson_leaves_it(anna: Chat, town: Town, en: str, da: str) -> None:
    booked_twice(anna).says(en, da=da).says("no", da="nej")
    anna.hears("left", "Fine, let's leave that.", da="Fint, det lader vi ligge.")
    assert anna.last.ids == ["book", "lessons", "home"], "what else can be done"
    assert len(town.bookings("confirmed")) == 2
    anna.says("hello", da="hej").hears("menu")


# A lesson that is named as one's own


def wednesday(town: Town, school: SmallSchool, language: str) -> Chat:
    """Anna, whose only lesson is Wednesday at 11."""
    anna = town.person(school, school.student("Anna Berg", language, school.mette), Channel.SMS, language)
    books(school, "2026-11-25 11:00")
    return anna


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "can my wednesday lesson be at 2 instead"),
        ("en", "could my wednesday 11 o'clock lesson be at 2pm"),
        ("da", "kan min onsdagstime være kl 14 i stedet"),
        ("de", "kann meine mittwochsstunde um 14 uhr sein?"),
        ("sv", "kan onsdagslektionen vara kl 14 i stället?"),
        ("nb", "kan onsdagstimen min være kl 14?"),
    ],
)
def test_a_wish_about_the_own_lesson_moves_it_and_books_none(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    wednesday(town, school, language).says(said).hears("confirm_move").picks("move").hears("moved")
    assert town.bookings() == [("2026-11-25 14:00", "confirmed")]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "is my wednesday lesson confirmed?"),
        ("en", "put my wednesday lesson at station square"),
        ("da", "er min onsdagstime bekræftet?"),
        ("de", "ist meine mittwochsstunde bestätigt?"),
        ("de", "welches auto fahre ich mittwoch"),
        ("sv", "är min onsdagslektion bekräftad?"),
        ("nb", "er onsdagstimen min bekreftet?"),
    ],
)
def test_a_question_about_the_own_lesson_is_answered_with_it(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    anna = wednesday(town, school, language)
    books(school, "2026-11-27 11:00")
    anna.says(said).hears("lessons", "25")
    assert not anna.last.has("27"), "only that one"


@pytest.mark.parametrize(("said", "da"), [("please dont move my wednesday lesson", "flyt ikke min onsdagstime")])
def test_a_lesson_that_is_not_to_be_moved_makes_no_new_one(anna: Chat, school: SmallSchool, said: str, da: str) -> None:
    books(school, "2026-11-25 11:00")
    anna.says(said, da=da)
    assert not anna.last.has("offers")


@pytest.mark.parametrize(
    ("said", "da", "start"),
    [
        ("move my wednesday lesson one hour later", "flyt min onsdagstime en time senere", "12:00"),
        ("move my wednesday lesson an hour earlier", "flyt min onsdagstime en time tidligere", "10:00"),
        ("move my 25 nov lesson half an hour earlier", "flyt min tid 25. nov en halv time tidligere", "10:30"),
        ("can i come 15 minutes later on wednesday", "kan jeg komme et kvarter senere på onsdag", "11:15"),
    ],
)
def test_a_lesson_is_moved_by_so_many_minutes(
    anna: Chat, town: Town, school: SmallSchool, said: str, da: str, start: str
) -> None:
    books(school, "2026-11-25 11:00")
    anna.says(said, da=da).hears("confirm_move").picks("move").hears("moved")
    assert town.bookings() == [(f"2026-11-25 {start}", "confirmed")]


@pytest.mark.parametrize(
    ("said", "da", "start"),
    [
        ("move my lesson to the day before", "flyt min time til dagen før", "2026-12-08 11:00"),
        ("move my lesson a day earlier", "flyt min time en dag tidligere", "2026-12-08 11:00"),
        ("move my lesson to the day after", "flyt min time til dagen efter", "2026-12-10 11:00"),
        ("move my wednesday lesson two days later", "flyt min onsdagstime to dage senere", "2026-12-11 11:00"),
        ("move my lesson a week later", "flyt min time en uge frem", "2026-12-16 11:00"),
        (
            "move my lesson to the same time the week after",
            "flyt min time til samme tid ugen efter",
            "2026-12-16 11:00",
        ),
    ],
)
def test_a_lesson_is_moved_by_so_many_days_of_its_own_and_not_of_today(
    anna: Chat, town: Town, school: SmallSchool, said: str, da: str, start: str
) -> None:
    books(school, "2026-12-09 11:00")
    anna.says(said, da=da).hears("confirm_move").picks("move").hears("moved")
    assert town.bookings() == [(start, "confirmed")]


@pytest.mark.parametrize(
    ("language", "said", "start"),
    [
        ("de", "verschiebe meine stunde um eine woche", "2026-12-16 11:00"),
        ("de", "verschiebe meine stunde um zwei tage", "2026-12-11 11:00"),
        ("de", "verschiebe meine stunde auf den tag davor", "2026-12-08 11:00"),
        ("sv", "flytta min lektion en vecka senare", "2026-12-16 11:00"),
        ("sv", "flytta min lektion till dagen innan", "2026-12-08 11:00"),
        ("nb", "flytt timen min en dag tidligere", "2026-12-08 11:00"),
        ("nb", "flytt timen min til uken etter", "2026-12-16 11:00"),
    ],
)
def test_so_many_days_are_said_in_every_language(
    town: Town, school: SmallSchool, language: str, said: str, start: str
) -> None:
    anna = town.person(school, school.student("Anna Berg", language, school.mette), Channel.SMS, language)
    books(school, "2026-12-09 11:00")
    anna.says(said).hears("confirm_move").picks("move").hears("moved")
    assert town.bookings() == [(start, "confirmed")]


def test_so_many_days_are_kept_until_it_is_known_which_lesson(anna: Chat, town: Town, school: SmallSchool) -> None:
    books(school, "2026-11-27 11:00", "2026-12-09 11:00")
    anna.says("move my lesson a week later", da="flyt min time en uge senere").hears("which_lesson_move")
    anna.says("2").hears("confirm_move", "Wed 16 Dec 11:00", da="ons 16. dec. 11.00")


@pytest.mark.parametrize(
    ("said", "da"),
    [("can my wednesday lesson be at 2 instead of 11", "kan min onsdagstime være kl 14 i stedet for 11")],
)
def test_the_weekday_that_names_a_lesson_is_the_one_of_its_own_week(
    anna: Chat, town: Town, school: SmallSchool, said: str, da: str
) -> None:
    books(school, "2026-12-09 11:00")
    anna.says(said, da=da).hears("confirm_move").picks("move").hears("moved")
    assert town.bookings() == [("2026-12-09 14:00", "confirmed")]


def test_an_hour_forward_may_be_earlier_or_later(anna: Chat, school: SmallSchool) -> None:
    books(school, "2026-11-25 11:00")
    anna.says("move my wednesday lesson forward an hour", da="flyt min onsdagstime en time frem")
    anna.hears("which_time")
    assert [choice.params["start"][11:] for choice in anna.last.reply.choices] == ["10:00", "12:00"]
    anna.picks("window:1").hears("confirm_move", "12:00", da="12.00")


def test_where_that_time_is_taken_the_nearest_of_the_day_are_offered(anna: Chat, school: SmallSchool) -> None:
    books(school, "2026-11-25 11:00")
    school.books(school.student("Bo Lind"), "2026-11-25 12:00", made="2026-11-20 12:00")
    anna.says("move my wednesday lesson one hour later", da="flyt min onsdagstime en time senere")
    anna.hears("offers", "Wed 25 Nov", da="ons 25. nov.")


def test_a_lesson_that_was_asked_for_is_the_one_that_is_moved_next(anna: Chat, town: Town, school: SmallSchool) -> None:
    books(school, "2026-11-24 11:00")
    books(school, "2026-11-27 11:00")
    anna.says("do i have a lesson on tuesday", da="har jeg time på tirsdag")
    anna.hears("lessons", "Tue 24 Nov", da="tir 24. nov.")
    anna.says("move it to wednesday at 13", da="flyt den til onsdag kl 13").hears("confirm_move").picks("move")
    assert town.bookings() == [("2026-11-25 13:00", "confirmed"), ("2026-11-27 11:00", "confirmed")]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "when is the theory class?"),
        ("da", "hvad med teori, hvornår er det?"),
        ("de", "wann ist die Theoriestunde?"),
        ("sv", "när är teorilektionen?"),
        ("nb", "når er teoritimen?"),
    ],
)
def test_who_asks_when_a_class_is_and_has_no_place_in_one_is_offered_those_that_there_are(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    school.plans_class("2026-11-26 18:30")
    town.anna(school, language, "2026-11-25 10:00").says(said).hears("offers", "26")


@pytest.mark.parametrize(
    ("language", "moves", "asks"),
    [
        ("en", "move a lesson", "what do I have next week?"),
        ("da", "flyt en tid", "hvad har jeg i næste uge"),
        ("de", "Fahrstunde verschieben", "was steht nächste Woche an"),
        ("sv", "flytta en lektion", "vad har jag nästa vecka?"),
        ("nb", "flytt en time", "hva har jeg neste uke"),
    ],
)
def test_what_there_is_may_be_asked_where_one_is_to_be_chosen(
    town: Town, school: SmallSchool, language: str, moves: str, asks: str
) -> None:
    anna = town.anna(school, language, "2026-11-26 10:00", "2026-12-01 10:00")
    anna.says(moves).hears("which_lesson_move").says(asks).hears("lessons", "which_lesson_move")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "am I right that I'm driving on thursday"),
        ("en", "just checking i have a lesson thursday"),
        ("da", "har jeg ret i at jeg skal køre torsdag"),
        ("de", "stimmts dass ich donnerstag fahre"),
        ("sv", "stämmer det att jag kör på torsdag"),
        ("nb", "stemmer det at jeg kjører torsdag"),
    ],
)
def test_who_asks_whether_it_is_right_that_they_drive_is_told_of_their_lesson(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    town.anna(school, language, "2026-11-26 10:00").says(said).hears("lessons", "10")


@pytest.mark.parametrize(
    ("language", "wish", "said"),
    [
        ("en", "thu after 3", ("cheers", "and the same the week after")),
        ("da", "torsdag efter 15", ("ja tak", "og det samme ugen efter")),
        ("de", "donnerstag nach 15 uhr", ("ja gerne", "und das gleiche für die woche drauf")),
        ("sv", "torsdag efter 15", ("tack", "och samma sak veckan efter")),
        ("nb", "torsdag etter 15", ("ja takk", "og det samme uka etter")),
    ],
)
def test_thanks_in_between_change_nothing_about_what_was_booked(
    town: Town, school: SmallSchool, language: str, wish: str, said: tuple[str, str]
) -> None:
    anna = town.anna(school, language)
    anna.says(wish).picks_number(1).picks_number(1).hears("booked")
    anna.says(said[0]).says(said[1]).hears("confirm_booking", "3 Dec" if language == "en" else "3")
