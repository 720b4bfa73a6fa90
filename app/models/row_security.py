"""Row security: the second wall between workspaces, which PostgreSQL itself keeps.

Each table of a workspace shows and takes only rows of the workspace that the transaction names, whatever was asked; a
transaction that names none sees none. Two openings: who names no workspace may look up a workspace by its name, and
who holds a key, a link or a session may read the one row that keeps its hash.
"""

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from app.db import APP_ROLE

TENANT = "(SELECT nullif(current_setting('leadline.workspace_id', true), '')::int)"
HELD = "(SELECT nullif(current_setting('leadline.token_hash', true), ''))"
KEPT = f"""
    SELECT c.oid, c.relname, c.relrowsecurity AND c.relforcerowsecurity AND
        EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid) AS is_secure,
        coalesce(has_table_privilege(r.oid, c.oid, 'SELECT'), true) AS is_granted
    FROM pg_class c LEFT JOIN pg_roles r ON r.rolname = '{APP_ROLE}'
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace AND (c.relname = 'workspace' OR
        EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'workspace_id'))
    ORDER BY c.relname"""
POLICIES = ("own", "held")
OPENINGS = {
    "api_key": f"token_hash = {HELD}",
    "sign_in_link": f"token_hash = {HELD}",
    "session": f"token_hash = {HELD}",
    "source": f"id = (SELECT source_id FROM api_key WHERE token_hash = {HELD})",
}


def tables_of_workspaces(connection: Connection) -> list[str]:
    return [row.relname for row in connection.exec_driver_sql(KEPT)]


def unsecured(connection: Connection) -> list[str]:
    """Tables of workspaces without row security, or that the application's role may not use yet."""
    if connection.dialect.name == "sqlite":
        return []
    return [row.relname for row in connection.exec_driver_sql(KEPT) if not (row.is_secure and row.is_granted)]


def stands_above_rules(connection: Connection) -> bool:
    """Whether row security does not bind the one we work as."""
    ask = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    return connection.dialect.name != "sqlite" and bool(connection.exec_driver_sql(ask).scalar())


def owns_tables(connection: Connection) -> bool:
    """Whether the one we work as could lift row security."""
    ask = "SELECT count(*) FROM pg_class WHERE relname = 'workspace' AND pg_has_role(current_user, relowner, 'USAGE')"
    return connection.dialect.name != "sqlite" and bool(connection.exec_driver_sql(ask).scalar())


def as_owner(connection: Connection) -> None:
    """Until the transaction ends, work as the one who signed in, who owns the tables, however long it takes."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("SET LOCAL ROLE NONE; SET LOCAL statement_timeout = 0")


def lift(connection: Connection) -> None:
    """Take the wall down: a migration has to see every row."""
    if connection.dialect.name != "sqlite":
        for table in tables_of_workspaces(connection):
            _run(connection, f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY')
            for name in POLICIES:
                _run(connection, f'DROP POLICY IF EXISTS {name} ON "{table}"')


def secure(connection: Connection) -> None:
    """Put the wall up on every table of workspaces, where none is; let the application's role use the tables."""
    if connection.dialect.name == "sqlite":
        return
    for table in tables_of_workspaces(connection):
        own = f"id = {TENANT} OR {TENANT} IS NULL" if table == "workspace" else f"workspace_id = {TENANT}"
        _run(connection, f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY')
        _run(connection, f'CREATE POLICY own ON "{table}" FOR ALL USING ({own}) WITH CHECK ({own})')
        if table in OPENINGS:
            _run(connection, f'CREATE POLICY held ON "{table}" FOR SELECT USING ({OPENINGS[table]})')
    if _has_role(connection):
        schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
        _run(connection, f"GRANT USAGE ON SCHEMA {schema} TO {APP_ROLE}")
        _run(connection, f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {APP_ROLE}")
        _run(connection, f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {APP_ROLE}")
        _run(connection, f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA {schema} TO {APP_ROLE}")


def _run(connection: Connection, statement: str) -> None:
    connection.exec_driver_sql(statement)


def _has_role(connection: Connection) -> bool:
    """Whether there is a role for the application; where this login may, it is made, and taken by this login."""
    exists = f"SELECT count(*) FROM pg_roles WHERE rolname = '{APP_ROLE}'"
    if not connection.exec_driver_sql(exists).scalar_one():
        _tried(connection, f"CREATE ROLE {APP_ROLE} NOLOGIN")
        if not connection.exec_driver_sql(exists).scalar_one():
            return False
    if not _tried(connection, f"SET LOCAL ROLE {APP_ROLE}"):
        _tried(connection, f"GRANT {APP_ROLE} TO CURRENT_USER")
    as_owner(connection)
    return True


def _tried(connection: Connection, statement: str) -> bool:
    """Whether it was allowed."""
    try:
        with connection.begin_nested():
            _run(connection, statement)
    except DBAPIError:
        return False
    return True
