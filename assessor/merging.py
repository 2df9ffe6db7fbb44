"""What filled-in files say beside what stands: changes to take or leave, conflicts to decide.

Three values meet for each item: what the file says, what stood there when the file was made (its
base, known by digest only) and what stands there now. A file that still says what it was made with
says nothing new, whatever happened here meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, Literal, TypeVar

from assessor.assessment import Assessment, Evidence, Rating, altered
from assessor.errors import AssessorError
from assessor.text import Text
from assessor.workbooks.identity import digest_of, part_of

Item = TypeVar("Item", bound=Rating | Evidence)
ALL_FIELDS = frozenset(Rating.model_fields) - {"consensus"}
"""The parts of a rating that somebody fills in. What a session agreed stays with the outcome it agreed."""
_NO_PART = part_of(None)
NEW = "+"
"""The id that an entry of evidence bears until it is given one."""
ADDED = "evidence+"
"""What the key of a new entry begins with; those of entries with an id go on with a colon."""
_Standing = Literal["as_then", "changed_meanwhile", "unknown"]


@dataclass(frozen=True, slots=True)
class Base:
    """How an item stood when the file was made; the digest is empty where there was none."""

    digest: str
    version: int = 0
    parts: Mapping[str, str] = field(default_factory=dict)
    """Field of a rating -> digits, as in `parts_of`: a file that lacks columns is compared by those it has."""

    def is_of(self, rating: Rating | None, fields: frozenset[str]) -> bool:
        """Whether a rating says in these fields what stood when the file was made."""
        if rating is None or not self.digest:
            return rating is None and not self.digest
        if self.parts:
            # A rating without a figure has no part for it.
            return all(part_of(getattr(rating, name)) == self.parts.get(name, _NO_PART) for name in fields)
        return digest_of(rating) == self.digest

    def knew(self, rating: Rating) -> bool:
        """Whether what a session agreed stood there when the file was made."""
        agreed = None if rating.consensus is None else part_of(rating.consensus.model_dump(mode="json"))
        return self.parts.get("consensus") == agreed if self.parts else digest_of(rating) == self.digest


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One row of the list of evidence; no entry where all its cells were emptied."""

    id: str
    """Empty: a new entry."""
    entry: Evidence | None
    place: str


@dataclass(frozen=True)
class Filled:
    """What one file says."""

    name: str
    assessment_id: str | None
    rubric_version: str
    mapped: tuple[str, ...] = ()
    """Indicators taken over from another version of the rubric because they read the same."""
    ratings: dict[str, Rating | None] = field(default_factory=dict)
    """Answered, or None for cleared; what is absent was not spoken of."""
    places: dict[str, str] = field(default_factory=dict)
    """Indicator -> cell of its outcome, such as 评分!D12."""
    bases: dict[str, Base] = field(default_factory=dict)
    """Indicator, or `evidence_key` of an entry -> how it stood; missing where that is not known."""
    evidence: tuple[EvidenceRow, ...] = ()
    notes: tuple[Text, ...] = ()
    fields: frozenset[str] = ALL_FIELDS
    """The parts of a rating that the file has columns for; the others stay as they are."""
    parts: dict[str, frozenset[str]] = field(default_factory=dict)
    """The same of single indicators, where they differ."""

    def fields_of(self, indicator: str) -> frozenset[str]:
        return self.parts.get(indicator, self.fields)

    def for_another(self) -> Filled:
        """The same answers for another assessment: how things stood in the first one says nothing there."""
        given: dict[str, Rating | None] = {key: rating for key, rating in self.ratings.items() if rating is not None}
        rows = tuple(replace(row, id="") for row in self.evidence if row.entry is not None)
        return replace(self, ratings=given, bases={}, evidence=rows)


@dataclass(frozen=True, slots=True)
class Source:
    file: str
    place: str

    def __str__(self) -> str:
        return f"{self.file} / {self.place}"


@dataclass(frozen=True)
class Option(Generic[Item]):
    """One value that files propose; None takes the item away."""

    value: Item | None
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Change(Generic[Item]):
    """One value proposed for an item that nobody has changed here since."""

    key: str
    old: Item | None
    new: Item | None
    sources: tuple[Source, ...]
    version: int
    taken: bool = True
    """Whether it is taken unless somebody says otherwise: emptied cells are not."""

    @property
    def options(self) -> tuple[Option[Item], ...]:
        return (Option(self.new, self.sources),)


