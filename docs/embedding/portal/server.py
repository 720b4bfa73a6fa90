"""A portal that shows whether an account is led: run it, open it, and give it your own sign-in."""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

LEADLINE, KEY = os.environ["LEADLINE_URL"].rstrip("/"), os.environ["LEADLINE_KEY"]
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Account</title>
<script src="{leadline}/static/leadline-widget.js" defer></script>
</head>
<body>
<leadline-widget title="Is this account led?" token-from="/leadline-token?account={account}"></leadline-widget>
</body>
</html>"""


def token(viewer: str, account: str) -> dict[str, str]:
    wanted = {"viewer": viewer, "widget": "account", "account_id": account}
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    with urlopen(Request(f"{LEADLINE}/v1/embed-tokens", json.dumps(wanted).encode(), headers), timeout=10) as answer:
        said = json.load(answer)
    return {"url": said["url"], "expires_at": said["expires_at"]}


class Portal(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        address = urlsplit(self.path)
        account = parse_qs(address.query).get("account", ["001A"])[0]
        if address.path == "/leadline-token":
            # Put whom your own sign-in says here: the viewer's id in the CRM, never something from the address.
            self.send("application/json", json.dumps(token(os.environ.get("VIEWER", "005X"), account)))
        else:
            self.send("text/html; charset=utf-8", PAGE.format(leadline=LEADLINE, account=account))

    def send(self, kind: str, body: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body.encode())


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Portal).serve_forever()
