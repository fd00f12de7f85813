"""A network between a browser and a server that loses, holds back and repeats what is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import APIResponse, BrowserContext, Error, Page, Request, Route

FATES = ("arrives", "is lost", "its reply is lost", "waits", "comes twice")
SENDING = ("PUT", "POST")
NOT_OURS = ("content-length", "cookie", "host", "connection")


@dataclass(frozen=True, eq=False)
class Sent:
    """One request that changes something, as the browser sent it."""

    method: str
    url: str
    headers: dict[str, str]
    body: str
    page: Page

    @property
    def path(self) -> str:
        """Where it goes."""
        return urlsplit(self.url).path

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The form in it."""
        return parse_qsl(self.body, keep_blank_values=True)


class Network:
    """Every request that changes something passes here; `around` is told of each that reaches the server."""

    def __init__(
        self, context: BrowserContext, around: Callable[[Sent, Callable[[], APIResponse]], APIResponse]
    ) -> None:
        self.context, self.around = context, around
        self.fate = "arrives"
        self.down = False
        self.waiting: list[Sent] = []
        self.under_way = 0
        context.route(lambda url: "/static/" not in url, self.passes)

    def cut(self, down: bool) -> None:
        """Take the network away, or give it back."""
        self.down = down
        self.context.set_offline(down)

    def passes(self, route: Route, request: Request) -> None:
        """Do with a request what its fate is."""
        self.under_way += 1
        try:
            self.treat(route, request)
        except Error:
            pass  # the window that sent it is gone, or the server is
        finally:
            self.under_way -= 1

    def treat(self, route: Route, request: Request) -> None:
        """Pass it on, lose it, hold it back or repeat it."""
        if self.down:
            return route.abort("internetdisconnected")
        if request.method not in SENDING:
            return route.continue_()
        headers = {name: value for name, value in request.headers.items() if name not in NOT_OURS}
        sent = Sent(request.method, request.url, headers, request.post_data or "", request.frame.page)
        fate = self.fate
        if fate in ("is lost", "waits"):
            if fate == "waits":
                self.waiting.append(sent)
            return route.abort("connectionreset")
        try:
            response = self.deliver(sent)
            if fate == "comes twice":
                self.deliver(sent)
        except Error:  # nobody answers there
            return route.abort("connectionrefused")
        if fate == "its reply is lost":
            return route.abort("connectionreset")
        return route.fulfill(response=response)

    def deliver(self, sent: Sent) -> APIResponse:
        """Bring it to the server."""

        def bring() -> APIResponse:
            return self.context.request.fetch(
                sent.url,
                method=sent.method,
                headers=sent.headers,
                data=sent.body,
                max_redirects=0,
                fail_on_status_code=False,
            )

        return self.around(sent, bring)
