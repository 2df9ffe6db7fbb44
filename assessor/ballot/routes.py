"""The routes of the phone pages.

Values of others reach a reply in one place only, `_first`, which takes them from `workshop.shown`.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from assessor.ballot import limiter, pages
from assessor.ballot.asked import HEADERS, Asked, TooLong, plain_id
from assessor.ballot.frame import STATIC, notice, static, way
from assessor.ballot.item_page import CANNOT, REASON_LIMIT, Filled, FirstRound, Put, new_key
from assessor.ballot.limiter import Limiter
from assessor.ballot.sessions import Inside, Sessions
from assessor.ballot.words import said
from assessor.errors import AssessorError, StoreError, WorkshopRefused
from assessor.workshop import shown
from assessor.workshops import Answer, Cast, Workshops
from assessor.workshops.joining import is_code

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from starlette.requests import Request

    Handler = Callable[["Ballot", Asked], Awaitable[Response]]

PATIENCE = 10.0
"""Seconds that a save may take before the phone is told to try again; the same key then stores nothing twice."""
DOOR = "door"
"""The cookie with the token that the form for joining will have. A foreign site's form comes without it, so that
nobody can hand a rater a token that others know."""
MOST_HELD = 5
"""So many sessions of one phone are looked up, where it does not say which it wants."""
log = logging.getLogger("assessor.ballot")


def routes(houses: Callable[[], Sequence[Workshops]], clock: Callable[[], float] = time.monotonic) -> list[Route]:
    """The phone pages over the sessions of these databases, the first of which is the real one."""
    ballot = Ballot(Sessions(houses, clock), Limiter(clock))
    return [
        Route("/b", ballot.code_form),
        Route("/b/code", ballot.enter, methods=["POST"]),
        Route("/b/join", ballot.join, methods=["POST"]),
        *(Route(f"/b/{name}", _static(name)) for name in STATIC),
        Route("/b/{ws}", ballot.resume),
        Route("/b/{ws}/list", ballot.list_items),
        Route("/b/{ws}/wait", ballot.wait),
        Route("/b/{ws}/i/{item}", ballot.show),
        Route("/b/{ws}/i/{item}", ballot.save, methods=["POST"]),
        Route("/b/{rest:path}", ballot.nothing, methods=["GET", "POST"]),
    ]


def answering(handler: Handler) -> Callable[[Ballot, Request], Awaitable[Response]]:
    """Whatever goes wrong becomes a page, or a word for the script; never a traceback, never a false "saved"."""

    @wraps(handler)
    async def answer(ballot: Ballot, request: Request) -> Response:
        asked = Asked(request)
        try:
            await ballot.sessions.ready()
            return await handler(ballot, asked)
        except TooLong:
            return _failed(asked, "too_big", 413)
        except Exception as fault:  # a phone must be told what to do, whatever it is
            if not isinstance(fault, AssessorError):
                log.exception("a phone page failed")  # the route, never the address: that names session and item
            return _failed(asked, "fault", 503)

    return answer


def _failed(asked: Asked, name: str, status: int) -> Response:
    if asked.json:
        what = said("item.unsaved", asked.language)
        fix = said(f"notice.{name}_what", asked.language)
        return asked.told(status, {"saved": False, "said": said("item.fix", asked.language, what=what, fix=fix)})
    again = way(asked.request.url.path, said("notice.again", asked.language), main=True)
    return asked.page(notice(asked.language, name, ways=again, status=status))


class Ballot:
    """What the routes do. Holds no ballots: those are in the database before anybody is told so."""

    def __init__(self, sessions: Sessions, limiter: Limiter) -> None:
        self.sessions, self.limiter = sessions, limiter

    # -- coming in ------------------------------------------------------------------------------

    @answering
    async def code_form(self, asked: Asked) -> Response:
        if link := asked.query("k"):
            return await self._invite(asked, "code" if is_code(link) else "k", link)
        return asked.page(pages.code_page(asked.language, asked.query("c")[:40], inside=self._still_in(asked)))

    @answering
    async def enter(self, asked: Asked) -> Response:
        return await self._invite(asked, "code", (await asked.form()).get("code", "")[:40])

    async def _invite(self, asked: Asked, field: str, given: str) -> Response:
        """The choice of a group; whoever takes part already goes on where they were, and is not counted twice."""
        if field == "code" and self.limiter.full():
            return await self._throttled(asked, given)
        invited = self.sessions.invited(given)
        if invited is None:
            return self._refused(asked, field, given)
        asked.request.path_params["ws"] = invited.workshop_id
        if self.sessions.inside(invited.workshop_id, asked.token) is not None:
            return asked.to(asked.base)
        page = pages.join_page(asked.language, invited, (field, given))
        return asked.page(page, **{DOOR: self.sessions.new_token()})

    async def _throttled(self, asked: Asked, given: str) -> Response:
        """Late on purpose: see `limiter.PAUSE`."""
        await asyncio.sleep(limiter.PAUSE)
        return asked.page(pages.too_many(asked.language, given[:40]))

    def _refused(self, asked: Asked, field: str, given: str) -> Response:
        """Only codes count as failures, even where a link belongs: a link is too long to be guessed."""
        if field == "code":
            self.limiter.failed()
        return asked.page(pages.refused(asked.language, given[:40] if field == "code" else "", self._still_in(asked)))

    @answering
    async def join(self, asked: Asked) -> Response:
        form = await asked.form()
        given = (form.get("k") or form.get("code", ""))[:80]
        field = "k" if form.get("k") and not is_code(given) else "code"
        group, unit = form.get("group", ""), form.get("unit", "")
        if field == "code" and self.limiter.full():
            return await self._throttled(asked, given)
        invited = self.sessions.invited(given)
        if invited is None:
            return self._refused(asked, field, given)
        asked.request.path_params["ws"] = invited.workshop_id
        if self.sessions.inside(invited.workshop_id, asked.token) is not None:
            return asked.to(asked.base)
        known = {one.id for one in invited.units}
        if group not in {one.id for one in invited.groups} or (unit and unit not in known):
            fault = said("join.choose_group", asked.language)
            return asked.page(pages.join_page(asked.language, invited, (field, given), group, unit, fault))
        held = asked.request.cookies.get(DOOR, "")
        token = held if len(held) == len(self.sessions.new_token()) else None
        try:
            joined = await run_in_threadpool(
                self.sessions.join, given, group, unit or None, token
            )  # waits for the commit
        except WorkshopRefused:
            return asked.page(pages.full(asked.language))
        if joined is None:
            return self._refused(asked, field, given)
        return asked.to(asked.base, **{f"rater_{joined.workshop_id}": joined.token, DOOR: ""})

    # -- inside ---------------------------------------------------------------------------------

    @answering
    async def resume(self, asked: Asked) -> Response:
        """Where the rater was, if that item is still open; else the next one to rate; else waiting."""
        inside = self._inside(asked)
        if inside is None:
            return self._out(asked)
        seen = asked.request.cookies.get(f"at_{asked.session}", "")
        if seen in inside.standing.order and inside.standing.is_open(seen) and inside.standing.answer(seen) is None:
            return asked.to(f"{asked.base}/i/{seen}")
        to_do = inside.standing.to_do()
        return asked.to(f"{asked.base}/i/{to_do[0]}" if to_do else f"{asked.base}/wait")

    @answering
    async def list_items(self, asked: Asked) -> Response:
        inside = self._inside(asked)
        if inside is None:
            return self._out(asked)
        booklet = self.sessions.booklet(inside.house.rubric)
        group = inside.group.name.pick(asked.language)
        return asked.page(
            pages.list_page(asked.language, asked.base, inside.standing, booklet, inside.rater.mark, group)
        )

    @answering
    async def wait(self, asked: Asked) -> Response:
        """Asked again and again: by the script for the next address, by a browser for the page."""
        inside = self._inside(asked)
        if inside is None:
            return asked.told(200, {"next": asked.base}) if asked.json else self._out(asked)
        to_do, wanted = inside.standing.to_do(), asked.query("item")
        ready = next((one for one in to_do if one == wanted), None if wanted else next(iter(to_do), None))
        if asked.json:
            return asked.told(200, {"next": f"{asked.base}/i/{ready}" if ready else None})
        if ready:
            return asked.to(f"{asked.base}/i/{ready}")
        return asked.page(pages.wait_page(asked.language, asked.base, inside.standing, self._done(asked, inside)))

    @answering
    async def show(self, asked: Asked) -> Response:
        inside, item = self._inside(asked), str(asked.request.path_params["item"])
        if inside is None:
            return self._out(asked)
        if item not in inside.standing.order:
            return self._not_yours(asked)
        if not inside.standing.is_open(item):
            return asked.page(pages.not_open(asked.language, asked.base, inside.standing, item))
        stored = inside.standing.answer(item)
        filled = _filled(stored or inside.standing.latest(item))
        return self._item(asked, inside, item, filled, stored, done=self._done(asked, inside))

    @answering
    async def save(self, asked: Asked) -> Response:
        inside, item = self._inside(asked), str(asked.request.path_params["item"])
        form = await asked.form()
        if inside is None:
            return self._out(asked)
        if item not in inside.standing.order:
            return self._not_yours(asked)
        filled = Filled(form.get("level", ""), form.get("reason", ""), form.get("key", "")[:64])
        if fault := _fault(filled, inside.house.rubric.top, asked):
            return self._unsaved(asked, inside, item, filled, fault, 422)
        answer = Answer(None if filled.level == CANNOT else int(filled.level), filled.reason)
        try:
            cast = await self._cast(inside, item, answer, filled.key, form.get("round", ""))
        except (StoreError, TimeoutError):
            return self._unsaved(asked, inside, item, filled, said("item.again", asked.language), 503)
        if cast.status == "gone":
            return self._out(asked)
        if cast.status == "closed" or cast.answer is None:
            return self._late(asked, item)
        return self._saved(asked, inside.with_answer(item, cast.answer), item, cast.answer)

    async def _cast(self, inside: Inside, item: str, answer: Answer, nonce: str, round_: str) -> Cast:
        """Done when it is committed. Time may run out without anybody knowing whether it was: then it was not said."""
        key = f"{nonce or new_key()}-{_digest(answer)}"
        at = int(round_) if round_.isdecimal() and len(round_) < 3 else None
        future = inside.house.cast(inside.rater, item, answer, key, round=at)
        return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(future)), PATIENCE)

    def _saved(self, asked: Asked, inside: Inside, item: str, answer: Answer) -> Response:
        after = inside.standing.next_after(item)
        where = f"{asked.base}/i/{after}?saved={item}" if after else f"{asked.base}/wait?saved={item}"
        if not asked.json:
            return asked.to(where)
        words = self._saved_words(asked, inside, item, answer)
        return asked.told(200, {"saved": True, "next": where, "said": words})

    def _unsaved(self, asked: Asked, inside: Inside, item: str, filled: Filled, fix: str, status: int) -> Response:
        """Loud, with what was typed and the same key, so that sending it again stores it once."""
        fault = said("item.fix", asked.language, what=said("item.unsaved", asked.language), fix=fix)
        if asked.json:
            return asked.told(status, {"saved": False, "said": fault})
        if not inside.standing.is_open(item):
            return self._late(asked, item)
        stored = inside.standing.answer(item)
        return self._item(asked, inside, item, filled, stored, fault=fault, status=status)

    def _late(self, asked: Asked, item: str) -> Response:
        """The round was closed, or another began, before the answer came."""
        inside = self._inside(asked)
        if inside is None:
            return self._out(asked)
        reopened = inside.standing.is_open(item)
        fix = said("item.other_round" if reopened else "item.closed", asked.language)
        fault = said("item.fix", asked.language, what=said("item.unsaved", asked.language), fix=fix)
        if asked.json:
            return asked.told(409, {"saved": False, "said": fault})
        if not reopened:
            return asked.page(pages.not_open(asked.language, asked.base, inside.standing, item).with_alert(fault, 409))
        stored = inside.standing.answer(item)
        filled = _filled(stored or inside.standing.latest(item))
        return self._item(asked, inside, item, filled, stored, fault=fault, status=409)

    @answering
    async def nothing(self, asked: Asked) -> Response:
        if asked.request.url.path == "/b/":
            return asked.to("/b")
        ways = way("/b", said("notice.to_code", asked.language), main=True)
        return asked.page(notice(asked.language, "nothing", ways=ways, status=404))

    # -- parts ----------------------------------------------------------------------------------

    def _inside(self, asked: Asked) -> Inside | None:
        return self.sessions.inside(asked.session, asked.token) if plain_id(asked.session) else None

    def _still_in(self, asked: Asked) -> str:
        """Where this phone takes part already: nobody may join a locked session, but who is in comes back to it."""
        held = [name.removeprefix("rater_") for name in asked.request.cookies if name.startswith("rater_")]
        for id_ in held[:MOST_HELD]:
            if plain_id(id_) and self.sessions.inside(id_, asked.request.cookies[f"rater_{id_}"]) is not None:
                return f"/b/{id_}"
        return ""

    def _out(self, asked: Asked) -> Response:
        """Not in: the session has ended, this phone was removed, or it never joined."""
        stage = self.sessions.stage(asked.session) if plain_id(asked.session) else None
        name = "ended" if stage == "ended" else "removed" if stage and asked.token else "out"
        if asked.json:
            what, fix = said(f"notice.{name}", asked.language), said(f"notice.{name}_what", asked.language)
            words = said("item.fix", asked.language, what=said("item.unsaved", asked.language), fix=f"{what} {fix}")
            return asked.told(403, {"saved": False, "said": words})
        return asked.page(pages.out(asked.language, name))

    def _not_yours(self, asked: Asked) -> Response:
        ways = way(f"{asked.base}/list", said("item.list", asked.language), main=True)
        page = notice(asked.language, "not_yours", ways=ways, status=404)
        return asked.told(404, {"saved": False, "said": page.title}) if asked.json else asked.page(page)

    def _item(
        self,
        asked: Asked,
        inside: Inside,
        item: str,
        filled: Filled,
        stored: Answer | None,
        *,
        done: str = "",
        fault: str = "",
        status: int = 200,
    ) -> Response:
        standing = inside.standing
        before, after = standing.beside(item)
        put = Put(
            number=standing.number(item),
            of=len(standing.order),
            round=standing.items[item].round,
            filled=filled,
            saved=pages.stored_words(stored, asked.language) if stored else None,
            done=done,
            fault=fault,
            first=_first(asked, inside, item),
            evidence=self.sessions.evidence(inside, item),
            before=before,
            after=after,
        )
        booklet = self.sessions.booklet(inside.house.rubric)
        page = booklet.page(asked.base, item, put, asked.language, status)
        return asked.page(page, **{f"at_{asked.session}": item})

    def _done(self, asked: Asked, inside: Inside) -> str:
        """What was saved just before, as it is stored now; the address alone proves nothing."""
        item = asked.query("saved")
        answer = inside.standing.latest(item) if item in inside.standing.order else None
        return self._saved_words(asked, inside, item, answer) if answer else ""

    def _saved_words(self, asked: Asked, inside: Inside, item: str, answer: Answer) -> str:
        words = pages.answer_words(answer, asked.language)
        return said("item.saved", asked.language, n=inside.standing.number(item), answer=words)


def _filled(answer: Answer | None) -> Filled:
    if answer is None:
        return Filled()
    return Filled(CANNOT if answer.level is None else str(answer.level), answer.reason)


def _fault(filled: Filled, top: int, asked: Asked) -> str:
    """What keeps a form from being an answer, as what to do about it."""
    if filled.level not in {CANNOT, *(str(level) for level in range(top + 1))}:
        return said("item.choose", asked.language)
    if len(filled.reason) > REASON_LIMIT:
        return said("item.too_long", asked.language, n=len(filled.reason), most=REASON_LIMIT)
    return ""


def _digest(answer: Answer) -> str:
    """Two answers given in one form are two; one answer sent twice is one."""
    return hashlib.sha256(f"{answer.level}\n{answer.reason}".encode()).hexdigest()[:16]


def _first(asked: Asked, inside: Inside, item: str) -> FirstRound | None:
    """In a re-vote: the first round as far as it may be shown."""
    if inside.standing.items[item].round < 2:
        return None
    own = inside.standing.answers.get((item, 1))
    seen = shown(inside.workshop, item)
    return FirstRound(
        total=seen.rounds[0].total if seen else None,
        own=pages.answer_words(own, asked.language) if own else None,
    )


def _static(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def serve(_: Request) -> Response:
        headers = {**HEADERS, "cache-control": "public, max-age=31536000, immutable", "content-type": STATIC[name]}
        return Response(static()[name], headers=headers)

    return serve
