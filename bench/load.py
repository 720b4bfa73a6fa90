"""A light client: keep-alive connections over plain sockets, each with one request at a time."""

import socket
import time
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from selectors import EVENT_READ, DefaultSelector

CONNECTIONS = 8


@dataclass
class Loaded:
    """What a run of requests took."""

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    """Seconds from each request to its answer, sorted."""
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.waits) / self.seconds


def request(method: str, path: str, key: str = "", body: bytes = b"", **headers: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"]
    if key:
        lines.append(f"Authorization: Bearer {key}")
    if body:
        lines.append("Content-Type: application/json")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def load(port: int, requests: Iterable[bytes], connections: int = CONNECTIONS) -> Loaded:
    """Send all requests, one after the other on each of the connections."""
    waiting, loaded, selector = deque(requests), Loaded(), DefaultSelector()
    began = time.perf_counter()
    for _ in range(min(connections, len(waiting))):
        one = socket.create_connection(("127.0.0.1", port))
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(one, EVENT_READ, [bytearray(), time.perf_counter()])
        one.sendall(waiting.popleft())
    while selector.get_map():
        for event, _ in selector.select():
            one, state = event.fileobj, event.data
            state[0] += one.recv(1 << 16)
            status = _status_when_whole(state[0])
            if status is None:
                continue
            now = time.perf_counter()
            loaded.waits.append(now - state[1])
            loaded.statuses[status] += 1
            if waiting:
                state[:] = [bytearray(), now]
                one.sendall(waiting.popleft())
            else:
                selector.unregister(one)
                one.close()
    loaded.seconds = time.perf_counter() - began
    loaded.waits.sort()
    return loaded


def answer_to(port: int, sent: bytes) -> tuple[dict[str, str], bytes]:
    """Headers, in small letters, and body of the answer to one request."""
    with socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(sent)
        answer = bytearray()
        while _status_when_whole(answer) is None:
            answer += one.recv(1 << 16)
    head, _, body = bytes(answer).partition(b"\r\n\r\n")
    lines = (line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    return {name.lower(): value for name, value in lines}, body


def _status_when_whole(answer: bytearray) -> int | None:
    # Of a large answer only the head is looked at again with each piece.
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return None
    _, told, rest = bytes(answer[:end]).lower().partition(b"content-length: ")
    length = int(rest.split(b"\r\n", 1)[0]) if told else 0
    return int(answer[9:12]) if len(answer) - end - 4 >= length else None


def wait_until_it_answers(port: int) -> None:
    for _ in range(3000):
        try:
            answer_to(port, request("GET", "/healthz"))
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not start.")
