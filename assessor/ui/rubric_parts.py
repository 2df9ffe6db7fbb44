"""Pieces of the rubric page: indicators, source paragraphs, rules. Works with any rubric."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

import streamlit as st

from assessor.rubric import CityType, Indicator, Rubric, SourceParagraph, not_scored_because, uncovered
from assessor.text import Language, Text
from assessor.ui import parts
from assessor.ui.session import t

DOT = " · "
EFFORTS = {"S": "rubric.effort_s", "M": "rubric.effort_m", "L": "rubric.effort_l"}


# -- indicators -----------------------------------------------------------------------------------


def found_by(rubric: Rubric, asked: str) -> list[Indicator]:
    """Indicators that hold every word asked for, in either language."""
    wanted = asked.casefold().split()
    return [one for one in rubric.indicators if all(word in _everything(rubric, one) for word in wanted)]


def _everything(rubric: Rubric, one: Indicator) -> str:
    units, descriptors = rubric.lead_of(one) + rubric.support_of(one), [rung.text for rung in one.descriptors]
    texts = [one.name, one.question, one.evidence, one.action, *units, *descriptors]
    return DOT.join([one.id, *(f"{text.zh} {text.en}" for text in texts if text is not None)]).casefold()


def listed(rubric: Rubric, lang: Language, found: Sequence[Indicator], place: str) -> None:
    for one in found:
        indicator(rubric, lang, one, place)


def indicator(rubric: Rubric, lang: Language, one: Indicator, place: str) -> None:
    """One indicator, folded: question, descriptors, evidence and everything that decides how it counts."""
    gate = f"{DOT}{t('rubric.gate')}" if one.gate else ""
    with st.expander(parts.plain(f"{one.id} {one.name.pick(lang)}{gate}"), key=f"rubric.{place}.{one.id}"):
        st.markdown(parts.plain(one.question.pick(lang)))
        _descriptors(rubric, lang, one)
        parts.table(
            [t("rubric.field"), t("rubric.value")],
            [(name, value) for name, value in _facts(rubric, lang, one) if value],
            wide=[1],
        )


def _descriptors(rubric: Rubric, lang: Language, one: Indicator) -> None:
    names = {rung.level: rung.name.pick(lang) for rung in rubric.scale}
    rows = [
        (_still(f"{rung.level} {names.get(rung.level, '')}"), rung.text.pick(lang), _step(lang, one, rung.level))
        for rung in sorted(one.descriptors, key=lambda rung: rung.level)
    ]
    parts.table([t("rubric.level"), t("rubric.descriptor"), t("rubric.step")], rows, wide=[1])


def _still(text: str) -> parts.Html:
    """Short text that does not break."""
    return parts.Html(f'<span style="white-space:nowrap">{escape(text)}</span>')


def _step(lang: Language, one: Indicator, level: int) -> str:
    """Effort of the step from this level to the next."""
    return t(EFFORTS[one.effort[level]]) if level < len(one.effort) else ""


def _facts(rubric: Rubric, lang: Language, one: Indicator) -> Iterator[tuple[str, str]]:
    yield t("rubric.quick_question"), _pick(one.quick_question, lang)
    yield t("rubric.evidence"), _pick(one.evidence, lang)
    yield t("rubric.units"), _pick(rubric.units_text(one), lang)
    yield t("rubric.not_applicable"), one.not_applicable.rule.pick(lang)
    yield t("rubric.action"), _pick(one.action, lang)
    yield t("rubric.basis"), _named(rubric, lang, [one.basis])
    yield t("rubric.shortcomings"), _links(rubric, lang, one)
    yield t("rubric.tags"), _named(rubric, lang, one.tags)
    yield t("rubric.dimension"), _named(rubric, lang, [one.dimension])
    yield t("rubric.weight"), t("rubric.weight_value", weight=f"{one.weight:g}")
    yield t("rubric.gate"), t("rubric.gate_rule") if one.gate else ""
    yield t("rubric.audience"), t("rubric.open") if one.audience == "open" else t("rubric.internal")
    yield t("rubric.variants"), _variants(rubric, lang, one)
    yield t("rubric.paragraphs"), "\n".join(_paragraph(rubric, lang, id_) for id_ in one.sources)


def _pick(text: Text | None, lang: Language) -> str:
    return text.pick(lang) if text is not None else ""


def _named(rubric: Rubric, lang: Language, ids: Iterable[str]) -> str:
    return ("、" if lang == "zh" else ", ").join(rubric.names[id_].pick(lang) for id_ in ids)


def _paragraph(rubric: Rubric, lang: Language, id_: str) -> str:
    """A paragraph by its number, the section it stands in, and its gist."""
    unit = rubric.paragraph.get(id_)
    if unit is None:
        return id_
    section = _section(rubric, lang, unit)
    gist = unit.gist.pick(lang)
    return t("rubric.paragraph", id=id_, section=section, gist=gist) if section else f"{id_} {gist}"


def _section(rubric: Rubric, lang: Language, unit: SourceParagraph) -> str:
    """The name of the innermost section that a paragraph lies in."""
    found = [one for one in rubric.source.sections if _in_section(unit, one.id)]
    return max(found, key=lambda one: len(one.id)).name.pick(lang) if found else ""


def _links(rubric: Rubric, lang: Language, one: Indicator) -> str:
    if one.shortcomings is None:
        return ""
    said = [t("rubric.primary", name=_named(rubric, lang, [one.shortcomings.primary]))]
    if one.shortcomings.secondary:
        said.append(t("rubric.secondary", name=_named(rubric, lang, [one.shortcomings.secondary])))
    return DOT.join(said)


def _variants(rubric: Rubric, lang: Language, one: Indicator) -> str:
    return _named(rubric, lang, [v.id for v in rubric.variants if one in rubric.in_variant(v.id)])


# -- three ways of browsing --------------------------------------------------------------------------


def by_level(rubric: Rubric, lang: Language) -> None:
    chosen = _choose(
        rubric,
        lang,
        [one.id for one in rubric.levels if rubric.dimensions_of(one.id)],
        t("rubric.by_level"),
        "rubric.level",
    )
    for dimension in rubric.dimensions_of(chosen):
        st.header(parts.plain(f"{dimension.id} {dimension.name.pick(lang)}"))
        listed(rubric, lang, rubric.indicators_of(dimension.id), "level")


def by_shortcoming(rubric: Rubric, lang: Language) -> None:
    if not rubric.shortcomings:
        st.info(t("rubric.no_shortcomings"))
        return
    chosen = _choose(
        rubric, lang, [one.id for one in rubric.shortcomings], t("rubric.by_shortcoming"), "rubric.shortcoming"
    )
    linked = [one for one in rubric.indicators if one.shortcomings is not None]
    weights = rubric.shortcoming_weights
    st.header(t("rubric.as_primary", weight=f"{weights.primary:g}"))
    listed(rubric, lang, [one for one in linked if one.shortcomings and one.shortcomings.primary == chosen], "primary")
    second = [one for one in linked if one.shortcomings and one.shortcomings.secondary == chosen]
    if second:
        st.header(t("rubric.as_secondary", weight=f"{weights.secondary:g}"))
        listed(rubric, lang, second, "secondary")


def by_path(rubric: Rubric, lang: Language) -> None:
    if not rubric.tags:
        st.info(t("rubric.no_paths"))
        return
    chosen = _choose(rubric, lang, [one.id for one in rubric.tags], t("rubric.by_path"), "rubric.path")
    tag = next(one for one in rubric.tags if one.id == chosen)
    found = [one for one in rubric.indicators if chosen in one.tags]
    st.header(parts.plain(tag.name.pick(lang)))
    st.caption(t("rubric.path_scored", n=len(found)) if tag.scored else t("rubric.path_unscored", n=len(found)))
    listed(rubric, lang, found, "path")


def _choose(rubric: Rubric, lang: Language, ids: Sequence[str], label: str, key: str) -> str:
    chosen = st.pills(
        label, ids, format_func=lambda id_: rubric.called(id_).pick(lang), key=key, required=True,
        default=ids[0], label_visibility="collapsed",
    )  # fmt: skip
    return chosen or ids[0]


def search_results(rubric: Rubric, lang: Language, asked: str) -> None:
    found = found_by(rubric, asked)
    units = [unit for unit in rubric.source.paragraphs if _unit_matches(unit, asked)]
    st.header(t("rubric.found", n=len(found)))
    listed(rubric, lang, found, "search")
    st.header(t("rubric.found_units", n=len(units)))
    if units:
        _units(rubric, lang, units, sections=True)


def _unit_matches(unit: SourceParagraph, asked: str) -> bool:
    text = f"{unit.id} {unit.gist.zh} {unit.gist.en}".casefold()
    return all(word in text for word in asked.casefold().split())


# -- source paragraphs --------------------------------------------------------------------------------


def by_source(rubric: Rubric, lang: Language) -> None:
    st.markdown(parts.plain(t("rubric.source", citation=rubric.source.citation.pick(lang))))
    coverage(rubric, lang)
    rest = list(rubric.source.paragraphs)
    for section in rubric.source.sections:
        mine = [unit for unit in rest if _in_section(unit, section.id)]
        rest = [unit for unit in rest if unit not in mine]
        if mine:
            st.header(parts.plain(section.name.pick(lang)))
            _units(rubric, lang, mine)
    if rest:
        st.header(t("rubric.other_units"))
        _units(rubric, lang, rest)


def _in_section(unit: SourceParagraph, section: str) -> bool:
    """`S3.1-P2` lies in section `S3.1` and in `S3`; `S31-P2` lies in neither."""
    return unit.id == section or unit.id.startswith((f"{section}.", f"{section}-"))


def coverage(rubric: Rubric, lang: Language) -> None:
    """Which clauses must have brought forth an indicator, and whether all of them did."""
    kinds = {kind.id: kind for kind in rubric.source.kinds if kind.must_be_covered}
    must = [unit for unit in rubric.source.paragraphs if unit.kind in kinds]
    names = _named(rubric, lang, kinds)
    gaps = uncovered(rubric)
    if gaps:
        ids = ("、" if lang == "zh" else ", ").join(unit.id for unit in gaps)
        st.warning(parts.plain(t("rubric.uncovered", n=len(must), kinds=names, gaps=len(gaps), ids=ids)))
    else:
        st.success(parts.plain(t("rubric.covered", n=len(must), kinds=names, units=len(rubric.source.paragraphs))))


def _units(rubric: Rubric, lang: Language, units: Sequence[SourceParagraph], *, sections: bool = False) -> None:
    """`sections` names each paragraph's section, where no heading does."""
    rows = [
        (
            _numbered(unit.id, _section(rubric, lang, unit) if sections else ""),
            _still(rubric.names[unit.kind].pick(lang)) if lang == "zh" else rubric.names[unit.kind].pick(lang),
            DOT.join(text.pick(lang) for text in (unit.gist, unit.note) if text is not None),
            _came_of_it(rubric, lang, unit),
        )
        for unit in units
    ]
    heads = [t("rubric.unit"), t("rubric.kind"), t("rubric.gist"), t("rubric.came_of_it")]
    parts.table(heads, rows, wide=[2, 3])