@dataclass(frozen=True)
class Conflict(Generic[Item]):
    """Several values for one item, or one of which it cannot be told what it knew: somebody has to choose."""

    key: str
    old: Item | None
    """What stands here now."""
    options: tuple[Option[Item], ...]
    version: int
    why: Literal["changed_meanwhile", "files_differ", "unknown", "earlier"]
    """`unknown`: the file no longer says how the item stood when it was made. `earlier`: this value stood here before
    the present one, as where cells of an old file were pasted into a new one."""


@dataclass(frozen=True)
class Refused:
    """A file of which nothing is taken."""

    name: str
    fault: AssessorError
    of_another: bool = False
    """It belongs to another assessment and may be taken in all the same."""


@dataclass(frozen=True)
class Merge:
    """What importing some files would do to one assessment. Keys: indicator, or `evidence_key` of an entry."""

    assessment_id: str
    files: tuple[Filled, ...]
    ratings: tuple[Change[Rating] | Conflict[Rating], ...] = ()
    evidence: tuple[Change[Evidence] | Conflict[Evidence], ...] = ()
    entries: frozenset[str] = frozenset()
    """Every entry of evidence known when this was found, those removed before included: keys."""
    unchanged: int = 0
    """Items that files speak of and that stay as they are."""
    refused: tuple[Refused, ...] = ()

    @property
    def items(self) -> tuple[Change[Rating] | Conflict[Rating] | Change[Evidence] | Conflict[Evidence], ...]:
        return (*self.ratings, *self.evidence)

    @property
    def changes(self) -> tuple[Change[Rating] | Change[Evidence], ...]:
        return tuple(one for one in self.items if isinstance(one, Change))

    @property
    def conflicts(self) -> tuple[Conflict[Rating] | Conflict[Evidence], ...]:
        return tuple(one for one in self.items if isinstance(one, Conflict))

    def default_picks(self) -> dict[str, int | None]:
        """What is taken unless somebody says otherwise: option 0, or None for what stands. Conflicts are not among them."""
        return {one.key: 0 if one.taken else None for one in self.changes}


def evidence_key(id_: str) -> str:
    return f"evidence:{id_}"


def proposals(
    current: Assessment, versions: Mapping[str, int], filled: Sequence[Filled], order: Iterable[str] = ()
) -> Merge:
    """What the files would change in an assessment.

    Args:
        current: the assessment as it stands.
        versions: of every rating and entry, by the keys of a Merge; 0 where there never was one.
        filled: what each file says.
        order: indicators in the order in which changes are listed.
    """
    spoken = dict.fromkeys(key for one in filled for key in one.ratings)
    listed = [key for key in order if key in spoken]
    ratings, same = [], 0
    for key in (*listed, *(key for key in spoken if key not in listed)):
        found = _decided(
            key, current.ratings.get(key), versions.get(key, 0), _rating_voices(key, current, versions, filled)
        )
        ratings += [] if found is None else [found]
        same += found is None
    entries, kept = _evidence(current, versions, filled)
    known = frozenset(key for key in versions if key.startswith(evidence_key("")))
    return Merge(current.id, tuple(filled), tuple(ratings), tuple(entries), known, same + kept)


def with_earlier(merge: Merge, past: Iterable[tuple[str, Rating]]) -> Merge:
    """Changes that would bring an earlier value back are not taken unless somebody chooses them.

    Args:
        past: indicator and value of whatever stood here at any time.
    """
    stood: dict[str, list[Rating]] = {}
    for key, rating in past:
        stood.setdefault(key, []).append(altered(rating, consensus=None))  # no file says what a session agreed
    ratings = tuple(
        Conflict(one.key, one.old, one.options, one.version, "earlier")
        if isinstance(one, Change)
        and one.old is not None
        and one.new is not None
        and altered(one.new, consensus=None) in stood.get(one.key, ())
        else one
        for one in merge.ratings
    )
    return replace(merge, ratings=ratings)


# -- one item -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Voice(Generic[Item]):
    """One file that wants something else than what stands."""

    value: Item | None
    source: Source
    standing: _Standing


