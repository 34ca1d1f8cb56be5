"""What every part of the film's document is made of: its kinds of value, and its words for work."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from borderless.film.places import check_country, check_currency, check_language, check_region

Country = Annotated[str, AfterValidator(check_country)]
Region = Annotated[str, AfterValidator(check_region)]
Currency = Annotated[str, AfterValidator(check_currency)]
Language = Annotated[str, AfterValidator(check_language)]
Amount = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[Decimal, Field(ge=0, le=1, allow_inf_nan=False)]


class Document(BaseModel):
    """A part of the film: frozen, and strict about keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Stage(StrEnum):
    """The phase of making in which a cost falls."""

    DEVELOPMENT = "development"
    PREPRODUCTION = "preproduction"
    SHOOT = "shoot"
    POST = "post"
    DELIVERY = "delivery"
    DISTRIBUTION = "distribution"
    """Copies, publicity and release: outside production cost in most rules."""
    OVERHEAD = "overhead"
    CONTINGENCY = "contingency"
    FINANCING = "financing"


class Post(StrEnum):
    """A post on the film, in the words that points tables use."""

    DIRECTOR = "director"
    WRITER = "writer"
    COMPOSER = "composer"
    PRODUCER = "producer"
    FIRST_ROLE = "first_role"
    SECOND_ROLE = "second_role"
    THIRD_ROLE = "third_role"
    FOURTH_ROLE = "fourth_role"
    CAST = "cast"
    CINEMATOGRAPHER = "cinematographer"
    SOUND = "sound"
    EDITOR = "editor"
    PRODUCTION_DESIGNER = "production_designer"
    COSTUME_DESIGNER = "costume_designer"
    MAKEUP = "makeup"
    VFX_SUPERVISOR = "vfx_supervisor"
    RESEARCHER = "researcher"
    CHARACTER_DESIGNER = "character_designer"
    STORYBOARD = "storyboard"
    CONCEPT = "concept"
    LAYOUT = "layout"
    BACKGROUNDS = "backgrounds"
    ANIMATION_DIRECTOR = "animation_director"
    COMPOSITOR = "compositor"
    CREW = "crew"
