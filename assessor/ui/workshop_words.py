"""Words of a scoring session: items, phases, agreement."""

from __future__ import annotations

from assessor.ui.session import joined, language, t, workspace
from assessor.workshop import PHASE_NAMES, Decision, Item, Plan, RaterGroup, Stage, Tally, Workshop
from assessor.workshop.consensus import KIND_NAMES, ProposalKind


def item_name(indicator: str) -> str:
    return workspace().rubric.by_id[indicator].name.pick(language())


def item_label(indicator: str) -> str:
    """Name first, the code behind it."""
    return t("workshop.named", name=item_name(indicator), id=indicator)


def phase(item: Item) -> str:
    said = PHASE_NAMES[item.phase].pick(language())
    return t("workshop.phase_second", phase=said) if item.round > 1 and item.phase in ("open", "closed") else said


def stage(stage_: Stage) -> str:
    return t(f"workshop.stage_{stage_}")


def variant(plan: Plan) -> str:
    return t(f"workshop.variant_{plan.variant}")


def kind(plan: Plan) -> str:
    return t(f"workshop.kind_{plan.kind}")


def group_names(workshop: Workshop) -> dict[str, str]:
    return {one.id: one.name.pick(language()) for one in workshop.plan.groups}


def level(level_: int) -> str:
    rung = next(one for one in workspace().rubric.scale if one.level == level_)
    return t("workshop.level", level=level_, name=rung.name.pick(language()))


def cannot_judge() -> str:
    return t("workshop.cannot_judge")


def agreement(kind_: ProposalKind) -> str:
    return KIND_NAMES[kind_].pick(language())


def plain_number(value: float) -> str:
    """A median or a range of levels: whole where it is whole, else one place, or two for quarters."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def share(part: float) -> str:
    """A weight as a share of the whole, in percent with one place: an indicator of 46 has about two."""
    return f"{part * 100:.1f}%"


def valid(tally: Tally) -> str:
    if tally.cannot_judge:
        return t("workshop.valid_and", n=tally.valid, cannot=tally.cannot_judge)
    return t("workshop.valid", n=tally.valid)


def how_decided(decision: Decision) -> str:
    """A doubtful item may lie below its lower median, since it is never given the highest level."""
    below = workspace().rubric.top - 1
    capped = decision.doubtful and decision.method == "median"
    said = t("workshop.doubtful_median", below=below) if capped else t(f"workshop.method_{decision.method}")
    return t("workshop.doubtful_too", method=said) if decision.doubtful else said


def place_of(group: RaterGroup) -> str:
    """Inside or outside, and the dimensions where a group rates only some."""
    said = t("workshop.inside") if group.inside else t("workshop.outside")
    if not group.dimensions:
        return said
    named = joined(workspace().rubric.names[one].pick(language()) for one in group.dimensions)
    return t("workshop.inside_only", inside=said, dimensions=named)
