"""Which cities stand beside the open one: offered by type and likeness, chosen by the user, kept in the address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

import streamlit as st

from assessor.assessment import Assessment
from assessor.errors import ComparisonRefused
from assessor.files import sample_cities
from assessor.peers import Comparison, Party, compare, suggest
from assessor.ui.parts import Html, tag
from assessor.ui.session import address, is_demo, language, set_address, t, workspace

CHOSEN, REASON = "c", "why"
KEPT_IDS = "compare.chosen"
EVERY = 10_000


@dataclass(frozen=True)
class Choice:
    """The cities on offer, in the order to offer them, and those that are chosen."""

    own: Assessment
    offered: dict[str, Assessment]
    suggested: list[str]
    chosen: list[str]
    reason: str

    @property
    def neighbours(self) -> list[Assessment]:
        """Chosen cities of another type than one's own."""
        return [one for one in self.cities if one.city.city_class != self.own.city.city_class]

    @property
    def cities(self) -> list[Assessment]:
        return [self.offered[id_] for id_ in self.chosen]

    @property
    def admitted(self) -> list[Assessment]:
        """The chosen ones; those of another type only once there is a reason."""
        away = {one.id for one in self.neighbours} if not self.reason else set()
        return [one for one in self.cities if one.id not in away]


def choice(own: Assessment, *, samples: bool) -> Choice:
    """What is on offer for a city, and what was chosen; until something is, what is suggested."""
    offered = _offered(own, samples)
    suggested = [peer.assessment.id for peer in suggest(own.city, offered.values(), workspace().rubric)]
    kept = _kept(own)
    chosen = suggested if kept is None else kept
    return Choice(own, offered, suggested, [id_ for id_ in chosen if id_ in offered], (address(REASON) or "").strip())


def _offered(own: Assessment, samples: bool) -> dict[str, Assessment]:
    """Other cities of the same type first, the likest ahead, then those of neighbouring types."""
    rubric = workspace().rubric
    own_type = rubric.city_type(own.city.city_class)
    classes = [own.city.city_class, *(own_type.neighbours if own_type else [])]
    found = {one.id: one for one in candidates(samples) if one.city.id != own.city.id and one.id != own.id}
    likest = [peer.assessment.id for peer in suggest(own.city, found.values(), rubric, most=EVERY)]
    place = {id_: position for position, id_ in enumerate(likest)}
    fitting = [one for one in found.values() if one.city.city_class in classes]
    fitting.sort(key=lambda one: (classes.index(one.city.city_class), place.get(one.id, EVERY), one.id))
    return {one.id: one for one in fitting}


def candidates(samples: bool) -> Iterable[Assessment]:
    """Other assessments of this database, imported cities, and the samples where they were asked for."""
    yield from sample_cities() if samples else ()
    yield from workspace().comparison_cities()
    if not is_demo():
        yield from (workspace().export_assessment(one.id) for one in workspace().summaries())


def _kept(own: Assessment) -> list[str] | None:
    """The address holds whose choice it is, so that another city does not inherit it."""
    whose, _, ids = (address(CHOSEN) or "").partition(":")
    return [one for one in ids.split(",") if one] if whose == own.id else None


def keep(own: Assessment, ids: Iterable[str] | None) -> None:
    """Keep a choice; None goes back to what is suggested."""
    set_address(CHOSEN, None if ids is None else f"{own.id}:{','.join(ids)}")


def keep_reason(reason: str) -> None:
    set_address(REASON, reason.strip() or None)


def remember(comparison: Comparison) -> None:
    """For the report: who was compared with, in the end."""
    st.session_state[KEPT_IDS] = [other.party.assessment_id for other in comparison.others]
    st.session_state["compare.own"] = comparison.own.assessment_id
    st.session_state["compare.reason"] = comparison.reason


def kept_others(own: Assessment) -> tuple[list[Assessment], str | None]:
    """The cities last compared with this one, as they stand now, and the reason given for those of another type."""
    ids = st.session_state.get(KEPT_IDS, [])
    if st.session_state.get("compare.own") != own.id or not ids:
        return [], None
    found = {one.id: one for one in candidates(samples=True)}
    return [found[id_] for id_ in ids if id_ in found], st.session_state.get("compare.reason") or None


def kept_comparison(own: Assessment) -> Comparison | None:
    """The comparison last seen for this city, recomputed; None where there was none or it is refused by now."""
    others, reason = kept_others(own)
    if not others:
        return None
    try:
        return compare(own, others, workspace().rubric, reason)
    except ComparisonRefused:
        return None


def called(one: Assessment) -> str:
    """A fictional city is never named without saying so."""
    name = one.city.called(language())
    return t("compare.fictional_city", city=name) if one.city.fictional else name


def short_name(party: Party) -> str:
    name = party.name.pick(language())
    return t("compare.fictional_city", city=name) if party.fictional else name


def named(party: Party) -> Html:
    """A name in a table; a made-up city bears its tag."""
    name = escape(party.name.pick(language()))
    return Html(f"{name} {tag(t('common.fictional')).markup}" if party.fictional else name)
