"""Drives SQLAlchemy with the Trino dialect; takes the same jobs as probe.py."""

import json
import sys
import threading

from urllib.parse import urlsplit

import sqlalchemy
from sqlalchemy import event, inspect, text
from sqlalchemy.exc import DBAPIError, NoSuchTableError

from probe import parameter, show


def engine_for(job, **more):
    server = urlsplit(job["url"])
    options = {
        "http_headers": job.get("headers", {}),
        "client_tags": job.get("clientTags", []),
        "extra_credential": list(job.get("extraCredentials", {}).items()),
        "session_properties": job.get("sessionProperties", {}),
        "roles": job.get("roles", {}),
    }
    url = sqlalchemy.URL.create(
        "trino",
        username=job["user"],
        host=server.hostname,
        port=server.port,
        database="tpch/tiny",
        query={"source": job["source"], **{name: json.dumps(value) for name, value in options.items()}},
    )
    # The URL has no option for it.
    arguments = {"timezone": job["timeZone"]} if "timeZone" in job else {}
    return sqlalchemy.create_engine(url, connect_args=arguments, **more)


def execute(connection, number, statement, parameters=None):
    try:
        result = connection.execute(text(statement), parameters or {})
        for row in result if result.returns_rows else []:
            show(number, row)
    except DBAPIError as error:
        show(number, ["error", type(error).__name__, error.orig])


def run_all(connection, job):
    for number, statement in enumerate(job["statements"], 1):
        execute(connection, number, statement)


def run(job):
    with engine_for(job, isolation_level="AUTOCOMMIT").connect() as connection:
        run_all(connection, job)


def prepared(job):
    """Parameters take their places as :p0, :p1 and so on."""
    parameters = {f"p{at}": parameter(text) for at, text in enumerate(job["parameters"])}
    with engine_for(job).connect() as connection:
        for statement in job["statements"]:
            for number in [1, 2]:
                execute(connection, number, statement, parameters)


def batch(job):
    rows = [{"n": 0, "t": "one"}, {"n": 1, "t": "O'HARA"}, {"n": 2, "t": "zwölf 🙂"}]
    with engine_for(job).connect() as connection:
        show(1, [connection.execute(text(job["statements"][0]), rows).rowcount])


def transaction(job):
    # The dialect does not know levels of two words by the names that SQLAlchemy gives them.
    engine = engine_for(job, isolation_level="SERIALIZABLE")
    try:
        with engine.begin() as connection:
            run_all(connection, job)
            if job["mode"] == "rollback":
                raise RuntimeError("rolled back")
    except RuntimeError as error:
        print(error)


def cancel(job):
    engine = engine_for(job)
    cursors = []
    event.listen(engine, "before_cursor_execute", lambda _c, cursor, *_: cursors.append(cursor))
    with engine.connect() as connection:
        arguments = (connection, 1, job["statements"][0])
        thread = threading.Thread(target=execute, args=arguments)
        thread.start()
        sys.stdin.readline()
        cursors[-1].cancel()
        thread.join()


def metadata(job):
    engine = engine_for(job)
    inspector = inspect(engine)
    show(1, sorted(inspector.get_schema_names()))
    show(2, sorted(inspector.get_table_names("tiny")))
    show(3, inspector.get_view_names("tiny"))
    for column in inspector.get_columns("nation", "tiny"):
        show(4, [column["name"], column["type"], column["nullable"], column["default"]])
    show(5, [inspector.has_table("nation", "tiny"), inspector.has_table("nothing", "tiny")])
    show(6, [inspector.get_pk_constraint("nation", "tiny"), inspector.get_indexes("nation", "tiny")])
    try:
        inspector.get_columns("nothing", "tiny")
    except NoSuchTableError as error:
        show(7, [type(error).__name__, error])
    table = sqlalchemy.Table("region", sqlalchemy.MetaData(), schema="tiny", autoload_with=engine)
    with engine.connect() as connection:
        query = sqlalchemy.select(table).where(table.c.r_regionkey < 2).order_by(table.c.r_name)
        for row in connection.execute(query):
            show(8, row)


MODES = {
    "run": run,
    "prepared": prepared,
    "batch": batch,
    "commit": transaction,
    "rollback": transaction,
    "cancel": cancel,
    "metadata": metadata,
}

if __name__ == "__main__":
    JOB = json.loads(sys.argv[1])
    MODES[JOB["mode"]](JOB)
