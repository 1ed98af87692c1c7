"""How a process connects to its databases: how many connections, and what is told to the driver."""

from typing import Any

from consult.config import Settings

SECONDS_FOR_A_CONNECTION = 10
SECONDS_TO_CONNECT = 5
SECONDS_TO_CONNECT_TO_A_REPLICA = 2


def sqlite_options() -> dict[str, Any]:
    """Return what the engine of an SQLite file is told."""
    return {"connect_args": {"timeout": 10}, "pool_size": 20}


def postgresql_options(settings: Settings, seconds: int = SECONDS_TO_CONNECT) -> dict[str, Any]:
    """Return what the engine of a PostgreSQL server is told.

    A process keeps the connections that it opened and never opens more, so that the sum over all
    processes is known before the server is asked for it. A server that vanished without a word is
    given up after some seconds, not when the kernel gives up.

    A connection is not tried before it is used: that is a journey for every request. One that died
    is noticed by its first statement; `web/permit.py` then reads again, and refuses to write twice.
    """
    driver: dict[str, Any] = {"connect_timeout": seconds, "tcp_user_timeout": seconds * 1000}
    if settings.pooler == "transaction":
        # A statement prepared on one connection is unknown on the next that the pooler lends.
        driver["prepare_threshold"] = None
    return {
        "pool_size": settings.pool_size,
        "max_overflow": 0,
        "pool_timeout": SECONDS_FOR_A_CONNECTION,
        "connect_args": driver,
    }


def replica_options(settings: Settings) -> dict[str, Any]:
    """Return the same for the replica, whose loss must be noticed while a reader waits."""
    return {"url": settings.replica_url} | postgresql_options(
        settings, SECONDS_TO_CONNECT_TO_A_REPLICA
    )
