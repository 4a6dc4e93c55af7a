"""Row-level security for a step: who reaches which rows of a table on PostgreSQL. Nothing on SQLite, which has none.

The words here are those of `bot.records.reach`. Each stands in a sub-question of its own, which PostgreSQL answers once
a statement and not once a row. A role that owns the tables is not bound, so that steps, and servers of before, go on.
"""

from __future__ import annotations

from typing import Optional

from alembic import op

# Purposes that reach every row of every table.
ALL = ("operator", "demo", "keys", "migrations", "retention")

PERSON = "(SELECT nullif(current_setting('localoffer.person', true), '')::integer)"
COUNCILS = "ANY ((SELECT string_to_array(current_setting('localoffer.councils', true), ','))::text[])"
CONVERSATION = "(SELECT current_setting('localoffer.conversation', true))"
TOKENS = "ANY ((SELECT string_to_array(current_setting('localoffer.tokens', true), ','))::text[])"
NUMBER = "(SELECT nullif(current_setting('localoffer.number', true), ''))"
_PURPOSE = "(SELECT current_setting('localoffer.purpose', true))"
# Whoever said anything: those who forgot keep no event either.
SOMEBODY = (
    "(SELECT concat(current_setting('localoffer.person', true), current_setting('localoffer.councils', true),"
    " current_setting('localoffer.conversation', true), current_setting('localoffer.purpose', true)) <> '')"
)


def for_purposes(*names: str) -> str:
    """The condition that holds for what reaches everything, and for these purposes."""
    listed = ", ".join(f"'{name}'" for name in (*ALL, *names))
    return f"{_PURPOSE} IN ({listed})"


def of_person(column: str = "young_person_id") -> str:
    """The condition that holds for rows with the number of one's own record, or of one's council's people."""
    whose = f"whose.id = {column} AND whose.council = {COUNCILS}"
    return f"{column} = {PERSON} OR EXISTS (SELECT 1 FROM young_person AS whose WHERE {whose})"  # noqa: S608 - names of ours


def protect(table: str, reached: str, reading: Optional[str] = None, adding: Optional[str] = None) -> None:
    """Let only rows be seen and changed for which `reached` holds; `reading` and `adding` open more for that alone."""
    if not _has_walls():
        return
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY {table}_reached ON {table} USING ({reached})")
    if reading:
        op.execute(f"CREATE POLICY {table}_reading ON {table} FOR SELECT USING ({reading})")
    if adding:
        op.execute(f"CREATE POLICY {table}_adding ON {table} FOR INSERT WITH CHECK ({adding})")


def protect_person(
    table: str, *purposes: str, reading: Optional[str] = None, column: str = "young_person_id"
) -> None:
    """Protect a table that names the young person: theirs, their council's, and for these purposes."""
    protect(table, f"{for_purposes(*purposes)} OR {of_person(column)}", reading)


def protect_child(table: str, owner: str, column: str, *purposes: str) -> None:
    """Protect a table that names a row of one that names the young person. Who may only read that one does not reach this."""
    theirs = of_person("owner.young_person_id")
    seen = f"EXISTS (SELECT 1 FROM {owner} AS owner WHERE owner.id = {column} AND ({theirs}))"  # noqa: S608 - names of ours
    protect(table, f"{for_purposes(*purposes)} OR {seen}")


def let_read(table: str, name: str, reached: str) -> None:
    """Let more rows of a protected table be seen, and not changed; `name` tells these policies from others."""
    if _has_walls():
        op.execute(f"CREATE POLICY {table}_{name} ON {table} FOR SELECT USING ({reached})")


def let_read_no_more(table: str, name: str) -> None:
    """Take that back."""
    if _has_walls():
        op.execute(f"DROP POLICY IF EXISTS {table}_{name} ON {table}")


def open_up(table: str) -> None:
    """Take it all back."""
    if not _has_walls():
        return
    for kind in ("reached", "reading", "adding"):
        op.execute(f"DROP POLICY IF EXISTS {table}_{kind} ON {table}")
    op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


def _has_walls() -> bool:
    return bool(op.get_bind().dialect.name == "postgresql")
