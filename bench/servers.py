"""Server processes: msq as `msq serve` runs it, and the bare program; ended when done with."""

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import monotonic, sleep

HOST = "127.0.0.1"
ROOT = Path(__file__).parent.parent
_START_SECONDS = 60
_STOP_SECONDS = 15
_SERVE = "from msq.cli import main; main()"


@contextmanager
def msq(address: str, folder: Path) -> Iterator[int]:
    """Serve msq with its production settings on a database; give the port."""
    port = _free_port()
    environment = {
        "MSQ_DATABASE_URL": address,
        "MSQ_BASE_URL": f"http://{HOST}:{port}",
        "MSQ_FOLDER": str(folder),
        "MSQ_SECRET_KEY": secrets.token_urlsafe(48),
    }
    command = [sys.executable, "-c", _SERVE, "serve", "--port", str(port)]
    with _running(command, environment, folder / f"msq-{port}.log", port, "/health"):
        yield port


@contextmanager
def bare(address: str, folder: Path) -> Iterator[int]:
    """Serve the bare program on a database; give the port."""
    port = _free_port()
    command = [sys.executable, "-m", "bench.bare", address, str(port)]
    with _running(command, {}, folder / f"bare-{port}.log", port, "/empty"):
        yield port


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return int(taken.getsockname()[1])


@contextmanager
def _running(
    command: Sequence[str], environment: Mapping[str, str], log: Path, port: int, sign: str
) -> Iterator[None]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MSQ_")}
    with (
        log.open("wb") as output,
        subprocess.Popen(  # noqa: S603 - our own programs
            command,
            cwd=ROOT,
            env={**clean, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            _wait_for(process, port, sign)
            yield
        except Exception as error:
            last = log.read_text(errors="replace").splitlines()[-20:]
            error.add_note("\n".join([f"The server said last ({log.name}):", *last]))
            raise
        finally:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_for(process: subprocess.Popen[bytes], port: int, sign: str) -> None:
    until = monotonic() + _START_SECONDS
    while process.poll() is None and monotonic() < until:
        connection = HTTPConnection(HOST, port, timeout=5)
        try:
            connection.request("GET", sign)
            if connection.getresponse().status < 300:  # noqa: PLR2004 - the well-known border
                return
        except (OSError, HTTPException):
            pass
        finally:
            connection.close()
        sleep(0.05)
    raise RuntimeError("A server did not start.")
