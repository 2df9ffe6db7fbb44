"""`assessor schema`: what the files hold, for programs."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import typer

from assessor.cli.sources import RubricOption, rubric_at
from assessor.cli.talk import Talk


def schema(
    ctx: typer.Context,
    of: Annotated[Literal["assessment", "rubric", "package"], typer.Argument(metavar="[assessment|rubric|package]", show_default=False, help="评估文件或量表的 JSON Schema，或数据包的数据字典（datapackage.json）；默认 assessment|JSON Schema of assessment or rubric files, or the data dictionary of data packages (datapackage.json); assessment by default")] = "assessment",
    rubric: RubricOption = None,
) -> int:  # fmt: skip
    from assessor.files.data_package import package_schema
    from assessor.files.schema import city_schema, rubric_schema

    talk: Talk = ctx.obj
    said: dict[str, Any]
    if of == "package":
        said = package_schema(rubric_at(rubric))
    else:
        said = city_schema() if of == "assessment" else rubric_schema()
    talk.json(said)
    return 0
