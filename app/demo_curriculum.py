"""The demo school's plan for category B: an example, not advice.

The numbers are the least that Denmark asks for: 29 theory lessons and 24 of driving, of at least 45 minutes each
(kørekortbekendtgørelsen § 45), the 24 as 4 on a closed track, 16 on the road and 4 on a slippery-road course, as the
teaching plan for category B (Færdselsstyrelsen's undervisningsplan) has them. How they are cut into stages here, and
what is marked, is made up.
"""

from __future__ import annotations

from domain.curricula import Curriculum, EducationLink, Module, ModuleKind, Skill
from domain.schools import LessonType
from storage.unit_of_work import UnitOfWork

SAFE_TRAFFIC = EducationLink("Rådet for Sikker Trafik", "https://www.sikkertrafik.dk")
AUTHORITY = EducationLink("Færdselsstyrelsen", "https://www.fstyr.dk")
RED_CROSS = EducationLink("Røde Kors", "https://www.rodekors.dk")

TRACK_SKILLS = (
    Skill("clutch", {"en": "Clutch and gears", "da": "Kobling og gear"}),
    Skill("braking", {"en": "Braking", "da": "Bremsning"}),
    Skill("steering", {"en": "Steering", "da": "Styring"}),
)
ROAD_SKILLS = (
    Skill("observation", {"en": "Observation", "da": "Orientering"}),
    Skill("junctions", {"en": "Junctions", "da": "Vejkryds"}),
    Skill("speed", {"en": "Speed", "da": "Hastighed"}),
    Skill("parking", {"en": "Parking", "da": "Parkering"}),
)
TRAFFIC_SKILLS = (
    Skill("observation", {"en": "Observation", "da": "Orientering"}),
    Skill("motorway", {"en": "Motorway", "da": "Motorvej"}),
    Skill("overtaking", {"en": "Overtaking", "da": "Overhaling"}),
    Skill("dark", {"en": "In the dark", "da": "I mørke"}),
)
SLIPPERY_SKILLS = (
    Skill("braking", {"en": "Braking", "da": "Bremsning"}),
    Skill("evasion", {"en": "Evasion", "da": "Undvigelse"}),
)


def category_b(work: UnitOfWork, types: dict[str, LessonType]) -> Curriculum:
    """29 theory lessons, 4 on the track, 16 on the road, 4 on slippery road, first aid and two tests."""

    def module(code: str, kind: ModuleKind, english: str, danish: str, required: int = 1, **more: object) -> Module:
        names = more.pop("types", ())
        assert isinstance(names, tuple)
        counted = tuple(types[name].id for name in names)
        titles, lesson = {"en": english, "da": danish}, 45 if counted else None
        return Module(
            work.next_id(), code, kind, titles, counted, required, lesson_minutes=lesson, **more  # type: ignore[arg-type]
        )  # fmt: skip

    theory, road = ("theory",), ("driving", "double")
    kind = ModuleKind
    modules = (
        module("theory-1", kind.THEORY, "Theory, start", "Teori, start", 6, types=theory, links=(SAFE_TRAFFIC,)),
        module(
            "track", kind.TRACK, "Closed track", "Lukket bane", 4,
            types=("track",), requires=("theory-1",), skills=TRACK_SKILLS,
        ),
        module(
            "theory-2", kind.THEORY, "Theory, traffic", "Teori, trafik", 23,
            types=theory, requires=("theory-1",), links=(SAFE_TRAFFIC, AUTHORITY),
        ),
        module(
            "road-1", kind.ROAD, "Road, start", "Vej, start", 6,
            types=road, requires=("track",), skills=ROAD_SKILLS,
        ),
        module(
            "road-2", kind.ROAD, "Road, traffic", "Vej, trafik", 10,
            types=road, requires=("road-1",), skills=TRAFFIC_SKILLS,
        ),
        module(
            "slippery", kind.SLIPPERY_ROAD, "Slippery road", "Glatbane", 4,
            types=("slippery",), requires=("road-1",), skills=SLIPPERY_SKILLS,
        ),
        module("first-aid", kind.FIRST_AID, "First aid", "Førstehjælp", links=(RED_CROSS,)),
        module(
            "theory-test", kind.TEST, "Theory test", "Teoriprøve",
            requires=("theory-1", "theory-2", "first-aid"), links=(AUTHORITY,),
        ),
        module(
            "driving-test", kind.TEST, "Driving test", "Køreprøve", requires=("theory-test", "road-2", "slippery"),
        ),
    )  # fmt: skip
    return Curriculum(work.next_id(), "Category B (example)", "B", modules)
