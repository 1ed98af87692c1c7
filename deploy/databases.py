"""PostgreSQL for a cluster: a primary, its streaming replica, and PgBouncer where it is wanted."""

import os
import shutil
from pathlib import Path

from processes import Programs, Trouble, listens, run, somebody_else, wait_for

HOST = "127.0.0.1"
SLOT = "replica_1"

BOTH = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "shared_buffers": "128MB",
    "wal_level": "replica",
    "hot_standby": "on",
    "max_wal_senders": "5",
    "max_replication_slots": "5",
    # A line that is cut without a word is noticed within seconds.
    "wal_sender_timeout": "5s",
    "wal_receiver_timeout": "5s",
    # A replica that is gone for long must not fill the primary's disk.
    "max_slot_wal_keep_size": "1GB",
    # A reader on the replica is held up, or gives way, rather than letting it fall behind.
    "max_standby_streaming_delay": "1s",
    "hot_standby_feedback": "on",
}


def programs_of_postgresql() -> Path:
    """Return the folder with initdb and postgres: the newest that Debian installed, or the PATH."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3])
    )
    found = installed[-1] if installed else shutil.which("initdb")
    if not found:
        raise Trouble("PostgreSQL's server is not installed: apt install postgresql")
    return Path(found).resolve().parent


def environment(password: str) -> dict[str, str]:
    """Return what PostgreSQL's own programs are told."""
    return {"PATH": os.environ["PATH"], "PGPASSWORD": password, "LC_ALL": "C.UTF-8"}


def make_primary(programs: Programs, port: int, password: str, connections: int) -> None:
    """Make and start the primary with an empty database `consult`."""
    binaries, folder = programs_of_postgresql(), programs.folder / "primary"
    secret = programs.folder / "pg" / "password"
    secret.write_text(password)
    _hand_over(secret.parent)
    kind = ["--username=consult", "--encoding=UTF8", "--locale=C.UTF-8"]
    kind += ["--auth=scram-sha-256", "--no-sync"]
    _own_folder(folder)
    run(
        [binaries / "initdb", "-D", folder, *kind, f"--pwfile={secret}"],
        cwd="/",
        env=environment(password),
        **somebody_else(),
    )
    secret.unlink()
    with (folder / "pg_hba.conf").open("a") as rules:
        rules.write(f"host replication consult {HOST}/32 scram-sha-256\n")
    start(programs, "primary", port, password, connections)
    ask = [binaries / "createdb", "-h", HOST, "-p", port, "-U", "consult", "consult"]
    run(ask, env=environment(password))


def make_replica(
    programs: Programs, primary: int, port: int, password: str, connections: int
) -> None:
    """Copy the primary and let the copy follow it through a slot of its own."""
    folder = programs.folder / "replica"
    _own_folder(folder)
    source = ["-h", HOST, "-p", primary, "-U", "consult"]
    how = ["--checkpoint=fast", "--wal-method=stream", "--write-recovery-conf", "--no-sync"]
    slot = ["--create-slot", f"--slot={SLOT}"]
    run(
        [programs_of_postgresql() / "pg_basebackup", "-D", folder, *source, *how, *slot],
        cwd="/",
        env=environment(password),
        **somebody_else(),
    )
    start(programs, "replica", port, password, connections)


def start(programs: Programs, name: str, port: int, password: str, connections: int) -> None:
    """Start one of the two servers and wait until it answers."""
    settings = BOTH | {"port": str(port), "max_connections": str(connections)}
    options = [word for item in settings.items() for word in ("-c", "=".join(item))]
    binaries = programs_of_postgresql()
    server = [binaries / "postgres", "-D", programs.folder / name, *options]
    programs.start(name, server, env=environment(password), cwd="/", **somebody_else())
    ready = [binaries / "pg_isready", "-q", "-h", HOST, "-p", port]
    wait_for(programs, name, lambda: os.system(" ".join(map(str, ready))) == 0)  # noqa: S605


def start_pooler(programs: Programs, primary: int, port: int, password: str) -> None:
    """Start PgBouncer in transaction mode before the primary."""
    folder = programs.folder / "pg"
    (folder / "users.txt").write_text(f'"consult" "{password}"\n')
    (folder / "pgbouncer.ini").write_text(
        f"""[databases]
consult = host={HOST} port={primary}
[pgbouncer]
listen_addr = {HOST}
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder / "users.txt"}
pool_mode = transaction
default_pool_size = 20
max_client_conn = 2000
"""
    )
    _hand_over(folder)
    command = [_pgbouncer(), folder / "pgbouncer.ini"]
    programs.start("pgbouncer", command, env=environment(password), cwd="/", **somebody_else())
    wait_for(programs, "pgbouncer", lambda: listens(port))


def _pgbouncer() -> str:
    found = shutil.which("pgbouncer", path=os.environ["PATH"] + ":/usr/sbin")
    if not found:
        raise Trouble("PgBouncer is not installed: apt install pgbouncer")
    return found


def _own_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    _hand_over(folder)


def _hand_over(folder: Path) -> None:
    """Give a folder and the files in it to whoever PostgreSQL runs as."""
    owner = somebody_else()
    for path in (folder, *folder.iterdir()):
        path.chmod(0o700 if path.is_dir() else 0o600)
        if owner:
            os.chown(path, owner["user"], owner["group"])
