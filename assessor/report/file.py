"""What every report's file needs: inputs that belong together, a safe name, appearing whole or not at all."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from assessor.assessment import Assessment
from assessor.errors import Problem, UsageError, VersionMismatch, WorkbookFault
from assessor.peers import Comparison
from assessor.rubric import Rubric
from assessor.scorecard import Scorecard
from assessor.text import as_file_name, say


def bundled() -> Rubric:
    from assessor import load_rubric  # by the front door: only when no rubric was handed over

    return load_rubric()


def zoned(now: datetime | None) -> datetime:
    made = now or datetime.now(UTC)
    if made.tzinfo is None:
        raise UsageError(
            Problem(
                "now",
                say("时间未注明时区", "a time without its zone"),
                say("使用带时区的时间", "use a time with its zone"),
            )
        )
    return made.astimezone(UTC)


def refuse_strangers(
    rubric: Rubric, assessment: Assessment, card: Scorecard, comparison: Comparison | None = None
) -> None:
    """A scorecard or comparison of another city or rubric would print somebody else's numbers."""
    strange = (card.rubric_fingerprint, card.city_id) != (rubric.fingerprint, assessment.city.id)
    if comparison is not None:
        strange |= comparison.own.assessment_id != assessment.id
        strange |= (comparison.rubric_id, comparison.rubric_version) != (rubric.id, rubric.version)
    if strange:
        raise VersionMismatch(
            Problem(
                assessment.id,
                say("计分或对标结果与量表、城市不是一套", "scorecard or comparison belong to another rubric or city"),
                say("用同一量表重新计分、重新对标", "score and compare the assessment again under this rubric"),
            )
        )


# -- the file ---------------------------------------------------------------------------------


def safe_name(assessment: Assessment, language: str, what: str, ending: str) -> str:
    """A name that every file system takes: which city, which period, what, and the ending given."""
    raw = f"{assessment.city.called('en' if language == 'en' else 'zh')}_{assessment.period}_{what}"
    return f"{as_file_name(raw, 'report')}{ending}"


def target(path: Path, name: str, suffix: str = ".xlsx") -> Path:
    """The file to write: the one asked for, or one of this name in the folder asked for."""
    if path.is_dir():
        return path / name
    if path.suffix.lower() != suffix:
        raise UsageError(
            Problem(
                str(path),
                say(f"报告文件名须以 {suffix} 结尾", f"the report's file name must end in {suffix}"),
                say(f"改为 {suffix} 文件名", f"name it {suffix}"),
            )
        )
    return path


def put(place: Path, content: bytes) -> None:
    """Write beside the place, then take its place: a full disk leaves the old file as it was."""
    draft = place.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)
    except OSError as error:
        with suppress(OSError):  # its folder may not even be one
            draft.unlink(missing_ok=True)
        raise WorkbookFault(
            Problem(
                str(place),
                say(f"报告无法写入：{error.strerror}", f"the report cannot be written: {error.strerror}"),
                say(
                    "确认文件夹存在且可写、磁盘未满、同名文件未在 Excel 或 WPS 中打开，再试一次",
                    "make sure the folder exists and is writable, the disk is not full and the file is not open in Excel or WPS, then try again",
                ),
            )
        ) from error
