"""Which scoring templates can be had, under which names and from what."""

from __future__ import annotations

from assessor.assessment import Assessment
from assessor.files import template_bytes, template_name
from assessor.files.template_layout import TemplateLanguage
from assessor.rubric import Rubric
from assessor.ui.downloads import Origin
from assessor.ui.session import language, t, workspace

VARIANT, UNIT = "variant:", "unit:"


def scopes(assessment: Assessment) -> dict[str, str]:
    """Every variant of the rubric, then every unit that an indicator of the assessment names, with their number."""
    rubric, lang = workspace().rubric, language()
    found = {f"{VARIANT}{one.id}": one.name.pick(lang) for one in rubric.variants}
    found = found or {VARIANT: t("reports.whole", n=len(rubric.indicators))}
    asked = {one.id for one in rubric.in_variant(assessment.variant)}
    for unit in rubric.units:
        if named := [one for one in rubric.indicators_for(unit.id) if one.id in asked]:
            found[f"{UNIT}{unit.id}"] = t("reports.unit", name=unit.name.pick(lang), n=len(named))
    return found


def _asked(assessment: Assessment, scope: str) -> tuple[str, str | None]:
    """Variant and unit of a scope; a unit is asked for what the assessment's own variant holds."""
    if scope.startswith(UNIT):
        return assessment.variant, scope.removeprefix(UNIT)
    return scope.removeprefix(VARIANT) or assessment.variant, None


def name(assessment: Assessment, rubric: Rubric, scope: str, language_: TemplateLanguage) -> str:
    variant, unit = _asked(assessment, scope)
    return template_name(rubric, assessment, variant=variant, unit=unit, language=language_)


def content(origin: Origin, scope: str, language_: TemplateLanguage) -> bytes:
    """The template with what stands in the assessment at this moment."""
    now = origin.workspace.opened(origin.id)
    variant, unit = _asked(now.assessment, scope)
    return template_bytes(
        origin.rubric, now.assessment, variant=variant, unit=unit, language=language_, versions=now.rating_versions
    )
