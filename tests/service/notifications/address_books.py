"""Address books that answer what a test tells them, on a real socket."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "token-between-services"


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_BookServer"

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status, body = self.server.book.answer(self.path, self.headers["Authorization"], asked)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a test's output is its own."""


class _BookServer(ThreadingHTTPServer):
    daemon_threads = True
    book: "AddressBooks"


class AddressBooks:
    """What intake and routing answer about addresses, both behind one port."""

    def __init__(self) -> None:
        self.reporters: dict[str, dict[str, str]] = {}
        self.officers: dict[str, dict[str, str]] = {}
        self.bearers: dict[tuple[str, str | None, str], list[dict[str, Any]]] = {}
        self.doors: set[tuple[str, str]] = set()
        """Requests and corrective actions, and who has them."""
        self.minted = 0
        self.questions: list[tuple[str, dict[str, Any]]] = []
        self.broken: set[str] = set()
        """Paths that answer 503."""
        self._server: _BookServer | None = None
        self._thread: threading.Thread | None = None
        self.url = ""

    def knows_reporter(self, complaint_id: object, *, name: str, email: str) -> None:
        self.reporters[str(complaint_id)] = {
            "complaint_id": str(complaint_id),
            "tracking_code": "7K3M-9PQR-2STV-WXYZ4",
            "name": name,
            "email": email,
        }

    def knows_officer(self, appointment_id: str, *, name: str, email: str) -> None:
        self.officers[appointment_id] = {
            "appointment_id": appointment_id,
            "name": name,
            "email": email,
            "agency_name": "PLN Babel",
        }

    def knows_bearer(
        self, role: str, bearer_id: str, *, agency: str | None = "pln-uiw-babel", **told: str
    ) -> None:
        one = {
            "office": "babel",
            "agency": agency,
            "recipient": role,
            "bearer_id": bearer_id,
            "name": f"Contoh {bearer_id}",
            "email": f"{bearer_id}@contoh.id",
            "agency_name": "PLN Babel",
            **told,
        }
        self.bearers.setdefault(("babel", agency, role), []).append(one)

    def opens(self, request_id: object, appointment_id: str) -> None:
        self.doors.add((str(request_id), appointment_id))

    def _minted(self, asked: dict[str, str]) -> dict[str, str | None]:
        """Each time another, as routing makes them."""
        self.minted += 1
        url = f"https://kasus.contoh.id/links/{asked['recipient_id']}-{self.minted}"
        return {"request_id": None, "action_id": None, **asked, "url": url}

    def answer(self, path: str, authorization: str, asked: dict[str, Any]) -> tuple[int, bytes]:
        self.questions.append((path, asked))
        if authorization != f"Bearer {TOKEN}":
            return 403, b"{}"
        if path in self.broken:
            return 503, b"{}"
        if path == "/bearers/contacts":
            roles = [(one["office"], one["agency"], one["recipient"]) for one in asked["asked"]]
            found = [one for role in roles for one in self.bearers.get(role, [])]
            return 200, json.dumps(found).encode()
        if path == "/links":
            doors = [
                self._minted(one)
                for one in asked["asked"]
                if (one.get("request_id") or one["action_id"], one["recipient_id"]) in self.doors
            ]
            return 200, json.dumps(doors).encode()
        if path == "/contacts":
            known, ids = self.reporters, asked["complaint_ids"]
        elif path == "/focal-points/contacts":
            known, ids = self.officers, asked["appointments"]
        else:
            return 404, b"{}"
        return 200, json.dumps([known[one] for one in ids if one in known]).encode()

    def start(self) -> None:
        self._server = _BookServer(("127.0.0.1", 0), _Door)
        self._server.book = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
