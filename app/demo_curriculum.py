"""The demo school's plan for category B: an example, not advice.

The numbers are the least that Denmark asks for: 29 theory lessons and 24 of driving, of at least 45 minutes each
(kørekortbekendtgørelsen § 45), the 24 as 4 on a closed track, 16 on the road and 4 on a slippery-road course, as the
teaching plan for category B (Færdselsstyrelsen's undervisningsplan) has them. How they are cut into stages here, and
what is marked, is made up.
"""

from __future__ import annotations

from domain.curricula import Curriculum, EducationLink, Module, ModuleKind, Skill
from domain.languages import named
from domain.schools import LessonType
from storage.unit_of_work import UnitOfWork

SAFE_TRAFFIC = EducationLink("Rådet for Sikker Trafik", "https://www.sikkertrafik.dk")
AUTHORITY = EducationLink("Færdselsstyrelsen", "https://www.fstyr.dk")
RED_CROSS = EducationLink("Røde Kors", "https://www.rodekors.dk")

TRACK_SKILLS = (
    Skill(
        "clutch",
        named("Clutch and gears", "Kobling og gear", "Kupplung und Gänge", "Koppling och växlar", "Kløtsj og gir"),
    ),
    Skill("braking", named("Braking", "Bremsning", "Bremsen", "Bromsning", "Bremsing")),
    Skill("steering", named("Steering", "Styring", "Lenken", "Styrning", "Styring")),
)
ROAD_SKILLS = (
    Skill("observation", named("Observation", "Orientering", "Beobachtung", "Uppsikt", "Observasjon")),
    Skill("junctions", named("Junctions", "Vejkryds", "Kreuzungen", "Korsningar", "Veikryss")),
    Skill("speed", named("Speed", "Hastighed", "Geschwindigkeit", "Hastighet", "Fart")),
    Skill("parking", named("Parking", "Parkering", "Einparken", "Parkering", "Parkering")),
)
TRAFFIC_SKILLS = (
    Skill("observation", named("Observation", "Orientering", "Beobachtung", "Uppsikt", "Observasjon")),
    Skill("motorway", named("Motorway", "Motorvej", "Autobahn", "Motorväg", "Motorvei")),
    Skill("overtaking", named("Overtaking", "Overhaling", "Überholen", "Omkörning", "Forbikjøring")),
    Skill("dark", named("In the dark", "I mørke", "Bei Dunkelheit", "I mörker", "I mørket")),
)
SLIPPERY_SKILLS = (
    Skill("braking", named("Braking", "Bremsning", "Bremsen", "Bromsning", "Bremsing")),
    Skill("evasion", named("Evasion", "Undvigelse", "Ausweichen", "Undanmanöver", "Unnamanøver")),
)
NAME = named(
    "Category B (example)", "Kategori B (eksempel)", "Klasse B (Beispiel)", "Behörighet B (exempel)",
    "Klasse B (eksempel)",
)  # fmt: skip
TITLES = {
    "theory-1": named("Theory, start", "Teori, start", "Theorie, Anfang", "Teori, start", "Teori, start"),
    "track": named("Closed track", "Lukket bane", "Übungsplatz", "Övningsbana", "Øvingsbane"),
    "theory-2": named("Theory, traffic", "Teori, trafik", "Theorie, Verkehr", "Teori, trafik", "Teori, trafikk"),
    "road-1": named("Road, start", "Vej, start", "Straße, Anfang", "Väg, start", "Vei, start"),
    "road-2": named("Road, traffic", "Vej, trafik", "Straße, Verkehr", "Väg, trafik", "Vei, trafikk"),
    "slippery": named("Slippery road", "Glatbane", "Glätteplatz", "Halkbana", "Glattkjøring"),
    "first-aid": named("First aid", "Førstehjælp", "Erste Hilfe", "Första hjälpen", "Førstehjelp"),
    "theory-test": named("Theory test", "Teoriprøve", "Theorieprüfung", "Kunskapsprov", "Teoriprøve"),
    "driving-test": named("Driving test", "Køreprøve", "Fahrprüfung", "Körprov", "Oppkjøring"),
}
"""Of the modules, by code."""


def category_b(work: UnitOfWork, types: dict[str, LessonType]) -> Curriculum:
    """29 theory lessons, 4 on the track, 16 on the road, 4 on slippery road, first aid and two tests."""

    def module(code: str, kind: ModuleKind, required: int = 1, **more: object) -> Module:
        names = more.pop("types", ())
        assert isinstance(names, tuple)
        counted = tuple(types[name].id for name in names)
        lesson = 45 if counted else None
        return Module(
            work.next_id(), code, kind, TITLES[code], counted, required, lesson_minutes=lesson, **more  # type: ignore[arg-type]
        )  # fmt: skip

    theory, road = ("theory",), ("driving", "double")
    kind = ModuleKind
    modules = (
        module("theory-1", kind.THEORY, 6, types=theory, links=(SAFE_TRAFFIC,)),
        module("track", kind.TRACK, 4, types=("track",), requires=("theory-1",), skills=TRACK_SKILLS),
        module("theory-2", kind.THEORY, 23, types=theory, requires=("theory-1",), links=(SAFE_TRAFFIC, AUTHORITY)),
        module("road-1", kind.ROAD, 6, types=road, requires=("track",), skills=ROAD_SKILLS),
        module("road-2", kind.ROAD, 10, types=road, requires=("road-1",), skills=TRAFFIC_SKILLS),
        module("slippery", kind.SLIPPERY_ROAD, 4, types=("slippery",), requires=("road-1",), skills=SLIPPERY_SKILLS),
        module("first-aid", kind.FIRST_AID, links=(RED_CROSS,)),
        module("theory-test", kind.TEST, requires=("theory-1", "theory-2", "first-aid"), links=(AUTHORITY,)),
        module("driving-test", kind.TEST, requires=("theory-test", "road-2", "slippery")),
    )
    return Curriculum(work.next_id(), NAME, "B", modules)
