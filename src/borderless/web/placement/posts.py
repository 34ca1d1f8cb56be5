"""Posts on a film as a sentence names them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

POSTS = {
    "director": lazy("director"),
    "writer": lazy("writer"),
    "composer": lazy("composer"),
    "producer": lazy("producer"),
    "first_role": lazy("first role"),
    "second_role": lazy("second role"),
    "third_role": lazy("third role"),
    "fourth_role": lazy("fourth role"),
    "cast": lazy("cast"),
    "cinematographer": lazy("cinematographer"),
    "sound": lazy("sound"),
    "editor": lazy("editor"),
    "production_designer": lazy("production designer"),
    "costume_designer": lazy("costume designer"),
    "makeup": lazy("make-up"),
    "vfx_supervisor": lazy("visual effects supervisor"),
    "researcher": lazy("researcher"),
    "character_designer": lazy("character designer"),
    "storyboard": lazy("storyboard"),
    "concept": lazy("concept"),
    "layout": lazy("layout"),
    "backgrounds": lazy("backgrounds"),
    "animation_director": lazy("animation director"),
    "compositor": lazy("compositor"),
    "crew": lazy("crew"),
}
"""Posts as a sentence names them."""
