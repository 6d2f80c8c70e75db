"""Settings, read once by whoever starts the program (app, command line) and handed down."""

from typing import Any, Literal

from pydantic import Field, Json, Secret, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.errors import InvalidRequest


class Settings(BaseSettings):
    """From the environment, or from ``.env`` where the environment says nothing. docs/settings.md lists them."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    def __init__(self, **values: Any) -> None:
        """``values`` come before the environment's.

        :raises InvalidRequest: a value cannot be used; its message names the setting, and never shows the value.
        """
        try:
            super().__init__(**values)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            name = "_".join(map(str, first["loc"])).upper()
            raise InvalidRequest(
                name, f"{name} cannot be used: {first['msg']}. Correct it in the environment or in .env."
            ) from None

    store: str = ""
    """A folder, or s3://bucket/prefix, that holds a catalogue and its snapshots; "" for the embedded catalogue."""

    refresh_seconds: float = Field(default=10.0, gt=0)
    """How often a running server looks whether another snapshot was published."""

    tmdb_api_key: SecretStr = SecretStr("")
    """A v3 key or a v4 read token of TMDB's; told apart, and checked, where TMDB is asked."""

    tmdb_base_url: str = "https://api.themoviedb.org/3"
    """Where TMDB answers."""

    tmdb_region: str = "US"
    """The country whose catalogue is taken, as ISO 3166-1 says it."""

    tmdb_language: str = "en-US"
    """The language of titles and overviews."""

    tmdb_providers: str = "8"
    """TMDB's numbers of the services whose titles are taken, with a | or a comma between them; 8 is Netflix."""

    tmdb_translations: str = "es"
    """Other languages in which texts are kept, with a comma between them."""

    tmdb_refetch_days: int = Field(default=30, ge=1, le=170)
    """How old a title may become before TMDB is asked for it again."""

    tmdb_sweep_hours: float = Field(default=6.0, ge=0)
    """For how long after a complete look at TMDB's lists a shorter one may do."""

    aws_region: str = ""
    """The region of what is on AWS; "" for what AWS's own settings say."""

    cache_dir: str = ""
    """A folder for copies of what is on S3; "" for data/cache."""

    glue_database: str = ""
    """The Glue database in which a catalogue on S3 is registered as the table ``titles``; "" for none."""

    keep_snapshots: int = Field(default=7, ge=1)
    """How many snapshots a refresh leaves; the served one and the one before it always stay."""

    gate_lost: float = Field(default=0.1, ge=0, le=1)
    """The greatest share of the films, or of the series, that a refresh may take away."""

    gate_empty: float = Field(default=0.05, ge=0, le=1)
    """By how much the share of titles without a description may grow."""

    gate_vocabulary: float = Field(default=0.2, ge=0, le=1)
    """The greatest share of the words of descriptions that may be missing."""

    gate_golden: float = Field(default=0.1, ge=0, le=1)
    """The greatest share of the known good pairs that may no longer be found."""

    gate_churn: float = Field(default=0.5, ge=0, le=1)
    """How much of a title's first ten may be new, on average."""

    state_machine_arn: str = ""
    """The Step Functions state machine that runs refreshes on AWS; "" for a process on this machine."""

    raw_catalogue: str = ""
    """s3://bucket/name of a catalogue file, which the refresh on AWS imports where there is no key."""

    tmdb_secret: str = ""
    """The secret in AWS Secrets Manager in which the refresh on AWS finds its key."""

    environment: Literal["dev", "test", "prod"] = "dev"
    """Where this runs. Only in dev a password may open the administration."""

    admin_email: str = ""
    """Who may enter the administration once signed in; "" for nobody."""

    admin_password: SecretStr = SecretStr("")
    """What opens the administration in dev, on this machine alone; at least 8 characters, "" for nothing does."""

    auth_secret: Secret[Json[dict[str, Any]]] = Field(default=Secret({}), validate_default=False)
    """Streamlit's ``[auth]``, as a JSON object, for servers that get their secrets through the environment."""

    tmdb_images: bool = False
    """Whether viewers' browsers may load posters from image.tmdb.org; otherwise all posters are drawn."""

    api_key: SecretStr = SecretStr("")
    """What clients of the REST endpoint must send in ``x-api-key``; "" lets anybody ask."""

    api_origins: str = "*"
    """The origins whose pages may read the REST endpoint's answers, with commas between them; * for all."""

    api_rate: int = Field(default=0, ge=0)
    """How often a minute one client may ask the REST endpoint; 0 for as often as it likes."""

    rest_table: str = ""
    """The DynamoDB table whose rows the endpoint on AWS Lambda answers from; "" for none."""
