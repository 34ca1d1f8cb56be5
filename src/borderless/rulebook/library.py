"""The rulebook on the shelf: load, check and look up.

Our rules lie in `data/`; people add or override them with TOML files of their own, checked by the
same models. A file that is wrong is left out whole, with findings that name file, key and what
would be right; it never takes the rest of the rulebook down.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Day
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from borderless.film.document import Stage
from borderless.film.model import SourceKind
from borderless.finding import Finding, Place, Reference, Severity
from borderless.rulebook.aid import AidCeiling
from borderless.rulebook.checking import consistency, undefined_words, wrong_keys
from borderless.rulebook.cited import Citation, Cited, RuleData
from borderless.rulebook.points import PointsTest
from borderless.rulebook.scheme import Scheme, Version
from borderless.rulebook.treaty import Governing, Treaty
from borderless.rulebook.vocabulary import Vocabulary

DATA = Path(__file__).parent / "data"
LARGEST_RULE_FILE = 2_000_000
"""Bytes; ours are a few kB, so anything near this is not a rule file."""

Rule = Scheme | Treaty | PointsTest | AidCeiling | Governing
_MODELS: dict[str, type[Rule]] = {
    "incentive": Scheme,
    "fund": Scheme,
    "treaty": Treaty,
    "points": PointsTest,
    "aid": AidCeiling,
    "governing": Governing,
}
R = TypeVar("R", bound=Rule)


class PlacementSettings(RuleData):
    """What the placement engine takes for granted where a film does not say it."""

    discount: Decimal
    probability: dict[str, Decimal]
    """By kind of envelope."""
    open_condition: Decimal
    """Factor for a scheme with conditions that nobody has answered."""
    partner_cost: Decimal
    currency: str
    smallest_share: Decimal
    proportion: Decimal
    spend_per_grant: Decimal
    spend_per_share: Decimal
    proposed_phases: tuple[Stage, ...]


class Settings(RuleData):
    """How the rulebook looks at itself; `data/rulebook.toml` says why."""

    stale_after_months: int
    begins: Day
    immaterial_share: Decimal
    state_aid_kinds: tuple[SourceKind, ...]
    not_aid_recipients: tuple[str, ...]
    placement: PlacementSettings


@dataclass(frozen=True, slots=True)
class Library:
    """Every rule by id, ours and theirs; theirs win where both have one id."""

    vocabulary: Vocabulary
    settings: Settings
    rules: dict[str, Rule] = field(default_factory=dict)
    theirs: dict[str, Path] = field(default_factory=dict)
    """File of each rule that is the user's own."""

    def scheme(self, rule_id: str) -> Scheme | None:
        """The incentive or fund of this id."""
        return self._of(Scheme, rule_id)

    def points(self, rule_id: str) -> PointsTest | None:
        """The points test of this id."""
        return self._of(PointsTest, rule_id)

    def treaty(self, rule_id: str) -> Treaty | None:
        """The treaty or convention of this id."""
        return self._of(Treaty, rule_id)

    def incentives(self, country: str | None = None) -> list[Scheme]:
        """Incentives, of one country with its regions or of all, by id."""
        return [
            scheme
            for scheme in self._all(Scheme)
            if scheme.rule == "incentive" and country in (None, scheme.country)
        ]

    def funds(self) -> list[Scheme]:
        """Funds with a ceiling, by id."""
        return [scheme for scheme in self._all(Scheme) if scheme.rule == "fund"]

    def treaties(self) -> list[Treaty]:
        """Treaties and conventions, by id."""
        return self._all(Treaty)

    def aid_ceilings(self) -> list[AidCeiling]:
        """State-aid ceilings, by id."""
        return self._all(AidCeiling)

    def points_tests(self) -> list[PointsTest]:
        """Points tests, by id."""
        return self._all(PointsTest)

    def governing(self) -> Governing:
        """The rule of which text governs."""
        rule = self.rules["governing"]
        assert isinstance(rule, Governing)
        return rule

    def reference(self, rule: Rule, cited: Cited | None = None, version: str = "") -> Reference:
        """Whose rule, which article, and how sure we are; of one value where `cited` is given."""
        citation = rule_citation(rule, cited.source) if cited else None
        return Reference(
            rule=rule.id,
            article=article_of(citation, cited),
            version=version,
            verified=is_verified(rule, cited),
            url=citation.url if citation else "",
            theirs=str(self.theirs.get(rule.id, "")),
        )

    def _of(self, model: type[R], rule_id: str) -> R | None:
        rule = self.rules.get(rule_id)
        return rule if isinstance(rule, model) else None

    def _all(self, model: type[R]) -> list[R]:
        return [rule for _, rule in sorted(self.rules.items()) if isinstance(rule, model)]


def territories(rule: Rule) -> tuple[str, ...]:
    """The countries (and region) that a rule is about."""
    if isinstance(rule, Scheme):
        return (rule.territory,) if rule.territory else rule.member
    if isinstance(rule, Treaty):
        return tuple(party.country for party in rule.party)
    if isinstance(rule, AidCeiling):
        return rule.states
    return rule.countries if isinstance(rule, PointsTest) else ()


