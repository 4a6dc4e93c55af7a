"""Which days lie a calendar period before another, so that a database can compare days as they are.

Databases disagree on 31 August plus six months; dateutil says the end of
February. So the period is taken off here, once, and the database only compares.
"""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta


def first_reaching(day: date, period: relativedelta) -> date:
    """The earliest day that, with the period added, is `day` or later.

    So `start + period < day` says the same as `start < first_reaching(day, period)`.
    """
    found = day - period
    return found if found + period >= day else found + timedelta(days=1)


def in_touch_since(on: date, weeks: int) -> date:
    """The earliest day on which a contact still counts as within the previous so many weeks."""
    return on - timedelta(weeks=weeks)
