"""Drives the Python client: reads a JSON job from standard input, prints what the client showed.

A job names the coordinator, the session and what to do; each output line is one row or error.
"""

import json
import sys
import threading
import time
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
        show(number, ["error", error.error_name, error.message])


def run(job):
    cursor = connect(job).cursor()
    for number, statement in enumerate(job["statements"], 1):
        execute(cursor, number, statement)


def prepared(job):
    """The same parameters by PREPARE and EXECUTE, and by EXECUTE IMMEDIATE."""
    for number, legacy in enumerate([True, False], 1):
        cursor = connect(job, legacy_prepared_statements=legacy).cursor()
        for statement in job["statements"]:
            execute(cursor, number, statement, job["parameters"])


def transaction(job):
    connection = connect(job, isolation_level=IsolationLevel.READ_UNCOMMITTED)
    with connection:
        cursor = connection.cursor()
        for number, statement in enumerate(job["statements"], 1):
            execute(cursor, number, statement)


def cancel(job):
    """Cancels the statement from another thread once it runs."""
    cursor = connect(job).cursor()
    thread = threading.Thread(target=execute, args=(cursor, 1, job["statements"][0]))
    thread.start()
    while cursor.query_id is None or cursor.stats is None or cursor.stats["state"] != "RUNNING":
        time.sleep(0.1)
    print(cursor.query_id)
    cursor.cancel()
    thread.join()


if __name__ == "__main__":
    JOB = json.load(sys.stdin)
    {"run": run, "prepared": prepared, "transaction": transaction, "cancel": cancel}[JOB["mode"]](JOB)