def _numbered(id_: str, section: str) -> parts.Html:
    below = f'<br><span class="a-quiet">{escape(section)}</span>' if section else ""
    return parts.Html(f"{_still(id_).markup}{below}")


def _came_of_it(rubric: Rubric, lang: Language, unit: SourceParagraph) -> parts.Html:
    found = rubric.indicators_from(unit.id)
    if found:
        return parts.Html("<br>".join(escape(f"{one.id} {one.name.pick(lang)}") for one in found))
    why = not_scored_because(rubric, unit)
    said = t("rubric.not_scored", why=why.pick(lang)) if why else t("rubric.not_scored_yet")
    return parts.Html(f'<span class="a-quiet">{escape(said)}</span>')


# -- rules ----------------------------------------------------------------------------------------------


def identity(rubric: Rubric, lang: Language) -> None:
    counts = t(
        "rubric.counts" if rubric.shortcomings else "rubric.counts_plain",
        indicators=len(rubric.indicators),
        dimensions=len(rubric.dimensions),
        levels=len(rubric.levels_of(None)),
        shortcomings=len(rubric.shortcomings),
        units=len(rubric.source.paragraphs),
    )
    st.markdown(f"**{parts.plain(rubric.name.pick(lang))}**")
    if rubric.about is not None:
        st.markdown(parts.plain(rubric.about.pick(lang)))
    st.markdown(counts)
    st.caption(t("rubric.version", version=rubric.version, fingerprint=rubric.fingerprint[:12]))


