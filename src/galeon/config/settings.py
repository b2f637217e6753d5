"""Django's settings; what differs between installations comes from `environment.load()`."""

from pathlib import Path

import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from galeon.config.database import database
from galeon.kernel import environment
from galeon.web.i18n import compile_catalogs

django_stubs_ext.monkeypatch()

ENV = environment.load()
SOURCE = Path(__file__).resolve().parent.parent

SECRET_KEY = ENV.secret_key
SEAL_KEYS = list(ENV.seal_keys)  # the first seals, all open: how a key is changed
DEBUG = ENV.debug
ALLOWED_HOSTS = list(ENV.hosts)
PUBLIC_URL = ENV.url  # where we are reached, for addresses handed out; empty: as the caller called us
PROXIES = ENV.proxies  # read by kernel.address
IS_HTTPS = ENV.url.startswith("https://")
ROOT_URLCONF = "galeon.config.urls"
WSGI_APPLICATION = "galeon.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

BILLING = "costs", "invoices", "credit", "cash", "disputes", "suppliers", "company"  # rooms with tables of their own
MODULES = [
    "kernel", "network", "parties", "tariffs", "ledger", "waybills", "carriers", "warehouse", "linehaul",
    "customs", "tracking", "billing", *(f"billing.{room}" for room in BILLING), "decisions", "intake", "exchange", "gateway", "web",
]  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
    "django_htmx",
    *(f"galeon.{module}" for module in MODULES),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "galeon.web.security.own_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "galeon.web.security.content_security_policy",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "galeon.web.shell.shell",
            ],
        },
    },
]

DATABASES = {
    "default": database(ENV.app_url),
    "owner": database(ENV.owner_url or ENV.app_url),
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "handlers"  # of each module: its `@on` handlers and its jobs
PROCRASTINATE_ON_APP_READY = "galeon.kernel.jobs.ready"

AUTH_USER_MODEL = "parties.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "galeon.web.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_HTTPS else "http"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip,5/5m/key", "reset_password": "10/m/ip,3/m/key"}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish")), ("zh-hans", _("Chinese"))]
LOCALE_PATHS = [compile_catalogs(ENV.data)]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
CSRF_TRUSTED_ORIGINS = [ENV.url] if ENV.url else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# Without a mail server nothing is sent and nothing printed: what would be in it is a secret.
SENDS_MAIL = ENV.mail is not None
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if SENDS_MAIL else 'dummy'}.EmailBackend"
if ENV.mail is not None:
    EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = ENV.mail.host, ENV.mail.port, 10
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENV.mail.login, ENV.mail.password
    EMAIL_USE_SSL = ENV.mail.is_tls
    EMAIL_USE_TLS = bool(ENV.mail.login) and not ENV.mail.is_tls  # a relay of the house without a login may have none
    DEFAULT_FROM_EMAIL = ENV.mail.sender

# What broke is written where the process writes, with its traceback; Django's own way is a mail to nobody.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {"django.request": {"level": "ERROR"}},  # a page nobody has is no news
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
