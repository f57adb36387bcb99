"""Progress, notes, marks, results and signatures."""

from __future__ import annotations

from bot.previews.samples import START, Params, Previews, Sample


def previews(sample: Sample) -> Previews:
    kind, theory, told, lesson = sample.kind, sample.theory, sample.told, sample.lesson
    module: Params = {
        "title": kind,
        "completed": 3,
        "required": 16,
        "missing": 13,
        "credited": 0,
        "share": 0.19,
        "minutes": False,
    }
    module |= {"test": False, "passed": None, "exempt": False}
    test = module | {"title": sample.test, "test": True, "required": 1, "completed": 0, "share": 0}
    done = [module, module | {"title": theory, "completed": 29, "required": 29, "share": 1}, module | {"exempt": True}]
    done += [module | {"minutes": True}, test, test | {"passed": True, "share": 1}, test | {"passed": False}]
    signing = (
        lesson | module | {"completed": 4, "first": START, "last": "2026-12-03T10:00", "more": 0, "seal": "1f0c9a3b"}
    )
    stepping = module | {"booked": [START], "links": [{"title": "Safe traffic", "url": "https://www.sikkertrafik.dk"}]}
    skill = {"student": "Anna Berg", "skill": "Parking", "mark": 4}
    learnt: Params = {"curriculum": "Category B", "percent": 21, "lines": [], "others": []}
    return {
        "progress": (
            learnt | {"lines": done},
            learnt | {"curriculum": None, "others": [{"type": kind, "completed": 3}]},
            learnt | {"curriculum": None},
        ),
        "ask_sign_teacher": (
            signing | {"credited": 3},
            signing,
            signing | {"completed": 1, "more": 2, "last": START},
            signing | {"minutes": True},
        ),
        "ask_sign_student": (
            signing | {"credited": 3},
            signing,
            signing | {"completed": 1, "more": 2, "last": START},
            signing | {"minutes": True},
        ),
        "sign_offs": ({"lines": [{"student": name, "title": sample.test} for name in ("Anna Berg", "Bo Lind")]},),
        **dict.fromkeys(("not_signed", "signature_stays"), ({"school": "Nord"},)),
        "signed_by_teacher": (signing,),
        "signed_by_student": (signing,),
        "next_lesson": (stepping, stepping | {"booked": [], "links": []}, stepping | {"minutes": True}),
        "next_booked": (stepping,),
        "next_result": (stepping | {"title": sample.test}, stepping | {"links": []}),
        "next_teacher": (lesson | module,),
        "next_settled": (lesson | module,),
        "next_done": (learnt | told,),
        "feedback": (
            lesson | {"marks": [{"skill": "Parking", "mark": 4}], "notes": [{"by": "Mette", "text": "Well done."}]},
            lesson | {"marks": [], "notes": [{"by": "Mette", "text": "Well done."}]},
        ),
        "choice_taught": (lesson,),
        **dict.fromkeys(("of_student", "nothing_noted"), ({"student": lesson["student"]},)),
        "ask_note": (lesson,),
        "noted": (lesson,),
        "ask_remark": (lesson,),
        "mark_what": (lesson,),
        "mark_level": (skill,),
        "marked": (skill,),
        "choice_skill": (skill, skill | {"mark": None}),
        "taught_nobody_called": ({"name": "sofia"},),
        "result_how": tuple(module | lesson | {"day": day} for day in (None, "2026-11-24")),
        "result_day": tuple(module | lesson | {"ahead": day} for day in (None, "2026-11-28")),
        "choice_on_day": ({"day": "2026-11-26"},),
        "result_unknown": ({"name": "Bob"},),
        "no_result_of": tuple(module | lesson | {"why": why} for why in ("passed", "early", "none")),
        "marks_go_from": ({"lowest": 1, "highest": 5},),
        "choice_test": (module | lesson,),
        "result_kept": tuple(module | lesson | {"day": "2026-11-26", "passed": passed} for passed in (True, False)),
        "plan_completed": (learnt | told,),
        "told_result": (told,),
        "anothers_own": (told,),
    }