def rule_citation(rule: Rule, key: str) -> Citation | None:
    """The source of this key in the rule."""
    return next((one for one in rule.source if one.key == key), None)


def article_of(citation: Citation | None, cited: Cited | None) -> str:
    """Title and article, as a document cites them."""
    if citation is None:
        return cited.article if cited else ""
    article = (cited.article if cited else "") or citation.article
    return f"{citation.title}, {article}" if article else citation.title


def is_verified(rule: Rule, cited: Cited | None = None) -> bool:
    """Whether somebody checked the value (or, without one, the whole rule) against its source."""
    if cited is None:
        return getattr(rule, "status", "verified") == "verified"
    if cited.verified is not None:
        return cited.verified
    citation = rule_citation(rule, cited.source)
    return citation is not None and citation.verified


def version_for(
    scheme: Scheme, dates: Mapping[str, Day | None], as_of: Day
) -> tuple[Version | None, str, Day]:
    """The version that governs a film, which of its dates picked it, and that date.

    A version is looked at from the latest down; its own `picked_by` names the dates that count, in
    order, and the as-of day stands in where the film has none of them. Versions enacted after the
    as-of day are not seen.
    """
    picked: tuple[str, Day] = ("as_of", as_of)
    for version in reversed(scheme.version):
        name = next((name for name in version.picked_by if dates.get(name)), "as_of")
        day = dates.get(name) or as_of
        picked = (name, day)
        if version.enacted and version.enacted > as_of:
            continue
        if version.from_ <= day and (version.until is None or day <= version.until):
            return version, name, day
    return None, *picked


def load(extra: Sequence[Path] = ()) -> tuple[Library, list[Finding]]:
    """The rulebook with the user's own rule folders (or files) laid over it, and what is wrong.

    Findings about our own data would be our bug; a test holds them at none.
    """
    findings: list[Finding] = []
    vocabulary = Vocabulary.model_validate(_settings("figures.toml"))
    settings = Settings.model_validate(_settings("rulebook.toml"))
    rules: dict[str, Rule] = {}
    for path in [*sorted(DATA.glob("*/*.toml")), DATA / "governing.toml"]:
        rule, wrong = read_rule(path, vocabulary, str(path.relative_to(DATA)))
        findings += wrong
        if rule:
            rules[rule.id] = rule
    theirs: dict[str, Path] = {}
    for path in _rule_files(extra, findings):
        rule, wrong = read_rule(path, vocabulary, str(path))
        findings += wrong
        if rule is None:
            continue
        if rule.id in theirs:
            findings.append(
                Finding(
                    "RUL105",
                    Severity.ERROR,
                    f"the id {rule.id!r} is used by {theirs[rule.id]} too; give each rule its own.",
                    Place(str(path), field="id"),
                )
            )
            continue
        if rule.id in rules:
            findings.append(
                Finding(
                    "RUL110",
                    Severity.INFO,
                    f"your rule {rule.id!r} replaces the rulebook's own.",
                    Place(str(path), field="id"),
                )
            )
        rules[rule.id] = rule
        theirs[rule.id] = path
    library = Library(vocabulary, settings, rules, theirs)
    for rule in library.rules.values():
        where = str(theirs.get(rule.id, rule.id))
        findings += consistency(rule, library.rules, where)
    return library, findings


def read_rule(path: Path, vocabulary: Vocabulary, shown: str) -> tuple[Rule | None, list[Finding]]:
    """One rule file, checked key by key; on any fault, no rule and findings that say why."""

    def wrong(code: str, message: str, line: int | None = None) -> tuple[None, list[Finding]]:
        return None, [Finding(code, Severity.ERROR, message, Place(shown, line))]

    try:
        if path.stat().st_size > LARGEST_RULE_FILE:
            return wrong("RUL101", f"is larger than {LARGEST_RULE_FILE:,} bytes; not a rule file.")
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        return wrong("RUL101", f"cannot be read: {error}.")
    try:
        data: dict[str, Any] = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        return wrong("RUL102", f"is not valid TOML: {error}.")
    model = _MODELS.get(str(data.get("rule")))
    if model is None:
        kinds = ", ".join(_MODELS)
        return wrong("RUL103", f"has rule = {data.get('rule')!r}; write one of {kinds}.")
    try:
        rule = model.model_validate(data)
    except ValidationError as error:
        return None, wrong_keys(error, model, data, text, shown)
    unknown = undefined_words(rule, vocabulary, shown)
    return (None, unknown) if unknown else (rule, [])


def _settings(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text("utf-8"), parse_float=Decimal)


def _rule_files(folders: Iterable[Path], findings: list[Finding]) -> list[Path]:
    files: list[Path] = []
    for folder in folders:
        if folder.is_dir():
            files += sorted(folder.rglob("*.toml"))
        elif folder.is_file():
            files.append(folder)
        else:
            findings.append(
                Finding(
                    "RUL100",
                    Severity.ERROR,
                    "there is no such folder of rules.",
                    Place(str(folder)),
                )
            )
    return files
