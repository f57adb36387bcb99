"""Free text in, what was understood out: times, intent, names, language."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.understanding.assurance import asks_what_became_of_it, told_to_be_assured
from bot.understanding.clauses import two_wishes
from bot.understanding.doubts import without_doubt
from bot.understanding.greetings import without_greeting, without_well_wish
from bot.understanding.intents import IntentReader
from bot.understanding.languages import in_order, naming_days
from bot.understanding.lexicon import Lexicon, codes, lexicon
from bot.understanding.marks import Marks, as_question, corrected, marks_of
from bot.understanding.names import BLANK, Named, named_in, without
from bot.understanding.own_lesson import (
    another_behind,
    asks_about_days_lesson,
    asks_of_one,
    becomes_another,
    leads_to_another_day,
    names_days_lesson,
    names_its_teacher,
    names_one_of_an_hour,
    names_one_there_is,
    names_own_lesson,
    tells_its_teacher,
    turn_to_another,
)
from bot.understanding.phrases import Phrase
from bot.understanding.reading import Reading, Vocabulary, Window
from bot.understanding.shifts import days_on_in, shift_in
from bot.understanding.strange import plain_part, stands_among_strange_words
from bot.understanding.telling import RESULTS, TOLD, Told, told_in
from bot.understanding.timing import WEAK, Setting, Timed, timed_by
from bot.understanding.tokens import MAX_TEXT, Shape, Token, begins_with_one, clean, says_one, scan, spoken
from bot.understanding.windows import checked

__all__ = ["MAX_TEXT", "clean", "get_ready", "read"]

_BY_A_TIME = ("sick", "reschedule", "cancel")
"""What some words mean only beside a time: "sick Monday", "change to Monday", "drop Monday"."""
_SHIFTED = {"reschedule", "book", "earlier", "no", None}
"""What may be said of a time with how much earlier or later than it another is wished."""
_FEW_WORDS = 5
_A_MOVE = 30
"""So many minutes later is no lesson that somebody comes late to."""
_UNDONE, _DONE = frozenset({"cancel"}), frozenset({"reschedule", "book"})
"""What is done one after the other: "cancel Friday and book Monday"."""
_OF_A_LESSON = frozenset({"reschedule", "book", None})
"""What may be said of "the one with Jonas"."""
_WISHFUL = frozenset({"book", "more", None})
"""What may be said of a lesson that there is, as if another one were wished."""
_CHANGES = ("cancel", "reschedule")
_MAY_BE_DATED = frozenset({"book", "cancel"})
"""What is done at a time, which somebody may name in another language than the rest."""
_SMALL_TALK = {"thanks", "ok", "yes", "no", "greeting"}
_TIMES = ("weekday", "relday", "unit", "digits", "date", "clock", "dotted", "part", "month")
_DAYS = ("weekday", "relday", "date", "month")
_REFUSING = ("not", "not_that", "no", "save", "than", "instead", "instead_of", "but")
_ANOTHER = frozenset({"instead", "make_it"})
"""What another time of a lesson is asked for with."""
_POINTING = frozenset({*_DAYS, "weekdays", "at", "oclock", "the_one", "make_it"})
"""With which a lesson that there is may be named: "Tuesday's", "the one at 10", "the ten o'clock one"."""
_OF_SOMEBODY = frozenset({"sick", "back"})
"""What may be said of somebody else, or of why another time is wished."""
_ANOTHER_DAY = frozenset({"instead", "instead_of"})
_OF_TEACHERS = frozenset({"usual_teacher", "busy"})
"""What makes a wish of their name and a time: "is Mette working on Tuesday"."""
_DOUBTFUL = frozenset({"past", "which_day", "ambiguous", "too_far"})
"""Questions that need no answer where no time is wished."""


def read(
    text: str,
    *,
    language: str,
    now: datetime,
    zone: ZoneInfo,
    vocabulary: Vocabulary,
    horizon_days: int = 90,
    moving: bool = False,
) -> Reading:
    """What `text` says.

    language: the code of the language to expect; others are tried when the words are plainly of another, or when
        nothing is understood. now: naive wall time of the school, whose `zone` knows its clock changes. Windows
        start no earlier than now; those later than `horizon_days` from now are kept only when there are no others,
        under the question "too_far". moving: a lesson is being moved, of which times and people are told.
    Never raises for any text.
    """
    text = clean(text)
    if len(text) <= 2 and text.isascii() and text.isdecimal():
        return Reading(text, number=int(text))  # most answers are a digit
    setting = Setting(now, zone, vocabulary, horizon_days, moving)
    first: Reading | None = None
    for code in in_order(text, language):
        reading, settled = _read_in(text, lexicon(code), setting)
        if settled or _understood(reading):
            return _dated_elsewhere(reading, code, setting)
        first = first if first is not None and (first.perhaps or not reading.perhaps) else reading
    if first is not None and first.perhaps:
        return first
    return _fallen_back(first or Reading(text), language, setting)


def get_ready() -> None:
    """Load what the first messages would wait half a second for: the lexicons of all languages, and dateparser."""
    now, nobody = datetime.fromisoformat("2000-01-01"), Vocabulary({}, {})
    for code in codes():
        read("1 xyzzember", language=code, now=now, zone=ZoneInfo("UTC"), vocabulary=nobody)


def _dated_elsewhere(reading: Reading, code: str, setting: Setting) -> Reading:
    """The same, with the time that is named in another language: "bestil tid next tuesday"."""
    if reading.intent not in _MAY_BE_DATED or reading.windows or reading.moved or reading.question:
        return reading
    for other in naming_days(reading.text, code):
        found = _read_in(reading.text, lexicon(other), setting)[0].taken_for_a_wish()
        if found.windows or found.question:
            return replace(reading, windows=found.windows, question=found.question, until=found.until)
    return reading


def _understood(reading: Reading) -> bool:
    found = reading.intent or reading.windows or reading.moved or reading.question
    return bool(found) or reading.number is not None


def _read_in(text: str, words: Lexicon, setting: Setting) -> tuple[Reading, bool]:
    """The reading in that language, and whether no other need be tried even if it found nothing."""
    tokens = scan(text)
    if tokens and tokens[0].text in words.greetings:
        tokens = without_greeting(tokens, words)
    if tokens and (tokens[-1].text in words.well_wish_ends or tokens[-2:][0].text in words.well_wish_ends):
        tokens = without_well_wish(tokens, words)
    reading, settled = _read_tokens(text, tokens, words, setting)
    asked = _reminded_of(text, tokens, words, setting) if reading.intent == "reminders" else None
    return (reading, settled) if asked is None else (asked, True)


def _read_tokens(text: str, raw: tuple[Token, ...], words: Lexicon, setting: Setting) -> tuple[Reading, bool]:
    named = named_in(text, raw, setting.vocabulary, words)
    tokens = without_doubt(corrected(without(raw, named.places), words), words)
    assured = told_to_be_assured(text, tokens, words)
    tokens = tokens if assured is None else assured
    said = IntentReader(text, tokens, words)
    plain = _plainly(text, said) or _first_of_two(text, said, words, setting)
    if plain is not None:
        return plain, True
    leading = said.leading()  # "note Anna's parking went well" is one
    told = told_in(text, raw, words) if leading is None and said.may_say(*TOLD, *RESULTS) else None
    if told is not None:
        return _beside_what_is_told(text, told, words, setting)
    marks = marks_of(tokens, words)
    marks = as_question(marks, words) if "?" in text and "not_that" in marks.kinds else marks
    intent = _intent_of(said, leading, marks, moving=setting.moving)
    if intent == "stop" and not marks.kinds.isdisjoint(_TIMES):
        intent = None if begins_with_one(said.words, words.listened_for["lightly"]) else intent  # "oh well, tomorrow"
    if intent in WEAK or intent in _CHANGES:
        intent = "lessons" if assured is not None and intent in WEAK else _question(intent, said, named, words)
    dated = not marks.kinds.isdisjoint(_DAYS)
    refused, turn = _turned(intent, said, words, dated=dated)
    if turn is not None:
        intent, marks = refused or intent, marks_of(tokens[min(_places_of(frozenset({turn}), tokens)) :], words)
    intent = None if intent in _OF_SOMEBODY and _only_says_why(intent, said, marks, named) else intent
    marks = plain_part(marks, words) if intent in WEAK else marks
    usual = setting.vocabulary.usual_teacher
    if usual is not None and not named.places and _wishes_for_the_usual(marks, words.listened_for["does"]):
        named = replace(named, teachers=(usual,))
    instead = intent == "more" or not marks.kinds.isdisjoint(_ANOTHER)
    names_own = intent in _WISHFUL and _names_own(intent, said, marks, words, instead=instead)
    intent = None if names_own else intent  # "can I have Thursday's lesson another day"
    timed, own = _timed(said, intent, marks, tokens, words, setting, names_own=names_own)
    if timed.intent in _OF_A_LESSON and named.teacher is not None:
        timed = replace(timed, of_teacher=names_its_teacher(said.words, words, moving=timed.intent == "reschedule"))
    timed = _of_own_lesson(timed, said, named, instead=instead) if own else timed
    if intent is None and said.keeps(own=names_own):
        return replace(_reading(text, "no", timed.without_windows(), marks, named), keeps=True), True
    if timed.intent is None and said.refuses() and (timed.excluding or said.refuses("book")):
        timed = timed.without_windows()  # "flyt den ikke til fredag", "don't book Monday" wish for no other day
    if intent is None and not (timed.windows or timed.question or timed.refused) and said.only_refuses():
        return replace(_reading(text, "no", timed, marks, named), keeps=True), True
    if timed.intent is None:
        return _read_without_intent(text, timed, marks, named, said, words)
    language = said.named_language() if intent == "language" else None
    return _reading(text, timed.intent, timed, marks, named, language=language), said.refuses()


def _names_own(intent: str | None, said: IntentReader, marks: Marks, words: Lexicon, *, instead: bool) -> bool:
    """Whether a lesson that there is is named. instead: something else is wished."""
    if intent != "book" and names_own_lesson(said.words, words, instead=instead):
        return True
    if instead and intent != "book" and names_days_lesson(spoken(said.text), words):
        return True
    return not marks.kinds.isdisjoint(_POINTING) and _names_one_there_is(said, marks, words)


def _of_own_lesson(timed: Timed, said: IntentReader, named: Named, *, instead: bool) -> Timed:
    """Its times, where it is told what the lesson shall be instead, or only when it is."""
    there = bool(named.branches) and not said.asks_about_it()
    return timed.of_own_lesson(instead=there or instead, a_bit=said.wishes_it_a_bit_otherwise())


def _timed(
    said: IntentReader,
    intent: str | None,
    marks: Marks,
    tokens: tuple[Token, ...],
    words: Lexicon,
    setting: Setting,
    *,
    names_own: bool,
) -> tuple[Timed, bool]:
    """When, or by how much earlier or later than it is; and whether that is said of a lesson there is, which is named
    by its day or otherwise."""
    dated = not marks.kinds.isdisjoint(_DAYS)
    shift = shift_in(said.words, words, moving=intent == "reschedule") if intent in _SHIFTED else None
    by = shift.minutes if shift is not None else 0
    pointed = shift is not None and not dated and intent in WEAK and names_one_of_an_hour(said.words, words)
    moved = pointed or ("same_time" in marks.kinds and intent in WEAK and _leads_from_day_to_day(marks))
    if moved or (abs(by) >= _A_MOVE and intent is None and not dated):
        intent = "reschedule"  # "make it one hour later"
    own = (names_own or (intent is None and bool(by) and dated)) and not said.refuses()
    on = days_on_in(said.words, words) if own or intent == "reschedule" else None
    by_so_much = (shift.places if shift is not None else frozenset()) | (on.places if on is not None else frozenset())
    if by_so_much:  # "um zwei Tage" is no hour, "en halv time før" bounds no time
        marks = marks_of(without(tokens, _places_of(by_so_much, tokens)), words)
    timed = timed_by(said, intent, marks, words, setting, of_own=own)
    if shift is not None or on is not None:
        timed = timed.by(shift, on, exactly="same_time" in marks.kinds)
    bounded = timed.intent == "earlier" and timed.dayless and "before" in marks.kinds
    if bounded and len(said.words) <= _FEW_WORDS:
        timed = replace(timed, intent=None)  # "anything earlier than 10"
    return timed, own


def _turned(intent: str | None, said: IntentReader, words: Lexicon, *, dated: bool) -> tuple[str | None, int | None]:
    """What is told not to be done with one lesson, and from which word on it is told of which else, or that one more is
    wished beside one there is; None if there is nothing to be left out."""
    about = (intent,) if intent in _CHANGES else _CHANGES if intent in _WISHFUL else ()
    refused = next(filter(said.refuses, about), None)
    if refused is not None:
        again = said.says_again(refused)
        return refused, turn_to_another(said.words, words) if again is None else again
    return None, another_behind(said.words, words) if dated and intent in _WISHFUL else None


def _places_of(words: frozenset[int], tokens: tuple[Token, ...]) -> frozenset[int]:
    """Where words stand among the tokens, of which some are marks."""
    places = [at for at, token in enumerate(tokens) if token.shape is not Shape.MARK]
    return frozenset(places[word] for word in words)


def _reminded_of(text: str, tokens: tuple[Token, ...], words: Lexicon, setting: Setting) -> Reading | None:
    """What "remind me what it costs" asks for at once."""
    at = next((at for at, token in enumerate(tokens) if at and token.text in words.question_words), None)
    asked = _read_tokens(text, tokens[at:], words, setting)[0] if at is not None else None
    return asked if asked is not None and asked.intent is not None else None


def _beside_what_is_told(text: str, told: Told, words: Lexicon, setting: Setting) -> tuple[Reading, bool]:
    """What the rest of the message wishes for, or that something is told, and whether that is settled."""
    reading, settled = _read_tokens(text, told.rest, words, setting)
    small = reading.intent in _SMALL_TALK
    return (reading, settled) if not small and _understood(reading) else (Reading(text, intent=told.intent), True)


def _intent_of(said: IntentReader, leading: str | None, marks: Marks, *, moving: bool) -> str | None:
    """What the words want by themselves; what its times make of it comes later."""
    whole = leading or said.alone()
    intent = whole or said.anywhere()
    anywhere = intent == "stop" and "any_place" in marks.kinds  # "it doesn't matter where"
    fetched = intent == "pickup" and said.is_of_kin(intent)  # "my mum can pick me up"
    asked = intent in TOLD and (intent != whole or "?" in said.text)  # "was the lesson good?"
    no_wish = anywhere or fetched or asked or _is_of_a_day(intent, marks)
    intent = None if no_wish else intent
    intent = "reschedule" if moving and intent in WEAK else intent
    timed = not marks.kinds.isdisjoint(_TIMES)
    intent = None if timed and intent == "thanks" and said.asks_whether_it_would_do() else intent
    if timed and intent in WEAK:
        return next(filter(said.with_time, _BY_A_TIME), intent)
    if not timed and intent in {None, "reschedule"} and said.wishes_for_language():
        return "language"
    return intent


def _leads_from_day_to_day(marks: Marks) -> bool:
    """ "Thursday to Monday, same time"."""
    return any(
        marks.is_(at, "to") and marks.is_(at - 1, *_DAYS) and marks.is_(at + 1, *_DAYS) for at in range(1, marks.end)
    )


def _question(intent: str | None, said: IntentReader, named: Named, words: Lexicon) -> str | None:
    """What is asked of a lesson that there is, or how long its kind takes, by words that would wish for one else."""
    if intent in _CHANGES:
        return "lessons" if asks_what_became_of_it(said.words, words) else intent
    if said.words[:1] in words.listened_for["is"] and asks_about_days_lesson(spoken(said.text), words):
        return "lessons"
    if (BLANK in said.words and tells_its_teacher(said.words, words)) or asks_of_one(said.words, words):
        return "lessons"
    how_long = named.lesson_type is not None and begins_with_one(said.words, words.listened_for["how_long"])
    return "terms" if how_long else intent


def _only_says_why(intent: str | None, said: IntentReader, marks: Marks, named: Named) -> bool:
    """ "I'm ill, Friday instead of Monday?", "is Mette ill?", "back to Mette as my teacher": what is wished is another
    time, or somebody."""
    if intent == "back":
        return named.teacher is not None
    return intent == "sick" and (not marks.kinds.isdisjoint(_ANOTHER_DAY) or said.asks_about_somebody())


def _names_one_there_is(said: IntentReader, marks: Marks, words: Lexicon) -> bool:
    led = "onto" in marks.kinds and leads_to_another_day(said.words, words)
    return led or names_one_there_is(said.words, words, said.text) or becomes_another(spoken(said.text), words)


def _wishes_for_the_usual(marks: Marks, does: Set[Phrase]) -> bool:
    """For the usual teacher, whom "instead of my usual Friday" does not mean."""
    if "usual_teacher" not in marks.kinds:
        return False
    places = [at for at in range(marks.end) if marks.is_(at, "usual_teacher")]
    if any((mark.token.text,) in does for at in places for mark in marks[at + 1 : at + 2]):
        return False  # "my teacher says that I should write here"
    return not all(marks.is_(marks.skip_back(at - 1, "on", "the", "at"), "instead_of") for at in places)


def _is_of_a_day(intent: str | None, marks: Marks) -> bool:
    """ "All but Lars, Wednesday at noon" leaves a teacher out, and nobody is missing."""
    return intent == "missing" and not marks.kinds.isdisjoint(_DAYS)


def _read_without_intent(
    text: str, timed: Timed, marks: Marks, named: Named, said: IntentReader, words: Lexicon
) -> tuple[Reading, bool]:
    """What times, people and lessons by themselves say, or a good-bye, and whether it is settled."""
    if "farewell" in marks.kinds and not (timed.windows or timed.question or "?" in text):
        return _reading(text, "thanks", timed, marks, named), True
    where = not (timed.windows or words.where.isdisjoint(said.words[:1]))  # "where is station square"
    if named.branches and (where or not words.opening.isdisjoint(said.words)):
        return _reading(text, "school", timed, marks, named), True
    if (timed.windows or timed.question in _DOUBTFUL) and _is_no_wish(timed, marks, named, said, words):
        perhaps = () if timed.question == "too_far" else timed.windows
        return Reading(text, perhaps=perhaps, refused=timed.refused), False
    if not timed.excluding and not said.refuses() and _asks_to_book(timed, named, said):
        return _reading(text, "book", timed, marks, named), True
    return _reading(text, None, timed, marks, named), said.refuses()


def _plainly(text: str, said: IntentReader) -> Reading | None:
    """The number of a choice or the language, where the message is no more than that."""
    number = said.number()
    if number is not None:
        return Reading(text, number=number)
    language = said.language()
    return Reading(text, intent="language", language=language) if language else None


def _first_of_two(text: str, said: IntentReader, words: Lexicon, setting: Setting) -> Reading | None:
    """The first of two wishes, each of a time of its own: the other one waits until it is done."""
    two = two_wishes(text, words.code) if said.says_both(_UNDONE, _DONE) else None
    if two is None:
        return None
    first, _ = _read_in(two[0][0], words, setting)
    if first.intent not in _UNDONE or not first.windows:
        return None
    second, _ = _read_in(two[1][0], words, setting)
    if two[1][1] == "book" and second.windows and "instead" in _kinds(two[1][0], words):
        return replace(second, text=text, intent="reschedule", moved=first.windows, any_week=first.any_week)
    return replace(first, text=text)


def _kinds(text: str, words: Lexicon) -> frozenset[str]:
    return marks_of(corrected(scan(text), words), words).kinds


def _reading(
    text: str, intent: str | None, timed: Timed, marks: Marks, named: Named, *, language: str | None = None
) -> Reading:
    return Reading(
        text,
        intent,
        windows=timed.windows,
        question=timed.question,
        teacher=named.teacher,
        lesson_type=named.lesson_type,
        language=language,
        moved=timed.moved,
        moved_dayless=timed.moved_dayless,
        any_week=timed.any_week,
        of_teacher=timed.of_teacher,
        dayless=timed.dayless,
        until=timed.until,
        refused=timed.refused,
        given_up=timed.given_up,
        gone=timed.gone,
        week_on=timed.week_on,
        shift=timed.shift,
        days_on=timed.days_on,
        on_its_day=timed.on_its_day,
        same_time="same_time" in marks.kinds and not (timed.windows and timed.is_exact()),
        teachers=named.teachers,
        not_teachers=named.not_teachers,
        unknown_name=named.unknown,
        branches=named.branches,
        not_branches=named.not_branches,
    )


def _asks_to_book(timed: Timed, named: Named, said: IntentReader) -> bool:
    """Whether a time and a lesson are named, or little else than a lesson, and nothing else is wanted."""
    where = bool(named.branches or named.not_branches)
    if timed.windows or timed.question:
        return where or _names_whom_or_what(named) or said.with_time("book")
    if where and said.names_what_is_wished() and not said.asks_about_it():
        return True
    whom = bool(named.teachers and said.names_whom_with()) or bool(named.unknown or named.not_teachers)
    if whom and said.begins_with_what_is_wished():
        return True
    return named.lesson_type is not None and said.is_short()


def _names_whom_or_what(named: Named) -> bool:
    return bool(named.teachers or named.not_teachers or named.unknown) or named.lesson_type is not None


def _is_no_wish(timed: Timed, marks: Marks, named: Named, said: IntentReader, words: Lexicon) -> bool:
    """Whether the time that is named may be no wish at all."""
    if timed.question is not None and timed.question not in _DOUBTFUL:
        return False
    if said.asks_about_it() and not (timed.given_up or says_one(said.words, words.listened_for["free"])):
        return True
    strange = stands_among_strange_words(marks, words) or _only_keeps_busy(timed, marks)
    if not strange or said.names_what_is_wished() or named.lesson_type is not None:
        return False
    if not named.teachers or named.unknown or named.not_teachers:
        return not _names_whom_or_what(named)
    asked = not marks.kinds.isdisjoint(_OF_TEACHERS) or said.with_time("book") or said.names_whom_with()
    return not asked  # "Mette bought a car on Friday"


def _only_keeps_busy(timed: Timed, marks: Marks) -> bool:
    """ "I work on Mondays": it says what keeps one busy, and wishes for no other time outright."""
    if not timed.excluding:
        return False
    busy = any("busy" in mark.meanings or "away" in mark.meanings for mark in marks)
    refused = any(not mark.meanings.keys().isdisjoint(_REFUSING) and "away" not in mark.meanings for mark in marks)
    return busy and not refused


def _fallen_back(reading: Reading, language: str, setting: Setting) -> Reading:
    """The reading with a day that only dateparser knows."""
    from bot.understanding.fallback import day_in

    day = day_in(reading.text, languages=[*{language, *codes()}], now=setting.now)
    if day is None:
        return reading
    start = datetime.combine(day, time())
    window = Window(max(start, setting.now), start + timedelta(days=1))
    windows, question = checked([window], setting.now, setting.horizon_days, setting.zone)
    return replace(reading, windows=tuple(windows), question=question)
