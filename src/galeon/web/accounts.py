"""Sign-in through allauth: no open sign-up, each role lands on its own page, links by mail where mail is sent."""

from typing import cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.views import password_reset
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from galeon.kernel.address import client_address


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by us, so that signing up is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The page that sends each role to its own."""
        return reverse("home")

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whose tries are counted."""
        return client_address(request)


def reset(request: HttpRequest) -> HttpResponseBase:
    """A link by mail to set a new password; without a mail server there is no such page."""
    if not settings.SENDS_MAIL:
        raise Http404
    return cast("HttpResponseBase", password_reset(request))
