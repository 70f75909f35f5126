"""A PostgreSQL database that tests hand on to each other, each time as if it had just been made.

To make one costs a quarter of a second of work, to empty one a fiftieth of that.
"""

import asyncio

import asyncpg

SHAPE = """
SELECT md5(string_agg(line, E'\\n' ORDER BY line)) FROM (
    SELECT concat_ws(' ', relkind, relname, attname, atttypid::regtype, atttypmod, attnotnull,
        attisdropped, pg_get_expr(adbin, adrelid))
    FROM pg_class
    JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relnamespace = 'public'::regnamespace
  UNION ALL
    SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL
    SELECT concat_ws(' ', conrelid::regclass, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL
    SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL
    SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  UNION ALL
    SELECT concat_ws(' ', sequencename, last_value) FROM pg_sequences WHERE schemaname = 'public'
  UNION ALL
    SELECT version_num FROM alembic_version
) AS lines (line)
"""
"""All that a test may not change, as one value: what the tables are, and what counts on."""

LEAVE = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
TABLES = """
SELECT quote_ident(tablename) FROM pg_tables
WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""
SIZE = "SELECT pg_database_size(current_database())"
GROWN = 4_000_000
"""So many bytes of what was deleted slow the next tests down more than a new database would."""


class HandedOn:
    """One database with the tables of a service; at first nobody has used it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._shape, self._size = asyncio.run(self._looked())

    def is_as_new(self) -> bool:
        """Whether it is again what it was, now that all rows are deleted and everybody has left."""
        shape, size = asyncio.run(self._looked())
        return shape == self._shape and size < self._size + GROWN

    async def _looked(self) -> tuple[str, int]:
        connection = await asyncpg.connect(self._url)
        try:
            await connection.execute(LEAVE)
            await _empty(connection)
            return await connection.fetchval(SHAPE), await connection.fetchval(SIZE)
        finally:
            await connection.close()


async def _empty(connection: asyncpg.Connection) -> None:
    tables = [row[0] for row in await connection.fetch(TABLES)]
    # In any order: rows that point to others go in the same moment as those.
    deleted = [f"DELETE FROM {table};" for table in tables]
    await connection.execute(" ".join(["SET session_replication_role = replica;", *deleted]))
