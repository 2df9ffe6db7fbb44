"""A profile file: the document, the key and the signature, there and back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from assessor.admissible import assessment_faults, refuse
from assessor.comparability import other_version
from assessor.errors import CityFault, Problem, VersionMismatch
from assessor.published import PRACTICE_LIMIT, Profile, as_assessment
from assessor.publishing.keys import fingerprint, holds, signed
from assessor.rubric import Rubric
from assessor.text import Text, json_text, say

FORMAT, FORMAT_VERSION = "assessor-profile", 1
SIZE_LIMIT = 1_000_000


@dataclass(frozen=True)
class SignedProfile:
    profile: Profile
    key: str
    """The public key in base64."""

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.key)


def profile_to_json(profile: Profile, key: Ed25519PrivateKey) -> str:
    content = profile.model_dump(mode="json")
    public, signature = signed(key, _canonical(content))
    return json_text(
        {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "content": content,
            "signature": {"algorithm": "ed25519", "key": public, "value": signature},
        }
    )


def is_profile(data: bytes) -> bool:
    """Whether a file says that it is one; nothing is checked yet."""
    return f'"{FORMAT}"'.encode() in data[:2_000]


def profile_from_json(data: bytes, rubric: Rubric, name: str) -> SignedProfile:
    """Read a profile file of this rubric.

    Raises:
        CityFault: not a profile file, altered since it was signed, or with every fault of what it holds.
        VersionMismatch: made under another rubric or version.
    """
    said = _document(data, name)
    content, signature = said["content"], said["signature"]
    key = signature.get("key") if isinstance(signature, dict) else None
    value = signature.get("value") if isinstance(signature, dict) else None
    if not isinstance(key, str) or not isinstance(value, str) or not holds(key, value, _canonical(content)):
        raise _fault(
            name,
            say("内容与签名不符：文件在签名后被改动或损坏", "content and signature do not agree: altered or damaged after it was signed"),
            say("请对方重新发送原文件，不要打开后另存", "ask for the original file; do not open it and save it again"),
        )  # fmt: skip
    return SignedProfile(_profile(content, rubric, name), key)


def _document(data: bytes, name: str) -> dict[str, Any]:
    again = say("请选用本工具发布的对标档案", "choose a profile file that this tool published")
    if len(data) > SIZE_LIMIT:
        raise _fault(name, say("文件过大，不是对标档案", "too large for a profile file"), again)
    try:
        said = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise _fault(name, say("不是可读的对标档案", "not a readable profile file"), again) from None
    if not isinstance(said, dict) or said.get("format") != FORMAT or {"content", "signature"} - said.keys():
        raise _fault(name, say("不是对标档案", "not a profile file"), again)
    version = said.get("format_version")
    if version != FORMAT_VERSION:
        raise _fault(
            name,
            say(f"档案格式版本为{version}，本软件只识别到{FORMAT_VERSION}", f"format version {version}; this program reads {FORMAT_VERSION}"),
            say("用较新版本的软件打开", "open it with a newer version of this program"),
        )  # fmt: skip
    return said


def _no_constant(word: str) -> float:
    raise ValueError(word)


def _profile(content: Any, rubric: Rubric, name: str) -> Profile:
    try:
        # Through text again: dates stand in JSON as words, which strict models take from JSON alone.
        profile = Profile.model_validate_json(json.dumps(content))
    except ValidationError as error:
        raise CityFault(*(_field(name, one) for one in error.errors(include_url=False, include_input=False))) from None
    assessment = as_assessment(profile)
    other = other_version(rubric, assessment)
    if other is None and profile.rubric_fingerprint != rubric.fingerprint:
        other = say("量表版本号相同而内容不同", "the rubrics bear the same version but differ in content")
    if other is not None:
        raise VersionMismatch(
            Problem(name, other, say("请对方按同一版本的量表发布", "ask for a profile under the same rubric version")),
            made=(profile.rubric_id, profile.rubric_version),
        )
    _refuse_faults(profile, rubric, name)
    return profile


def _refuse_faults(profile: Profile, rubric: Rubric, name: str) -> None:
    found = list(assessment_faults(rubric, as_assessment(profile)))
    for id_, words in profile.practices.items():
        if id_ not in rubric.by_id or len(words) > PRACTICE_LIMIT:
            found.append(
                Problem(
                    id_,
                    say(f"做法说明的指标不在量表中，或超过{PRACTICE_LIMIT}字", f"a practice for no indicator of the rubric, or longer than {PRACTICE_LIMIT} characters"),
                    say("请对方改正后重新发布", "ask for a corrected profile"),
                )
            )  # fmt: skip
    refuse(Problem(f"{name}: {one.place}", one.what, one.fix) for one in found)


def _field(name: str, detail: Any) -> Problem:
    place = ".".join(str(step) for step in detail["loc"])
    return Problem(
        f"{name}: {place}",
        say("这一栏缺失或不合要求", f"missing or not accepted: {detail['msg']}"),
        say("请对方用本工具重新发布", "ask the other office to publish it again with this tool"),
    )


def _canonical(content: Any) -> bytes:
    """The bytes that are signed: the same whatever the layout of the file."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _fault(name: str, what: Text, fix: Text) -> CityFault:
    return CityFault(Problem(name, what, fix))
