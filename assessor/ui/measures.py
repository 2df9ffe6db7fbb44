"""Targets and weights of the open city: free until the first rating, shown with the reason afterwards."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from html import escape
from typing import Any

import streamlit as st

from assessor.assessment import Assessment, WeightChoice
from assessor.assessments import Opened, Saved
from assessor.rubric import Dimension, Grouped
from assessor.scorecard import grouped_weights, targets_of
from assessor.ui.fields import Field, draw, grid, tell_refused
from assessor.ui.parts import Cell, Html, plain, table
from assessor.ui.session import actor, joined, language, t, workspace

START_POINTS = 10
MOST_POINTS = 100


# -- targets --------------------------------------------------------------------------------------


def targets(opened: Opened) -> None:
    rubric, lang = workspace().rubric, language()
    scale = joined(f"{rung.level} {rung.name.pick(lang)}" for rung in rubric.scale)
    if opened.assessment.ratings:
        tell_refused(opened.assessment.id, "city.target.")
        st.info(t("city.targets_fixed"), icon=":material/lock:")
        _targets_shown(opened.assessment)
        st.caption(t("city.scale", scale=scale))
        return
    st.markdown(t("city.targets_about"))
    st.caption(t("city.scale", scale=scale))
    for level in rubric.levels:
        own = rubric.dimensions_of(level.id)
        if own:
            st.markdown(f"**{plain(rubric.called(level.id).pick(lang))}**")
        for column, dimension in grid(own):
            with column:
                _target(dimension, opened)
    if opened.assessment.targets:
        st.button(t("city.targets_default"), key="city.targets_default", on_click=_back_to_default, args=(opened,))


def _target(dimension: Dimension, opened: Opened) -> None:
    usual = _usual(opened.assessment).get(dimension.id)

    def put(now: Opened, value: Any) -> Saved:
        own = {**now.assessment.targets, dimension.id: value}
        if value is None or value == _usual(now.assessment).get(dimension.id):
            own.pop(dimension.id)
        return _save(now, targets=own)

    field = Field(
        f"city.target.{dimension.id}",
        dimension.name.pick(language()),
        lambda one: targets_of(workspace().rubric, one).get(dimension.id),
        put,
        words=lambda one: t("city.open") if one is None else str(one),
    )
    draw(field, opened, st.segmented_control, options=range(workspace().rubric.top + 1))
    if dimension.id in opened.assessment.targets and usual is not None:
        st.caption(t("city.target_usual", level=usual))


def _usual(assessment: Assessment) -> dict[str, int]:
    """The targets of the city's type."""
    return targets_of(workspace().rubric, assessment.model_copy(update={"targets": {}}))


def _back_to_default(opened: Opened) -> None:
    _save(opened, targets={})


def _targets_shown(assessment: Assessment) -> None:
    rubric, lang = workspace().rubric, language()
    chosen, usual = targets_of(rubric, assessment), _usual(assessment)
    table(
        [t("city.dimension"), t("city.target"), t("city.target_of_type")],
        [
            [one.name.pick(lang), str(chosen.get(one.id, t("city.open"))), str(usual.get(one.id, t("city.open")))]
            for one in rubric.dimensions
        ],
        numbers=[1, 2],
    )


# -- weights --------------------------------------------------------------------------------------


def weights(opened: Opened) -> None:
    if opened.assessment.ratings:
        tell_refused(opened.assessment.id, "city.weight.")
        st.info(t("city.weights_fixed"), icon=":material/lock:")
    else:
        _weights_edited(opened)
    _weights_shown(opened.assessment)


