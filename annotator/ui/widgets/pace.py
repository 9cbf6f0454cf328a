"""Today's pace in a line of words, as long as there is room for."""

from __future__ import annotations

from rich.cells import cell_len

from annotator.session.pace import Pace
from annotator.words import Say

__all__ = ["brief_pace", "pace_line"]


def _number(count: float, say: Say) -> str:
    """A number with its thousands apart, as the language writes it."""
    text = f"{round(count):,}"
    return text.replace(",", ".") if say.language == "nl" else text


def _time(seconds: float, say: Say) -> str:
    if seconds < 60:
        return say("seconds", n=round(seconds))
    hours, minutes = divmod(round(seconds / 60), 60)
    return say("pace.time", hours=hours, minutes=f"{minutes:02d}") if hours else say("pace.minutes", n=minutes)


def _about(hours: float, say: Say) -> str:
    minutes = round(hours * 60)
    if minutes < 90:
        return say("pace.about_minutes", n=max(1, minutes))
    return say("pace.about_hours", n=_number(hours, say))


def pace_line(pace: Pace, say: Say, width: int) -> str:
    """What was done today, how fast, what is left and how long that takes; in fewer words where they do not fit."""
    here, project = _number(pace.here, say), _number(pace.project, say)
    count = _number(pace.finished, say)
    rate = [_number(pace.hourly, say)] if pace.hourly else []
    about = [_about(pace.hours, say)] if pace.hours else []
    today = say("pace.today", n=count, time=_time(pace.seconds, say)) if pace.finished else say("pace.none")
    left = say("pace.left", here=here, project=project) if pace.project else say("pace.nothing_left")
    long = " · ".join([today, *(say("pace.hourly", n=n) for n in rate), ", ".join([left, *about])])
    if cell_len(long) <= width:
        return long
    brief = say("pace.brief_left", here=here, project=project) if pace.project else left
    return " · ".join([say("pace.count", n=count), *(say("pace.rate", n=n) for n in rate), ", ".join([brief, *about])])


def brief_pace(pace: Pace, say: Say) -> str:
    """The count of today and the speed, for the footer."""
    rate = [say("pace.rate", n=_number(pace.hourly, say))] if pace.hourly else []
    return " · ".join([say("pace.count", n=_number(pace.finished, say)), *rate])