def rules(rubric: Rubric, lang: Language) -> None:
    _scale(rubric, lang)
    _bands(rubric, lang)
    _grades(rubric, lang)
    _coverage_rules(rubric)
    _weights(rubric, lang)
    _targets(rubric, lang)


def _scale(rubric: Rubric, lang: Language) -> None:
    st.header(t("rubric.scale"))
    rows = [(f"{rung.level} {rung.name.pick(lang)}", rung.test.pick(lang)) for rung in rubric.scale]
    parts.table([t("rubric.level"), t("rubric.test")], rows, wide=[1])
    for title, texts in ((t("rubric.ladder"), rubric.ladder), (t("rubric.pitfalls"), rubric.pitfalls)):
        if texts:
            with st.expander(title):
                st.markdown("\n".join(f"{n}. {parts.plain(text.pick(lang))}" for n, text in enumerate(texts, 1)))


def _bands(rubric: Rubric, lang: Language) -> None:
    st.header(t("rubric.bands"))
    for caption, bands in ((t("rubric.score"), rubric.bands), (t("rubric.severity"), rubric.severity_bands)):
        if not bands:
            continue
        ends = [*(band.start for band in bands[1:]), 100.0]
        rows = [
            (_interval(band.start, end, last=band is bands[-1]), band.name.pick(lang))
            for band, end in zip(bands, ends, strict=True)
        ]
        parts.table([caption, t("rubric.band")], rows)
    st.caption(t("rubric.gate_rule"))


