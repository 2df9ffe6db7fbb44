"""Raters who answer as fast as they can until they are killed. Started by the tests beside it.

ballot_worker.py DATABASE SESSION LIFE ID;MARK...   each rater's answers are numbered on; prints mark and number once saved
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from assessor.assessments import Workspace
from assessor.files import load_rubric
from assessor.workshops import Answer, Rater, Workshops


def answer_on(workshops: Workshops, rater: Rater, life: str) -> None:
    stands = workshops.answers(rater).get(("x1", 1))
    number = int(stands.reason) if stands else -1
    while True:
        number += 1
        workshops.cast(rater, "x1", Answer(number % 5, str(number)), f"{life}-{number}").result()
        sys.stdout.write(f"{rater.mark} {number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    database, session, life, *raters = sys.argv[1:]
    rubric = load_rubric(Path(__file__).parent.parent / "rubrics" / "tiny.yaml")
    workshops = Workshops(Workspace.open(database, rubric))
    for given in raters:
        id_, mark = given.split(";")
        rater = Rater(id_, session, "office", mark)
        threading.Thread(target=answer_on, args=(workshops, rater, life)).start()
