# Copyright (c) 2026 The datacatalog.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a classifier should be, and how that differs from what it is. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from typing import Any

from .._aws.diff import Comparison
from .._aws.errors import InvalidOption
from .compare import is_empty
from .compare import same_set
from .suggest import require_length
from .transform import given
from .transform import plain
from .transform import without

FACTS = ("CreationTime", "LastUpdated", "Version")


@dataclass(frozen=True)
class Kind:
    """One kind of classifier: its name in the API, its options under their API names, those it cannot be without."""

    api: str
    fields: dict[str, str]
    required: tuple[str, ...] = ()


KINDS: dict[str, Kind] = {
    "grok": Kind(
        "GrokClassifier",
        {"classification": "Classification", "grok_pattern": "GrokPattern", "custom_patterns": "CustomPatterns"},
        ("classification", "grok_pattern"),
    ),
    "xml": Kind(
        "XMLClassifier", {"classification": "Classification", "row_tag": "RowTag"}, ("classification", "row_tag")
    ),
    "json": Kind("JsonClassifier", {"json_path": "JsonPath"}, ("json_path",)),
    "csv": Kind(
        "CsvClassifier",
        {
            "delimiter": "Delimiter",
            "quote_symbol": "QuoteSymbol",
            "contains_header": "ContainsHeader",
            "header": "Header",
            "disable_value_trimming": "DisableValueTrimming",
            "allow_single_column": "AllowSingleColumn",
            "custom_datatype_configured": "CustomDatatypeConfigured",
            "custom_datatypes": "CustomDatatypes",
            "serde": "Serde",
        },
    ),
}
# AWS takes no empty value for these, and its update leaves out what it is not given.
NOT_CLEARABLE = ("delimiter", "quote_symbol")
# What a classifier does when its definition does not say.
DEFAULTS: dict[str, Any] = {"ContainsHeader": "UNKNOWN", "Serde": "None"}
LENGTHS = {"grok_pattern": 2048, "custom_patterns": 16000}


@dataclass(frozen=True)
class Plan:
    """The kind and the whole definition to send, what differs, and why an update would not do."""

    kind: str
    definition: dict
    comparison: Comparison
    obstacles: list[str] = field(default_factory=list)


def kind_of(params: dict) -> str:
    return next(name for name in KINDS if params.get(name) is not None)


def split(classifier: dict | None) -> tuple[str | None, dict]:
    """The kind of a classifier as AWS returns it, and what is in it."""
    for name, kind in KINDS.items():
        if classifier and kind.api in classifier:
            return name, classifier[kind.api]
    return None, {}


def check_classifier(params: dict) -> None:
    """Refuse what AWS would refuse, or take and not do."""
    require_length("name", params["name"], 255, 1)
    name = kind_of(params)
    options = params[name]
    for option in KINDS[name].required:
        if options[option] == "":
            raise InvalidOption(f"{name}.{option}: is empty, but a classifier of this kind cannot be without it.")
    for option, longest in LENGTHS.items():
        require_length(f"{name}.{option}", options.get(option), longest)
    if name == "json" and options["json_path"] is not None and not options["json_path"].startswith("$"):
        raise InvalidOption(f"json.json_path: {options['json_path']!r} does not start with $, the root of the data.")
    if name == "xml" and options["row_tag"] and set("<>/ ") & set(options["row_tag"]):
        raise InvalidOption(f"xml.row_tag: {options['row_tag']!r} is not the bare name of an element, such as 'row'.")
    if name == "csv":
        _check_csv(options)


def _check_csv(options: dict) -> None:
    for option in NOT_CLEARABLE:
        value = options[option]
        if value and (len(value) > 1 or value in "\r\n"):
            raise InvalidOption(f"csv.{option}: {value!r} is given, one character is allowed, and no line break.")
    if options["delimiter"] and options["delimiter"] == options["quote_symbol"]:
        raise InvalidOption(f"csv.quote_symbol: {options['quote_symbol']!r} is the delimiter too, they must differ.")
    for option in ("header", "custom_datatypes"):
        for value in options[option] or []:
            require_length(f"csv.{option}", value, 255, 1)
    if options["custom_datatypes"] and options["custom_datatype_configured"] is False:
        raise InvalidOption("csv.custom_datatypes: has no effect while csv.custom_datatype_configured is false.")


def plan_classifier(params: dict, classifier: dict | None) -> Plan:
    """From what is there and what is asked for to what is to be sent: always the whole of it."""
    there, found = split(classifier)
    wanted = kind_of(params)
    kind, asked = KINDS[wanted], given(params[wanted], KINDS[wanted].fields)
    before = without(found, (*FACTS, "Name")) if there == wanted else {}
    definition = {name: value for name, value in {**before, **asked}.items() if value != ""}
    if asked.get("CustomPatterns") == "" and before.get("CustomPatterns"):
        definition["CustomPatterns"] = ""
    comparison = Comparison()
    if there is None:
        comparison.record("name", after=params["name"])
    if there != wanted:
        missing = [option for option in kind.required if kind.fields[option] not in definition]
        if missing:
            raise InvalidOption(f"{wanted}.{missing[0]}: must be set to create classifier {params['name']}.")
        if there:
            comparison.record(there, shown(there, found))
        comparison.record(wanted, after=shown(wanted, definition))
        obstacles = [f"it is of the kind {there}, not {wanted}"] if there else []
        return Plan(wanted, definition, comparison, obstacles)
    differing = [option for option, name in kind.fields.items() if not _same(name, before, asked)]
    if differing:
        comparison.record(wanted, *(shown(wanted, values, differing) for values in (before, definition)))
    cleared = [option for option in differing if option in NOT_CLEARABLE and asked[kind.fields[option]] == ""]
    obstacles = [f"AWS cannot take {option} away from it" for option in cleared]
    return Plan(wanted, definition, comparison, obstacles)


def _same(name: str, before: dict, asked: dict) -> bool:
    """Omitted is left alone; what is empty, false or the default is the same as what is not there."""
    if name not in asked:
        return True
    current, desired = (None if _unset(name, values.get(name)) else values[name] for values in (before, asked))
    return same_set(current, desired) if name == "CustomDatatypes" else current == desired


def _unset(name: str, value: Any) -> bool:
    return is_empty(value) or value is False or value == DEFAULTS.get(name)


def shown(kind: str, definition: dict, only: list[str] | None = None) -> dict:
    """A definition under the names of the options."""
    return {
        option: definition[name]
        for option, name in KINDS[kind].fields.items()
        if name in definition and (only is None or option in only)
    }


def classifier_result(classifier: dict | None) -> dict:
    kind, found = split(classifier)
    if kind is None:
        return {}
    facts = {"creation_time": "CreationTime", "last_updated": "LastUpdated", "version": "Version"}
    return plain(
        {
            "name": found["Name"],
            "kind": kind,
            kind: shown(kind, found),
            **{option: found[name] for option, name in facts.items() if name in found},
        }
    )
