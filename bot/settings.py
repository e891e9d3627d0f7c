"""The process's settings: from the environment or `.env`, typed, frozen, read once. An empty one counts as unset."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SLACK = "https://slack.com/api/"


class SettingsWrong(Exception):
    """The environment cannot be used; `str()` says which variables and why, without their values."""


class Settings(BaseSettings):
    """Every variable of the contract. Secrets are `SecretStr`: they do not show when printed or logged."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        env_prefix="CANDOR_",  # a field's own name is read too, and PORT, HOST or LOG are other programs' variables
    )

    bot_token: SecretStr | None = Field(None, alias="SLACK_BOT_TOKEN")
    app_token: SecretStr | None = Field(None, alias="SLACK_APP_TOKEN")
    signing_secret: SecretStr | None = Field(None, alias="SLACK_SIGNING_SECRET")
    client_id: str | None = Field(None, alias="SLACK_CLIENT_ID")
    client_secret: SecretStr | None = Field(None, alias="SLACK_CLIENT_SECRET")
    api_url: str = Field(SLACK, alias="SLACK_API_URL")
    database_url: str = Field("sqlite:///var/candor.db", alias="DATABASE_URL")
    host: str = Field("127.0.0.1", alias="CANDOR_HOST")
    port: int = Field(3000, alias="CANDOR_PORT", ge=0, le=65535)
    secret_key: SecretStr | None = Field(None, alias="CANDOR_SECRET_KEY")
    log: Literal["text", "json"] = Field("text", alias="CANDOR_LOG")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", alias="CANDOR_LOG_LEVEL")
    auto_migrate: bool | None = Field(None, alias="CANDOR_AUTO_MIGRATE")
    command_prefix: str = Field("", alias="CANDOR_COMMAND_PREFIX", pattern=r"^[a-z0-9_-]{0,20}$")
    pace: Literal["slack", "off"] = Field("slack", alias="CANDOR_PACE")

    @field_validator("log_level", mode="before")
    @classmethod
    def _loud(cls, typed: object) -> object:
        return typed.upper() if isinstance(typed, str) else typed

    @field_validator("api_url")
    @classmethod
    def _an_api(cls, typed: str) -> str:
        address = urlsplit(typed)
        if address.scheme not in ("http", "https") or not address.netloc:
            raise ValueError("write a whole address, such as https://slack.com/api/")
        whole = typed if typed.endswith("/") else typed + "/"
        if not urlsplit(whole).path.endswith("/api/") or address.query or address.fragment:
            raise ValueError("write the address of the Web API, which ends in /api/, such as https://slack.com/api/")
        return whole

    @field_validator("database_url")
    @classmethod
    def _a_database(cls, typed: str) -> str:
        if not typed.startswith(("sqlite://", "postgresql://", "postgres://")):
            raise ValueError("write sqlite:///var/candor.db or postgresql://user:pass@host/db")
        return typed

    @property
    def sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def migrates_itself(self) -> bool:
        return self.sqlite if self.auto_migrate is None else self.auto_migrate

    @property
    def authorize_url(self) -> str:
        """Where people are sent to install the app: on the host of the API."""
        address = urlsplit(self.api_url)
        return f"{address.scheme}://{address.netloc}/oauth/v2/authorize"

    def token(self, name: Literal["bot_token", "app_token", "signing_secret", "client_secret"]) -> str:
        """A secret's text; empty where it is unset."""
        found: SecretStr | None = getattr(self, name)
        return found.get_secret_value() if found is not None else ""


def read_settings() -> Settings:
    """The settings of this process; raises `SettingsWrong` naming the variables that cannot be used."""
    try:
        return Settings()
    except ValidationError as wrong:
        lines = [f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}" for error in wrong.errors()]
        raise SettingsWrong("The settings cannot be used: " + "; ".join(lines) + ".") from None
