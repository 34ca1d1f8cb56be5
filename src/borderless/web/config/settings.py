"""Django's settings, from the environment; what is not said is safe.

Every page asks for a signed-in person unless it says otherwise, every script and style comes from
this server, and a missing secret stops production rather than being guessed.
"""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from borderless.web.config import environment as env

WEB = Path(__file__).resolve().parent.parent
HOME = env.home()
DEBUG = env.is_on("BORDERLESS_DEBUG")
LOCAL = env.is_on("BORDERLESS_LOCAL")
"""One person on this machine; see `accounts.local`."""
TESTING = not {"pytest", "mypy"}.isdisjoint(sys.modules)
HTTPS = env.is_on("BORDERLESS_HTTPS") and not (LOCAL or DEBUG or TESTING)

SECRET_KEY = env.text("BORDERLESS_SECRET_KEY")
if not SECRET_KEY:
    if not (LOCAL or DEBUG or TESTING):
        raise ImproperlyConfigured(
            "BORDERLESS_SECRET_KEY is not set. Give it 50 or more random characters, for example "
            "those of: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    # Nobody but this machine's one person relies on it; `borderless serve` keeps one at home.
    SECRET_KEY = secrets.token_urlsafe(50)

ALLOWED_HOSTS = [host.strip() for host in env.text("BORDERLESS_HOSTS").split(",") if host.strip()]
if not ALLOWED_HOSTS and (LOCAL or DEBUG or TESTING):
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS and "*" not in host]

INSTALLED_APPS = [
    "borderless.web.design",
    "borderless.web.accounts",
    "borderless.web.films",
    "borderless.web.jobs",
    # One folder a page; a page adds a line here and one in urls.py.
    "borderless.web.home",
    "borderless.web.overview",
    "borderless.web.budget",
    "borderless.web.finance_plan",
    "borderless.web.placement",
    "borderless.web.recoupment",
    "borderless.web.risk",
    "borderless.web.people",
    "borderless.web.files",
    "borderless.web.history",
    "borderless.web.sharing",
    "borderless.web.rules",
    "borderless.web.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "borderless.web.accounts.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "borderless.web.films.middleware.FaultsMiddleware",
]

ROOT_URLCONF = "borderless.web.config.urls"
WSGI_APPLICATION = "borderless.web.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "borderless.web.accounts.context.person",
            ],
            "builtins": ["borderless.web.design.templatetags.figures"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

_SQLITE = f"sqlite:///{HOME / 'workbench.sqlite3'}"
DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL") or _SQLITE, conn_max_age=600, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A writer takes its turn at the beginning, so that two never wait for each other.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits are counted here, so every process must see the same counts.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "borderless"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if env.is_on("BORDERLESS_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    }
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "borderless.web.accounts.forms.SignUpForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # in the browser that signed up; elsewhere one signs in
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_ADAPTER = "borderless.web.accounts.adapter.AccountAdapter"
ACCOUNT_SIGNUP_OPEN = env.is_on("BORDERLESS_SIGNUP") and not LOCAL
ACCOUNT_FORMS = {
    name: f"borderless.web.accounts.entrance.{form}"
    for name, form in {
        "add_email": "AddAddress",
        "change_password": "ChangePassword",
        "login": "SignIn",
        "reauthenticate": "ConfirmPassword",
        "reset_password": "AskForReset",
        "reset_password_from_key": "ResetPassword",
        "set_password": "SetPassword",
        "signup": "SignUp",
    }.items()
}
# How often, in how long a time, for each of what; see allauth's documentation of rate limits.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "20/h/ip",
    "confirm_email": "1/3m/key",
    "reset_password": "20/h/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
    "invite": "30/h/user",  # into an organisation: ours
}
MFA_ADAPTER = "borderless.web.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    name: f"borderless.web.accounts.entrance.{form}"
    for name, form in {
        "activate_totp": "ActivateApp",
        "add_webauthn": "AddKey",
        "authenticate": "SecondFactor",
        "edit_webauthn": "RenameKey",
        "reauthenticate": "ConfirmCode",
    }.items()
}
MFA_RATE_LIMITS = {"webauthn_login": "10/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = "Borderless"
MFA_TOTP_TOLERANCE = 1  # a code of the half minute before or after, as clocks differ
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or LOCAL or TESTING
USERSESSIONS_TRACK_ACTIVITY = False

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = env.text("BORDERLESS_EMAIL_FROM")
if env.text("BORDERLESS_EMAIL_URL"):
    from borderless.web.config.mail import mail_settings

    globals().update(mail_settings(env.text("BORDERLESS_EMAIL_URL")))

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("fr", "Français"),
    ("pl", "Polski"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("ko", "한국어"),
]
LOCALE_PATHS = [WEB / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.text("BORDERLESS_TIME_ZONE")

STATIC_URL = "static/"
# One person's files are served from where they are; production collects and compresses them.
WHITENOISE_USE_FINDERS = LOCAL or DEBUG or TESTING
STATIC_ROOT = None if WHITENOISE_USE_FINDERS else HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

UPLOAD_BYTES = env.whole("BORDERLESS_UPLOAD_MB") * 1_000_000
FILM_BYTES = env.whole("BORDERLESS_FILM_MB") * 1_000_000
JOB_SECONDS = env.whole("BORDERLESS_JOB_SECONDS")
JOB_SILENCE = env.whole("BORDERLESS_JOB_SILENCE")
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5_000_000

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SILENCED_SYSTEM_CHECKS: list[str] = []
APP_NAME = _("Borderless")
