"""Where a call comes from: the one answer that everything which counts by address uses."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The caller's address: behind GALEON_PROXIES proxies of ours what the outermost of them wrote down.

    Each proxy adds to X-Forwarded-For the address it was called from; what stands further left came with the call and
    may be made up. A chain too short, or with something there that is no address, counts as the connection's own.
    """
    connected: str = request.META.get("REMOTE_ADDR", "")
    proxies: int = settings.PROXIES
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if not proxies or len(told) < proxies:
        return connected
    try:
        return str(ip_address(told[-proxies]))
    except ValueError:
        return connected
