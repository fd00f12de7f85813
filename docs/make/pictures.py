"""Take the README's pictures from a demo that is thrown away: python3 dev.py make pictures."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

PICTURES = Path(__file__).resolve().parents[1] / "pictures"
COHORT = "/train/cohorts/1"
LIST = """Name, Email, Organisation, Side, Partner organisations, Job family
Ines Varga, ines.varga@quillby.example, Quillby Borough Council, commissioner, Tessaly Care, contracts
Joel Adeyemi, joel.adeyemi@tessaly.example, Tesaly Care, provider, Quillby Borough Council, home manager
Ruth Calloway, ruth.calloway.example, Tessaly Care, provider, Quillby Borough Council, deputy manager
"""
SIX_ROLES = "/courses/good-supplier/who-is-the-customer/one-word-hides-six-roles"


def main() -> None:
    """Start the demo, take every picture, stop it."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "goodpartners", "local", "--port", str(port), "--data", folder]
        server = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
        try:
            wait_for(address)
            accounts = json.loads((Path(folder) / "demo_accounts.json").read_text("utf-8"))
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=browser_path())
                take_all(browser, address, {account["name"]: account for account in accounts})
        finally:
            server.terminate()
            server.wait(timeout=20)


def take_all(browser: Browser, address: str, accounts: dict[str, dict[str, str]]) -> None:
    """Sign in as three of the cast and go round."""
    amara = sign_in(browser, address, accounts["Amara Osei"], width=1280)
    take(amara, f"{address}/home", "home")
    amara.get_by_role("heading", name="My pairs").evaluate("heading => heading.scrollIntoView()")
    shoot(amara, "my-pair")
    take(amara, address + SIX_ROLES, "module")
    amara.goto(f"{address}/quizzes/good-supplier/close-the-gaps")
    amara.get_by_role("button", name="Start").click()
    shoot(amara, "question")
    rowan = sign_in(browser, address, accounts["Rowan Ashby"], width=1280)
    rowan.goto(f"{address}/results")
    rowan.get_by_role("link", name="Treat, listen, repair").click()
    shoot(rowan, "results")
    rowan.goto(f"{address}/home")
    rowan.get_by_role("link", name="Course A").first.click()
    shoot(rowan, "certificate")
    take_questions(browser, address, accounts)
    moira = sign_in(browser, address, accounts["Moira Tennant"], width=1280)
    moira.goto(address + COHORT)
    moira.get_by_role("heading", name="side by side").evaluate("heading => heading.scrollIntoView()")
    shoot(moira, "board")
    take(moira, f"{address}{COHORT}/pairs/1", "pair")
    moira.goto(f"{address}{COHORT}/invite")
    moira.locator("#people").fill(LIST)
    moira.get_by_role("button", name="Check the list").click()
    moira.get_by_role("heading", name="Rows to correct").wait_for()
    shoot(moira, "invite")
    phone = sign_in(browser, address, accounts["Amara Osei"], width=375)
    take(phone, f"{address}/home", "phone")
    dark = sign_in(browser, address, accounts["Amara Osei"], width=1280, scheme="dark")
    take(dark, address + SIX_ROLES, "dark")


def take_questions(browser: Browser, address: str, accounts: dict[str, dict[str, str]]) -> None:
    """A statement as it is answered, somebody's own result, and the room of a pair."""
    amara = sign_in(browser, address, accounts["Amara Osei"], width=1280)
    amara.locator('a[href^="/rounds/"]').first.click()
    amara.get_by_label("I have read this").check()
    amara.get_by_role("button", name="Start").click()
    amara.get_by_role("radio").nth(1).check()
    amara.get_by_role("radio").nth(8).check()
    shoot(amara, "statement")
    amara.goto(f"{address}/home")
    amara.get_by_role("link", name="My own result").click()
    shoot(amara, "own-result")
    hester = sign_in(browser, address, accounts["Hester Quayle"], width=1280)
    hester.get_by_role("link", name="The pair’s room").last.click()
    hester.get_by_role("heading", level=2).first.evaluate("heading => heading.scrollIntoView()")
    shoot(hester, "room")


def sign_in(browser: Browser, address: str, account: dict[str, str], *, width: int, scheme: str = "light") -> Page:
    """A signed-in page of that width."""
    height = 860 if width > 500 else 812
    page = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme).new_page()
    page.goto(f"{address}/sign-in")
    page.locator("#email").fill(account["email"])
    page.locator("summary").click()
    page.locator("#password").fill(account["password"])
    page.locator("#password").press("Enter")
    page.wait_for_url("**/home")
    return page


def take(page: Page, address: str, name: str) -> None:
    """One picture of what the window shows."""
    page.goto(address)
    shoot(page, name)


def shoot(page: Page, name: str) -> None:
    """One picture; again after a moment when the browser has not drawn the new page yet."""
    for _ in range(20):
        try:
            page.screenshot(path=PICTURES / f"{name}.png")
            return
        except Error:
            page.wait_for_timeout(250)
    sys.exit(f"The picture {name} could not be taken.")


def browser_path() -> str | None:
    """The browser to use; None lets Playwright take its own."""
    return os.environ.get("E2E_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str) -> None:
    """Wait until the server answers."""
    for _ in range(150):
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    sys.exit("The demo did not start.")


if __name__ == "__main__":
    main()