def _weights_edited(opened: Opened) -> None:
    presets = {one.id: one.name.pick(language()) for one in workspace().rubric.weight_presets}
    st.markdown(t("city.weights_about"))
    if presets:
        preset = Field(
            "city.weight.preset",
            t("city.preset"),
            lambda one: one.weights.preset,
            lambda now, value: _save(now, weights=now.assessment.weights.model_copy(update={"preset": value})),
            words=lambda one: presets.get(one, ""),
        )
        draw(preset, opened, st.radio, options=list(presets), format_func=lambda one: presets[one], horizontal=True)
    own = Field(
        "city.weight.own",
        t("city.own_weights"),
        lambda one: bool(one.weights.levels or one.weights.dimensions),
        _put_own,
        words=lambda one: t("common.yes") if one else t("common.no"),
    )
    draw(own, opened, st.toggle)
    if own.get(opened.assessment):
        _points(opened)


def _put_own(now: Opened, value: bool) -> Saved:
    """Own weights begin equal: the same points for every level, and for every dimension."""
    rubric, choice = workspace().rubric, now.assessment.weights
    levels = {one.id: float(START_POINTS) for one in rubric.levels} if value else {}
    dimensions = {one.id: float(START_POINTS) for one in rubric.dimensions} if value else {}
    return _save(now, weights=choice.model_copy(update={"levels": levels, "dimensions": dimensions}))


def _points(opened: Opened) -> None:
    rubric, lang = workspace().rubric, language()
    st.caption(t("city.points_about", points=START_POINTS))
    st.markdown(f"**{t('city.points_levels')}**")
    for column, level in grid(rubric.levels_of(None), 3):
        with column:
            _point("levels", level, opened)
    for level in rubric.levels:
        st.markdown(f"**{plain(t('city.points_inside', level=rubric.called(level.id).pick(lang)))}**")
        members: list[tuple[str, Grouped]] = [("levels", one) for one in rubric.levels_of(level.id)]
        members += [("dimensions", one) for one in rubric.dimensions_of(level.id)]
        for column, (group, one) in grid(members, 3):
            with column:
                _point(group, one, opened)


def _point(group: str, one: Grouped, opened: Opened) -> None:
    def put(now: Opened, value: Any) -> Saved:
        choice = now.assessment.weights
        return _save(now, weights=choice.model_copy(update={group: {**getattr(choice, group), one.id: float(value)}}))

    field = Field(
        f"city.weight.{group}.{one.id}",
        one.name.pick(language()),
        lambda assessment: getattr(assessment.weights, group).get(one.id, one.weight),
        put,
        show=float,
    )
    draw(field, opened, st.number_input, min_value=0.0, max_value=float(MOST_POINTS), step=1.0, format="%g")


def _save(now: Opened, *, targets: dict[str, int] | None = None, weights: WeightChoice | None = None) -> Saved:
    return workspace().save_setup(
        now.assessment.id, targets=targets, weights=weights, expected=now.version, actor=actor()
    )


def _weights_shown(assessment: Assessment) -> None:
    """What each part weighs in the whole, and the points that were given."""
    rubric, lang = workspace().rubric, language()
    share = grouped_weights(rubric, workspace().scorecard(assessment.id))
    choice = assessment.weights
    own = bool(choice.levels or choice.dimensions)
    heads = [t("city.part"), t("city.effective"), *([t("city.points")] if own else [])]
    rows: list[list[Cell]] = []
    for level in rubric.levels:
        part = ' class="a-part"' if level.within is not None else ""
        name = Html(f"<strong{part}>{escape(rubric.called(level.id).pick(lang))}</strong>")
        rows.append([name, _share(share[level.id]), *([_points_of(choice.levels.get(level.id))] if own else [])])
        for one in rubric.dimensions_of(level.id):
            points = [_points_of(choice.dimensions.get(one.id))] if own else []
            rows.append([one.name.pick(lang), _share(share[one.id]), *points])
    table(heads, rows, numbers=[1, 2] if own else [1], caption=t("city.effective_about"))


def _share(share: float) -> str:
    """One decimal, half up; whole percents of thirteen parts would not add up."""
    percent = Decimal(repr(100 * share)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{percent}%" if share else t("city.not_counted")


def _points_of(points: float | None) -> str:
    return t("common.none") if points is None else f"{points:g}"
