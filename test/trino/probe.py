"""Drives the Python client: the first argument is a job as JSON, which names the coordinator, the
session and what to do. Prints a line for each row or error that the client showed.
"""

import json
import sys
import threading
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlsplit

import trino
from trino.transaction import IsolationLevel


def connect(job, **more):
    url = urlsplit(job["url"])
    return trino.dbapi.connect(
        host=url.hostname,
        port=url.port,
        user=job["user"],
        source=job.get("source"),
        catalog="tpch",
        schema="tiny",
        http_headers=job.get("headers"),
        client_tags=job.get("clientTags"),
        extra_credential=list(job.get("extraCredentials", {}).items()),
        session_properties=job.get("sessionProperties"),
        roles=job.get("roles"),
        timezone=job.get("timeZone"),
        encoding=job.get("encoding"),
        **more,
    )


def show(number, row):
    print(number, *row, sep="\t")


def execute(cursor, number, *statement):
    try:
        cursor.execute(*statement)
        for row in cursor.fetchall():
            show(number, row)
    except trino.exceptions.TrinoQueryError as error:
        place = [error.failure_info.get("errorLocation")] if error.failure_info else []
        show(number, ["error", error.error_name, error.message, *place])
    except (trino.exceptions.HttpError, trino.exceptions.Error) as error:
        show(number, ["error", type(error).__name__, error])


def run_all(connection, job):
    cursor = connection.cursor()
    for number, statement in enumerate(job["statements"], 1):
        execute(cursor, number, statement)


def run(job):
    run_all(connect(job), job)


def parameter(text):
    """Reads TYPE:TEXT."""
    kind, text = text.split(":", 1)
    readers = {
        "integer": int,
        "string": str,
        "boolean": lambda word: word == "true",
        "double": float,
        "decimal": Decimal,
        "date": date.fromisoformat,
        "timestamp": datetime.fromisoformat,
        "bytes": str.encode,
        "null": lambda _: None,
    }
    return readers[kind](text)


def prepared(job):
    """By PREPARE and EXECUTE (explicitPrepare), or by EXECUTE IMMEDIATE; each statement twice."""
    cursor = connect(job, legacy_prepared_statements=job["explicitPrepare"]).cursor()
    parameters = [parameter(text) for text in job["parameters"]]
    for statement in job["statements"]:
        for number in [1, 2]:
            execute(cursor, number, statement, parameters)


def batch(job):
    cursor = connect(job, legacy_prepared_statements=job["explicitPrepare"]).cursor()
    rows = [(0, "one"), (1, "O'HARA"), (2, "zwölf 🙂")]
    cursor.executemany(job["statements"][0], rows)
    show(1, cursor.fetchall())
    show(1, [cursor.rowcount])


def transaction(job):
    connection = connect(job, isolation_level=IsolationLevel.READ_UNCOMMITTED)
    run_all(connection, job)
    if job["mode"] == "commit":
        connection.commit()
    else:
        connection.rollback()


def cancel(job):
    """Cancels the statement from another thread once a line arrives on standard input."""
    cursor = connect(job).cursor()
    thread = threading.Thread(target=execute, args=(cursor, 1, job["statements"][0]))
    thread.start()
    sys.stdin.readline()
    cursor.cancel()
    thread.join()


MODES = {
    "run": run,
    "prepared": prepared,
    "batch": batch,
    "commit": transaction,
    "rollback": transaction,
    "cancel": cancel,
}

if __name__ == "__main__":
    JOB = json.loads(sys.argv[1])
    MODES[JOB["mode"]](JOB)
