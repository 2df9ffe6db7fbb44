"""Profiles that leave, on the Reports page, and profiles that come in, on the Compare page."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from assessor.assessment import Assessment
from assessor.comparability import Assessed, comparability
from assessor.errors import AssessorError, ComparisonRefused
from assessor.published import PRACTICE_LIMIT, Profile, as_assessment
from assessor.publishing import Choice, Publishing, SignedProfile, known_fingerprint, profile_from_json, profile_of
from assessor.scorecard import score, shown
from assessor.text import say
from assessor.ui import crash, downloads
from assessor.ui.downloads import offer
from assessor.ui.parts import plain, table
from assessor.ui.report_parts import Leaving
from assessor.ui.session import actor, joined, language, t, workspace

PROFILE = say("对标档案", "profile")
INCOMING = "publish.incoming"
OFFICE_LIMIT = 200


# -- going out --------------------------------------------------------------------------------------


def section(leaving: Leaving) -> None:
    """What is to go out, shown before it does."""
    st.header(t("publish.title"))
    st.markdown(t("publish.about"))
    assessment = leaving.assessment
    choice = _choice(assessment)
    previewed = choice if choice.publisher else replace(choice, publisher="—")
    try:
        profile = profile_of(workspace().rubric, assessment, previewed, on=workspace().store.now().date())
    except ComparisonRefused as refusal:
        st.info("\n".join(plain(one.what.pick(language())) for one in refusal.problems), icon=":material/info:")
        return
    st.caption(_outgoing(profile))
    if not choice.publisher:
        st.caption(t("publish.need_publisher"))
    who, publishing = actor(), Publishing(workspace())
    offer(
        "profile", t("publish.get"), downloads.data_name(assessment, PROFILE, language(), ".json"), "application/json",
        lambda: publishing.publish(assessment.id, choice, actor=who).encode(),
        agreed=leaving.agreed and bool(choice.publisher), wide=False,
    )  # fmt: skip
    mark = known_fingerprint(publishing.key_folder)
    st.caption(t("publish.key", mark=mark) if mark else t("publish.key_later"))


def _choice(assessment: Assessment) -> Choice:
    lang, key = language(), f"publish.{assessment.id}"
    publisher = st.text_input(
        t("publish.publisher"), key=f"{key}.publisher", max_chars=OFFICE_LIMIT, placeholder=t("publish.publisher_example")
    )  # fmt: skip
    words = {one: t(f"publish.{one}") for one in ("ratings", "scores")}
    what = st.radio(t("publish.what"), list(words), format_func=words.__getitem__, key=f"{key}.what")
    alias = st.text_input(
        t("publish.alias"), key=f"{key}.alias", max_chars=OFFICE_LIMIT, placeholder=t("publish.alias_example")
    )
    if alias.strip():
        st.caption(t("publish.alias_warning"))
    rubric = workspace().rubric
    names = {id_: one.name.pick(lang) for id_, one in rubric.by_id.items() if id_ in assessment.ratings}
    chosen = st.multiselect(
        t("publish.practices"), list(names), format_func=names.__getitem__, key=f"{key}.chosen",
        placeholder=t("publish.practices_none"),
    )  # fmt: skip
    practices = {
        id_: st.text_area(
            t("publish.practice", name=names[id_]), key=f"{key}.practice.{id_}",
            max_chars=PRACTICE_LIMIT,
        )
        for id_ in chosen
    }  # fmt: skip
    return Choice(publisher.strip(), what == "ratings", practices, alias.strip() or None)


def _outgoing(profile: Profile) -> str:
    return t(
        "publish.outgoing",
        scores=len(profile.scores),
        severities=len(profile.severities),
        ratings=t("publish.outgoing_ratings", n=len(profile.ratings)) if profile.ratings else "",
        practices=t("publish.outgoing_practices", n=len(profile.practices)) if profile.practices else "",
    )


# -- coming in --------------------------------------------------------------------------------------


def incoming(own: Assessment, name: str, data: bytes) -> str | None:
    """A profile file that was handed in: who signed it, whether it compares; the words to say once it is kept."""
    try:
        signed = profile_from_json(data, workspace().rubric, name)
    except AssessorError as error:
        crash.tell(error)
        return None
    profile, trust = signed.profile, Publishing(workspace()).trust(signed)
    st.subheader(t("publish.taken_title"))
    said = {"publisher": profile.publisher, "city": profile.city.called(language()), "period": profile.period}
    st.markdown(t("publish.from", date=profile.published.isoformat(), mark=signed.fingerprint, **{k: plain(v) for k, v in said.items()}))  # fmt: skip
    (st.warning if trust == "changed" else st.info)(t(f"publish.trust_{trust}"))
    st.markdown(plain(_compares(own, signed)))
    checked = trust != "changed" or st.checkbox(t("publish.checked"), key=f"publish.checked.{profile.id}")
    if st.button(t("publish.take"), key="publish.take", type="primary", disabled=not checked):
        Publishing(workspace()).take_in(signed, actor=actor())
        return t("publish.taken", city=plain(profile.city.called(language())))
    return None


def _compares(own: Assessment, signed: SignedProfile) -> str:
    if not signed.profile.computable:
        return t("publish.scores_only")
    rubric, theirs = workspace().rubric, as_assessment(signed.profile)
    verdict = comparability(rubric, Assessed(own, score(rubric, own)), Assessed(theirs, score(rubric, theirs)))
    if not verdict.refused:
        return t("publish.comparable")
    return t("publish.not_comparable", why=joined(one.pick(language()) for one in verdict.reasons))


def taken() -> set[str]:
    """Profiles that were taken in: to remove; those with scores only with what they say. Their ids."""
    publishing = Publishing(workspace())
    found = publishing.published()
    for one in found:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(one.profile.city.called(language())))
            st.button(
                t("publish.remove"), key=f"publish.remove.{one.profile.id}", icon=":material/delete:",
                on_click=lambda id_: publishing.remove(id_, actor=actor()), args=(one.profile.id,),
            )  # fmt: skip
    apart = [one.profile for one in found if not one.profile.computable]
    if apart:
        st.markdown(f"**{t('publish.looked_at')}**")
        st.caption(t("publish.scores_only"))
    for profile in apart:
        _scores(profile)
    return {one.profile.id for one in found}


def _scores(profile: Profile) -> None:
    rubric, lang = workspace().rubric, language()
    names = {id_: rubric.names[id_].pick(lang) for id_ in profile.scores if id_ in rubric.names}
    rows = [
        [
            names[id_],
            "—" if one.value is None else shown(one.value, rubric.bands),
            "—" if one.low is None or one.high is None else f"{shown(one.low)}—{shown(one.high)}",
        ]
        for id_, one in profile.scores.items()
        if id_ in names
    ]
    table([t("publish.node"), t("publish.score"), t("publish.interval")], rows, numbers=[1, 2], wide=[0],
          caption=plain(profile.city.called(lang)))  # fmt: skip
