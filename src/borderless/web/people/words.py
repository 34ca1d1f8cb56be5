"""Posts and parts in the film business's words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from borderless.film.document import Post

POSTS: dict[str, Promise] = {
    Post.DIRECTOR: _("Director"),
    Post.WRITER: _("Writer"),
    Post.COMPOSER: _("Composer"),
    Post.PRODUCER: _("Producer"),
    Post.FIRST_ROLE: _("First role"),
    Post.SECOND_ROLE: _("Second role"),
    Post.THIRD_ROLE: _("Third role"),
    Post.FOURTH_ROLE: _("Fourth role"),
    Post.CAST: _("Cast"),
    Post.CINEMATOGRAPHER: _("Cinematographer"),
    Post.SOUND: _("Sound"),
    Post.EDITOR: _("Editor (picture)"),
    Post.PRODUCTION_DESIGNER: _("Production designer"),
    Post.COSTUME_DESIGNER: _("Costume designer"),
    Post.MAKEUP: _("Make-up"),
    Post.VFX_SUPERVISOR: _("Visual effects supervisor"),
    Post.RESEARCHER: _("Researcher"),
    Post.CHARACTER_DESIGNER: _("Character designer"),
    Post.STORYBOARD: _("Storyboard"),
    Post.CONCEPT: _("Concept"),
    Post.LAYOUT: _("Layout"),
    Post.BACKGROUNDS: _("Backgrounds"),
    Post.ANIMATION_DIRECTOR: _("Animation director"),
    Post.COMPOSITOR: _("Compositor"),
    Post.CREW: _("Crew"),
}
ROLES: dict[str, Promise] = {
    "delegate": _("Delegate producer"),
    "coproducer": _("Co-producer"),
    "executive": _("Executive (service) producer"),
}
