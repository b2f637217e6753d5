"""Sign-in through allauth: no open sign-up, and each role lands on its own page."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by us, so that signing up is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The page that sends each role to its own."""
        return reverse("home")