def _decided(
    key: str, old: Item | None, version: int, voices: Sequence[_Voice[Item]]
) -> Change[Item] | Conflict[Item] | None:
    options: list[Option[Item]] = []
    for voice in voices:
        for n, option in enumerate(options):
            if option.value == voice.value:
                options[n] = Option(voice.value, (*option.sources, voice.source))
                break
        else:
            options.append(Option(voice.value, (voice.source,)))
    if not options:
        return None
    if len(options) > 1:
        return Conflict(key, old, tuple(options), version, "files_differ")
    standings = {voice.standing for voice in voices}
    # Who knew what stands here and proposes the same has decided for all.
    if "as_then" not in standings:
        moved = "changed_meanwhile" in standings
        return Conflict(key, old, tuple(options), version, "changed_meanwhile" if moved else "unknown")
    (only,) = options
    return Change(key, old, only.value, only.sources, version, only.value is not None)


def _standing(
    base: Base | None, now: Rating | Evidence | None, version: int, fields: frozenset[str] = ALL_FIELDS
) -> _Standing:
    if base is None:
        return "as_then" if now is None and version == 0 else "unknown"
    alike = digest_of(now) == base.digest if isinstance(now, Evidence) else base.is_of(now, fields)
    return "as_then" if alike else "changed_meanwhile"


def _undoes_what_was_agreed_since(base: Base | None, now: Rating | None, value: Rating | None) -> bool:
    """Whether a file overrules a session of which it could not know, though its columns stand as they did."""
    if now is None or now.consensus is None or base is None:
        return False
    return (value is None or value.consensus is None) and not base.knew(now)


def _rating_voices(
    key: str, current: Assessment, versions: Mapping[str, int], filled: Sequence[Filled]
) -> list[_Voice[Rating]]:
    now, found = current.ratings.get(key), []
    for one in filled:
        if key not in one.ratings:
            continue
        given, fields, base = one.ratings[key], one.fields_of(key), one.bases.get(key)
        value = completed(given, now, fields)
        left = base is not None and base.is_of(given, fields)
        if not left and _one_line_end(value) != _one_line_end(now):
            # What the file has no cells for stays anyway, whoever changed it; clearing takes all of it.
            seen = ALL_FIELDS if given is None else fields
            standing = _standing(base, now, versions.get(key, 0), seen)
            if standing == "as_then" and _undoes_what_was_agreed_since(base, now, value):
                standing = "changed_meanwhile"
            found.append(_Voice(value, Source(one.name, one.places.get(key, "")), standing))
    return found


def _one_line_end(rating: Rating | None) -> Rating | None:
    """Spreadsheets keep one sign for an end of line: that is no change of a stored text which holds two."""
    if rating is None or not any(isinstance(said, str) and "\r" in said for said in dict(rating).values()):
        return rating
    plain = {
        name: said.replace("\r\n", "\n").replace("\r", "\n")
        for name, said in dict(rating).items()
        if isinstance(said, str)
    }
    return rating.model_copy(update=plain)


def completed(given: Rating | None, now: Rating | None, fields: frozenset[str]) -> Rating | None:
    """A rating of a file that has columns for some of its parts only: the others as they stand."""
    if given is None or now is None:
        return given
    update = {name: getattr(given, name) for name in fields}
    if now.outcome == "not_applicable" and given.outcome != "not_applicable" and "reason" not in fields:
        update["reason"] = ""  # the reason for N/A goes with it
    return altered(now, **update)


# -- evidence -----------------------------------------------------------------------------------


def content(entry: Evidence) -> tuple[object, ...]:
    """What an entry says, without its id."""
    return entry.title, entry.date, entry.holder, entry.grade, tuple(entry.indicators)


def _evidence(
    current: Assessment, versions: Mapping[str, int], filled: Sequence[Filled]
) -> tuple[list[Change[Evidence] | Conflict[Evidence]], int]:
    now = {entry.id: entry for entry in current.evidence}
    voices: dict[str, list[_Voice[Evidence]]] = {}
    for one in filled:
        for id_, voice in _entry_voices(one, now):
            voices.setdefault(id_, []).extend(() if voice is None else (voice,))
    found: list[Change[Evidence] | Conflict[Evidence]] = []
    for id_, said in voices.items():
        key = evidence_key(id_)
        item = _decided(key, now.get(id_), versions.get(key, 0), said)
        found += [] if item is None else [item]
    same = len(voices) - len(found)
    added, known = _additions(now, filled)
    return [*found, *added], same + known


