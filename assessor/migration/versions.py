"""Under which rubric version a workspace acts: the present one, or the one an assessment was made under."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from assessor import files
from assessor.assessment import Assessment
from assessor.rubric import Rubric
from assessor.scorecard import refuse_other_version
from assessor.store import Store, records


class UnderRubric:
    """One database under one rubric version."""

    def __init__(
        self,
        store: Store,
        rubric: Rubric,
        *,
        is_demo: bool = False,
        home: Path | None = None,
        of_now: Self | None = None,
    ) -> None:
        """`home`: file or folder of a rubric of one's own, beside which its earlier versions are kept."""
        self.store = store
        self.rubric = rubric
        self.is_demo = is_demo
        self._home = home
        self.of_now: Self = of_now or self
        """The same under the present rubric version, where this one is under an earlier one."""

    @property
    def is_earlier(self) -> bool:
        """Whether this is under an earlier rubric version than the present one."""
        return self.of_now is not self

    def rubric_of(self, id_: str, version: str) -> Rubric | None:
        """The present rubric or an earlier version of it; None for one that is not kept."""
        now = self.of_now.rubric
        if (id_, version) == (now.id, now.version):
            return now
        return files.load_rubric_version(id_, version, self._home) if id_ == now.id else None

    def rubric_for(self, assessment: Assessment) -> Rubric:
        """The rubric that an assessment was made under.

        Raises:
            VersionMismatch: it is not kept.
        """
        found = self.rubric_of(assessment.rubric_id, assessment.rubric_version) or self.of_now.rubric
        refuse_other_version(found, assessment)
        return found

    def under(self, rubric: Rubric) -> Self:
        """The same database under one version of the rubric."""
        if rubric is self.of_now.rubric:
            return self.of_now
        return type(self)(self.store, rubric, is_demo=self.is_demo, home=self._home, of_now=self.of_now)

    def for_assessment(self, id_: str) -> Self:
        """The same database under the rubric version that an assessment was made under, if that is kept."""
        with self.store.reading() as session:
            made = records.rubric_of(session, id_)
        return self.under((self.rubric_of(*made) if made else None) or self.of_now.rubric)
