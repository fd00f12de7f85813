"""Every setting once: its environment variable, type, default and what it does."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGED = Path(__file__).resolve().parent / "data"


def content_root() -> Path:
    """The folder with courses/ and quizzes/: the checkout's, else the one packed into the wheel."""
    return REPOSITORY if (REPOSITORY / "courses").is_dir() else PACKAGED


class Settings(BaseSettings):
    """Read from the environment when the process starts; a bad value stops it with a sentence.

    A default stands here only when it is safe in production and may be published.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    mode: Literal["local", "production"] = Field(
        "production",
        validation_alias="GOODPARTNERS_MODE",
        description="'local' is for one machine: loopback only, content shown as soon as it is saved.",
    )
    secret_key: str = Field(
        "",
        validation_alias="SECRET_KEY",
        description="Signs cookies. At least 32 random characters; the same for all workers. Needed in production.",
    )
    public_url: str = Field(
        "",
        validation_alias="PUBLIC_URL",
        description="The address people use, such as https://learn.example.org. Needed in production.",
    )
    database_url: str = Field(
        "",
        validation_alias="DATABASE_URL",
        description="SQLAlchemy address of the database. Empty: SQLite in the data folder.",
    )
    data_dir: Path = Field(
        Path("instance"),
        validation_alias="GOODPARTNERS_DATA",
        description="Folder for the SQLite file, published content and backups.",
    )
    content_root: Path = Field(
        default_factory=content_root,
        validation_alias="GOODPARTNERS_CONTENT",
        description="Folder that holds courses/ and quizzes/.",
    )
    host: str = Field("127.0.0.1", validation_alias="GOODPARTNERS_HOST", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, validation_alias="GOODPARTNERS_PORT", description="Port to listen on.")
    workers: int = Field(
        0, ge=0, le=256, validation_alias="GOODPARTNERS_WORKERS", description="Processes; 0: one a core."
    )
    trusted_proxies: int = Field(
        0,
        ge=0,
        le=5,
        validation_alias="GOODPARTNERS_TRUSTED_PROXIES",
        description="How many reverse proxies stand in front and may say who is calling.",
    )
    smtp_host: str = Field(
        "",
        validation_alias="SMTP_HOST",
        description="Mail server. Empty: in local mode mail is written to the log, in production none leaves.",
    )
    smtp_port: int = Field(587, ge=1, le=65535, validation_alias="SMTP_PORT", description="Port of the mail server.")
    smtp_user: str = Field("", validation_alias="SMTP_USER", description="User name for the mail server, if it asks.")
    smtp_password: str = Field("", validation_alias="SMTP_PASSWORD", description="Password for the mail server.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", validation_alias="SMTP_SECURITY", description="How the connection to the mail server is protected."
    )
    mail_from: str = Field(
        "", validation_alias="MAIL_FROM", description="Sender of our mail. Empty: no-reply at the public address."
    )
    support_contact: str = Field(
        "", validation_alias="SUPPORT_CONTACT", description="Whom people can ask for help; shown on the help page."
    )
    operator_name: str = Field(
        "", validation_alias="OPERATOR_NAME", description="The body that runs this service; named on the legal pages."
    )
    session_idle_minutes: int = Field(
        720, ge=5, validation_alias="SESSION_IDLE_MINUTES", description="Sign-in ends after this long without a visit."
    )
    session_days: int = Field(
        14, ge=1, le=90, validation_alias="SESSION_DAYS", description="Sign-in ends after this many days in any case."
    )
    log_format: Literal["json", "text"] = Field(
        "json", validation_alias="LOG_FORMAT", description="Shape of a log line."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", validation_alias="LOG_LEVEL", description="The least serious thing that is logged."
    )
    argon2_memory_kib: int = Field(
        19456, ge=8, validation_alias="ARGON2_MEMORY_KIB", description="Memory one password check takes, in KiB."
    )

    @field_validator("public_url")
    @classmethod
    def _no_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @property
    def https(self) -> bool:
        """Whether people come over https."""
        return self.public_url.startswith("https://")

    @property
    def database(self) -> str:
        """The database's address, the SQLite file in the data folder when none is set."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'goodpartners.sqlite').absolute()}"

    def faults(self) -> list[str]:
        """What keeps a production server from starting, as sentences."""
        if self.mode == "local":
            return []
        found = []
        if len(self.secret_key) < 32:
            found.append("Set SECRET_KEY to at least 32 random characters, the same for all workers.")
        if not self.public_url.startswith(("http://", "https://")):
            found.append("Set PUBLIC_URL to the address people use, such as https://learn.example.org.")
        return found
