"""The provider, installed and running; and a person who signs in there with an e-mail address."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

PACKAGE = "oidc-provider@8.8.1"
FOLDER = Path(__file__).parent.parent.parent / "out" / "oidc-provider"
LINE = f"npm install --prefix {FOLDER} {PACKAGE}"
BACK = "http://testserver/sign-in/back"


def installed() -> Path:
    """Where the provider is installed. In CI it is installed first, or the test fails; elsewhere it is skipped."""
    in_ci = os.environ.get("CI") == "true"
    if not shutil.which("node"):
        (pytest.fail if in_ci else pytest.skip)("No Node: `sudo apt-get install nodejs npm`.")
    if not (FOLDER / "node_modules" / "oidc-provider").is_dir():
        if not in_ci:
            pytest.skip(f"No provider: `{LINE}`.")
        FOLDER.mkdir(parents=True, exist_ok=True)
        subprocess.run([*LINE.split(), "--no-audit", "--no-fund"], check=True, timeout=300)
    return FOLDER


@contextmanager
def provider_running() -> Iterator[str]:
    """Gives the issuer."""
    folder = installed()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    script = Path(__file__).parent / "provider.mjs"
    process = subprocess.Popen(
        ["node", str(script), str(folder), str(port), BACK], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    issuer = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                httpx.get(f"{issuer}/.well-known/openid-configuration").raise_for_status()
                break
            except httpx.HTTPError:
                assert process.poll() is None, "the provider stopped"
                time.sleep(0.1)
        yield issuer
    finally:
        process.terminate()
        process.wait(20)


def sign_in_there(address: str, email: str) -> str:
    """What a person does in a browser from the provider's first page on; gives the address it leads back to."""
    with httpx.Client(follow_redirects=False, timeout=20) as browser:
        answer = browser.get(address)
        for _ in range(12):
            if answer.is_redirect:
                there = answer.headers["location"]
                if there.startswith(BACK):
                    return there
                answer = browser.get(answer.url.join(there))
                continue
            form = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
            assert form, answer.text
            fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)"', answer.text))
            answer = browser.post(answer.url.join(form[1]), data={**fields, "login": email, "password": "any"})
    pytest.fail("the provider never led back")
