"""`assessor profile`: what an office publishes for comparison, and what it takes in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assessor.cli.sources import JsonOption, RubricOption, rubric_at, unique_id, workspace, writing_to
from assessor.cli.talk import Talk

PublisherOption = Annotated[
    str, typer.Option("--publisher", metavar="OFFICE", show_default=False, help="发布单位，写单位不写人名|Publishing office, not a person")
]  # fmt: skip
PracticeOption = Annotated[
    list[str] | None, typer.Option("--practice", metavar="ID=TEXT", show_default=False, help="愿意交流的做法，可多次写|A practice to share; may be repeated")
]  # fmt: skip


def publish(
    ctx: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="ID", show_default=False, help="评估编号或其开头|Id of an assessment or its beginning")],
    publisher: PublisherOption,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", show_default=False, help="写入的文件|File to write")],
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", show_default=False, help="代替城市名的名称|Another name in place of the city's")] = None,
    scores_only: Annotated[bool, typer.Option("--scores-only", help="只公布得分，不公布各项评级|Scores only, no ratings")] = False,
    practice: PracticeOption = None,
    actor: Annotated[str | None, typer.Option("--actor", metavar="NAME", show_default=False, help="记入操作记录的单位或岗位|Unit or post that the audit trail names")] = None,
    rubric: RubricOption = None,
) -> int:  # fmt: skip
    from assessor.publishing import Choice, Publishing

    talk: Talk = ctx.obj
    choice = Choice(publisher.strip(), not scores_only, _practices(practice or []), name)
    with workspace(rubric) as office:
        publishing = Publishing(office)
        text = publishing.publish(
            unique_id(office, id_) or id_, choice, actor=actor or talk.say("命令行", "command line")
        )
    with writing_to(out) as part:
        part.write_text(text, encoding="utf-8")
    talk.note(talk.say(f"已写入：{out}", f"Written: {out}"))
    return 0


def _practices(said: list[str]) -> dict[str, str]:
    from assessor.errors import Problem, UsageError
    from assessor.text import say

    found = {}
    for one in said:
        id_, sign, words = one.partition("=")
        if not sign or not words.strip():
            fix = say("写成 A1-1=做法说明", "write A1-1=what is done")
            raise UsageError(Problem("--practice", say(f"看不懂 {one}", f"not understood: {one}"), fix))
        found[id_.strip()] = words.strip()
    return found


FileArgument = Annotated[Path, typer.Argument(metavar="FILE", show_default=False, help="对标档案|Profile file")]


def show(ctx: typer.Context, file: FileArgument, rubric: RubricOption = None, json: JsonOption = False) -> int:
    """Check the signature and say what a profile holds."""
    from assessor.publishing import profile_from_json

    talk: Talk = ctx.obj
    signed = profile_from_json(_read(file), rubric_at(rubric), str(file))
    profile = signed.profile
    if json:
        talk.json({"fingerprint": signed.fingerprint, "profile": profile.model_dump(mode="json")})
        return 0
    talk.data(profile.city.called(talk.language))
    talk.data(
        talk.say(
            f"发布单位：{profile.publisher}，{profile.published}",
            f"Published by {profile.publisher}, {profile.published}",
        )
    )
    talk.data(talk.say(f"密钥指纹：{signed.fingerprint}", f"Key fingerprint: {signed.fingerprint}"))
    held = len(profile.ratings)
    talk.data(
        talk.say(
            f"各项评级：{held}项；做法：{len(profile.practices)}条",
            f"Ratings: {held}; practices: {len(profile.practices)}",
        )
    )
    return 0  # fmt: skip


def import_(
    ctx: typer.Context,
    file: FileArgument,
    new_key: Annotated[bool, typer.Option("--new-key", help="已核实对方更换了签名密钥|The other office has a new key, and this was checked")] = False,
    actor: Annotated[str | None, typer.Option("--actor", metavar="NAME", show_default=False, help="记入操作记录的单位或岗位|Unit or post that the audit trail names")] = None,
    rubric: RubricOption = None,
) -> int:  # fmt: skip
    from assessor.errors import CityFault, Problem
    from assessor.publishing import Publishing, profile_from_json
    from assessor.text import say

    talk: Talk = ctx.obj
    with workspace(rubric) as office:
        signed, publishing = profile_from_json(_read(file), office.rubric, str(file)), Publishing(office)
        if publishing.trust(signed) == "changed" and not new_key:
            what = say("签名密钥与以前收到的该市档案不同", "signed by another key than this city's earlier profile")
            fix = say("向发布单位核实，确已更换的加 --new-key", "ask the office; if its key is new, add --new-key")
            raise CityFault(Problem(str(file), what, fix))
        publishing.take_in(signed, actor=actor or talk.say("命令行", "command line"))
    talk.data(signed.profile.id)
    return 0


def _read(file: Path) -> bytes:
    from assessor.errors import CityFault, Problem
    from assessor.text import say

    try:
        return file.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        what = say(f"打不开（{reason}）", f"cannot be opened ({reason})")
        raise CityFault(Problem(str(file), what, say("检查文件名和权限", "check the name and permissions"))) from error