def _entry_voices(file: Filled, now: Mapping[str, Evidence]) -> list[tuple[str, _Voice[Evidence] | None]]:
    """What a file wants of the entries it names; None where it leaves one as it stands.

    Where only the visible cells were sorted, entries stand beside other ids. Ids of entries mean nothing
    by themselves, so that a row is known by what it says before it is known by its id.
    """
    found: list[tuple[str, _Voice[Evidence] | None]] = []
    moved: list[EvidenceRow] = []
    for row in file.evidence:
        base = file.bases.get(evidence_key(row.id))
        left = base is not None and digest_of(row.entry) == base.digest
        if row.id and (left or (row.entry is not None and row.entry == now.get(row.id))):
            found.append((row.id, None))
        elif row.id and (row.entry is not None or row.id in now):
            moved.append(row)
    free = {id_ for row in moved if (id_ := row.id) in now}
    rest = []
    for row in moved:
        twin = row.entry and next((id_ for id_ in sorted(free) if content(now[id_]) == content(row.entry)), None)
        if twin:
            free.discard(twin)
            found.append((twin, None))
        else:
            rest.append(row)
    # A row whose own id went to its twin takes the place of what nobody has claimed.
    own = {row.id for row in rest} & free
    spare = iter(sorted(free - own))
    for row in rest:
        id_ = row.id if row.id in free or row.id not in now else next(spare)
        base = file.bases.get(evidence_key(id_))
        value = None if row.entry is None else row.entry.model_copy(update={"id": id_})
        standing = _standing(base, now.get(id_), 1)
        found.append((id_, _Voice(value, Source(file.name, row.place), standing)))
    return found


def _additions(now: Mapping[str, Evidence], filled: Sequence[Filled]) -> tuple[list[Change[Evidence]], int]:
    """New entries in the order of the files: the same one in several files is one, what stands here already is none.

    Twice in one file is two entries; once in each of two files is one.
    """
    added: dict[tuple[tuple[object, ...], int], tuple[Evidence, list[Source]]] = {}
    known = 0
    for file in filled:
        named = {row.id for row in file.evidence}
        here = Counter(content(entry) for id_, entry in now.items() if id_ not in named)
        times: Counter[tuple[object, ...]] = Counter()
        for row in file.evidence:
            if row.id or row.entry is None:
                continue
            said = content(row.entry)
            times[said] += 1
            if times[said] <= here[said]:
                known += 1
            else:
                _, sources = added.setdefault((said, times[said] - here[said]), (row.entry, []))
                sources.append(Source(file.name, row.place))
    return [
        Change(f"{ADDED}{n}", None, entry, tuple(sources), 0)
        for n, (entry, sources) in enumerate(added.values(), start=1)
    ], known


# -- and back -------------------------------------------------------------------------------------


def reversal(
    merge: Merge, picks: Mapping[str, int | None], ids: Sequence[str], now: Assessment, versions: Mapping[str, int]
) -> tuple[Merge, int]:
    """What undoes an import, and how many of its items stay because they were changed again since.

    Args:
        merge: what the import would have changed.
        picks: which of it was taken, as when it was applied.
        ids: the entries of evidence that were written, in order.
        now: the assessment as it stands.
        versions: as in `proposals`.
    """
    ratings: list[Change[Rating]] = []
    evidence: list[Change[Evidence]] = []
    taken = [one for one in merge.ratings if picks[one.key] is not None]
    for one in taken:
        written = one.options[picks[one.key] or 0].value
        if now.ratings.get(one.key) == written:
            ratings.append(Change(one.key, written, one.old, (), versions[one.key]))
    entries = {entry.id: entry for entry in now.evidence}
    put = [one for one in merge.evidence if picks[one.key] is not None]
    if put and not ids:  # all of it stood here already: nothing was written
        return Merge(merge.assessment_id, ()), len(taken) + len(put)
    for id_, item in zip(ids, put, strict=True):
        wanted, key = item.options[picks[item.key] or 0].value, evidence_key(id_)
        said = None if wanted is None else wanted.model_copy(update={"id": id_})
        if entries.get(id_) == said:
            # Of an entry that is gone only its last version is known: the one after that of the preview.
            evidence.append(Change(key, said, item.old, (), versions.get(key, item.version + 1)))
    kept = len(taken) + len(put) - len(ratings) - len(evidence)
    return Merge(merge.assessment_id, (), tuple(ratings), tuple(evidence)), kept
