"""Greetings, joining, the menu and the talk with the school."""

from __future__ import annotations

from bot.previews.samples import Previews, Sample


def previews(sample: Sample) -> Previews:
    written, told = sample.written, sample.told

    return {
        "menu": (told,),
        "menu_again": ({},),
        "menu_teacher": (told,),
        "more_lines": ({"count": 3, "word": "more"},),
        "now_to": ({"text": written},),
        "left_undone": ({"text": written},),
        "ask_next_move": ({"text": written},),
        "sorry": ({"event": "a1b2c3"},),
        **dict.fromkeys(
            ("help_student", "thanks", "bye", "hello", "not_understood", "a_while_ago", "no_such_number"), ({},)
        ),
        "unknown_code": ({"code": "SUD"},),
        "unknown_teacher": ({"name": "Bob"},),
        "unknown_licence": ({"word": "motorbike"},),
        "unknown_place": ({"name": "airport"},),
        "not_taught_by": ({"teacher": "Amina", "type": sample.theory},),
        "ask_phone": (told,),
        "ask_name": (told,),
        "ask_other_code": (told,),
        "ask_last_name": ({"name": "Anna"},),
        "welcome": (told,),
        "welcome_back": (told,),
        "now_with": (told,),
        "your_school": (
            told | {"phone": "+4570000000", "places": [{"name": "Harbour St", "address": "Harbour Street 12"}]},
            told | {"phone": None, "places": [{"name": "Harbour St", "address": ""}]},
        ),
        "school_hours": (
            {
                "phone": "+4570000000",
                "lines": [
                    {
                        "place": "Harbour St",
                        "parts": [{"weekdays": [0, 1, 2], "start": "2000-01-03T08:00", "end": "2000-01-03T17:00"}],
                    }
                ],
            },
            {"phone": None, "lines": []},
        ),
        "choice_link": (told | {"role": "student"}, told | {"role": "teacher"}),
        "ask_message": (told | {"phone": "+4570000000"}, told | {"phone": None}),
        "message_passed_on": (told,),
        "call_passed_on": (told | {"phone": "+4520000001"},),
        "from_school": tuple(told | {"text": written, "how": how} for how in ("ask", "write", "")),
        "talking": (told,),
        "talking_again": (told,),
        "talking_done": (told,),
    }
