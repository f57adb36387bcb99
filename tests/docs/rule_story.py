"""What becomes of a rule whose file is put into `domain/rules/`: told as JSON by a process that begins with it there.

python -m tests.docs.rule_story <folder with the file> <database URL>
"""

from __future__ import annotations

import json
import sys
from typing import Any


def story(url: str) -> dict[str, Any]:
    from admin_api.routes import PREFIX
    from tests.admin_api.calling import Api
    from tests.chat import Town
    from tests.docs import generated
    from tests.factories import moment
    from tests.watched_database import WatchedDatabase

    database = WatchedDatabase(url)
    with database:
        town, api = Town(database), Api(database)
        api.now = town.clock()
        school = town.found()
        anna, bo = school.student("Anna Berg", "en", school.mette), school.student("Bo Lind", "da", school.mette)
        english, danish = town.person(school, anna), town.person(school, bo, language="da")
        with api.works() as work:
            key = work.keys.create(school.id, "test")
            work.commit()

        def ask(method: str, path: str, **options: Any) -> Any:
            return api.ask(method, PREFIX + path, headers={"Authorization": f"Bearer {key}"}, **options).json()

        wish = {"student": anna.id, "lesson_type": "driving", "start": moment("2026-11-25 10:00").isoformat()}
        nonsense = ask("PATCH", "/school/policy", json={"rest_weekday": 7})
        ask("PATCH", "/school/policy", json={"rest_weekday": 2})
        return {
            "nonsense": nonsense["field"],
            "set": ask("GET", "/school/policy")["rest_weekday"],
            "schema": ask("GET", "/openapi.json")["components"]["schemas"]["PolicyOut"]["properties"]["rest_weekday"],
            "refused": ask("POST", "/bookings", json=wish),
            "obstacles": ask(
                "GET",
                f"/students/{anna.id}/bookability",
                params={"lesson_type": "driving", "start": wish["start"]},
            )["obstacles"],
            "no slots": ask(
                "GET",
                "/slots",
                params={
                    "lesson_type": "driving",
                    "student": anna.id,
                    "from": moment("2026-11-25 08:00").isoformat(),
                    "to": moment("2026-11-25 18:00").isoformat(),
                },
            ),
            "english": english.says("book wed at 10").text.splitlines()[0],
            "danish": danish.says("hvorfor kan jeg ikke booke onsdag kl 10?").text.splitlines()[0],
            "passed": ask("POST", "/bookings", json=wish | {"override": {"reason": "Agreed by phone"}})["passed"],
            "kept": database.execute("SELECT policy->'rest_weekday' FROM bookings WHERE school_id = %s", [school.id])[
                0
            ],
            "docs": [part for part in (generated.policy(), generated.rule_refusals()) if "rest_" in part] != [],
        }


if __name__ == "__main__":
    import domain.rules

    domain.rules.__path__.append(sys.argv[1])
    sys.stdout.write(json.dumps(story(sys.argv[2])))