def _interval(start: float, end: float, *, last: bool) -> str:
    values = {"start": f"{start:g}", "end": f"{end:g}"}
    return t("rubric.interval_last", **values) if last else t("rubric.interval", **values)


def _grades(rubric: Rubric, lang: Language) -> None:
    if not rubric.evidence_grades:
        return
    st.header(t("rubric.grades"))
    rows = [
        (f"{one.id} {one.name.pick(lang)}", _pick(one.test, lang), t("rubric.up_to", level=one.cap))
        for one in rubric.evidence_grades
    ]
    parts.table([t("rubric.grade"), t("rubric.test"), t("rubric.supports")], rows, wide=[1])
    st.caption(t("rubric.cap_rule"))


def _coverage_rules(rubric: Rubric) -> None:
    st.header(t("rubric.coverage_rules"))
    rule = rubric.coverage
    shares = {
        "shown": rule.shown, "provisional": rule.provisional, "children": rule.children,
        "linked": rule.shortcoming_coverage, "na_total": rule.not_applicable_total,
        "na_dimension": rule.not_applicable_dimension,
    }  # fmt: skip
    said = {name: f"{100 * share:g}" for name, share in shares.items()}
    lines = [
        t("rubric.rule_shown", shown=said["shown"]),
        t("rubric.rule_provisional", shown=said["shown"], provisional=said["provisional"]),
        t("rubric.rule_withheld", provisional=said["provisional"]),
        t("rubric.rule_children", children=said["children"]),
        t("rubric.rule_shortcoming", n=rule.shortcoming_indicators, share=said["linked"]),
        t("rubric.rule_path", n=rule.path_indicators),
        t("rubric.rule_na", total=said["na_total"], dimension=said["na_dimension"]),
    ]
    st.markdown("\n".join(f"- {line}" for line in lines))


def _weights(rubric: Rubric, lang: Language) -> None:
    if rubric.weight_presets:
        st.header(t("rubric.presets"))
        rows = [
            (one.name.pick(lang), t("rubric.by_expert") if one.indicators == "expert" else t("rubric.by_equal"),
             _group_weights(rubric, lang, {**one.levels, **one.dimensions}))
            for one in rubric.weight_presets
        ]  # fmt: skip
        parts.table([t("rubric.preset"), t("rubric.indicator_weights"), t("rubric.group_weights")], rows)
    if rubric.variants:
        st.header(t("rubric.all_variants"))
        rows = [
            (one.name.pick(lang), t("rubric.n_indicators", n=len(rubric.in_variant(one.id))), _pick(one.label, lang))
            for one in rubric.variants
        ]
        parts.table([t("rubric.variant"), t("rubric.size"), t("rubric.label")], rows)


def _group_weights(rubric: Rubric, lang: Language, own: dict[str, float]) -> str:
    said = [f"{rubric.names[id_].pick(lang)} {weight:g}" for id_, weight in own.items()]
    return ("、" if lang == "zh" else ", ").join(said) or t("rubric.as_declared")


def _targets(rubric: Rubric, lang: Language) -> None:
    if not rubric.city_types:
        return
    st.header(t("rubric.targets"))
    st.caption(t("rubric.targets_note"))
    rows = [
        (f"{one.id} {one.name.pick(lang)}", *(_target(kind, one.id) for kind in rubric.city_types))
        for one in rubric.dimensions
    ]
    heads = [t("rubric.dimension"), *(kind.name.pick(lang) for kind in rubric.city_types)]
    parts.table(heads, rows, numbers=range(1, len(heads)))
    first = [(name, ids) for kind in rubric.city_types for name, ids in _look_first(kind, lang) if ids]
    if first:
        st.subheader(t("rubric.look_first"))
        parts.table([t("rubric.city_type"), t("rubric.indicators")],
                    [(name, "\n".join(f"{id_} {rubric.by_id[id_].name.pick(lang)}" for id_ in ids)) for name, ids in first],
                    wide=[1])  # fmt: skip


def _target(kind: CityType, dimension: str) -> str:
    level = kind.targets.get(dimension)
    return "" if level is None else t("rubric.target_level", level=level)


def _look_first(kind: CityType, lang: Language) -> Iterator[tuple[str, list[str]]]:
    yield kind.name.pick(lang), kind.look_first
    for one in kind.subtypes:
        yield f"{kind.name.pick(lang)}{DOT}{one.name.pick(lang)}", one.look_first
