"""What loading says of each pack in tests/offer/broken."""

from __future__ import annotations

FILE = "england/bus_pass.yml"

# Each pack is broken in England's bus pass, in one way.
SAYS = {
    "bad_yaml": f"{FILE}: line 1: this is not valid YAML. Fix: check indentation, quotes and colons there",
    "unknown_field": (
        f"{FILE}: colour: extra fields not permitted. "
        "Fix: remove it, or correct its spelling (CONTRIBUTING.md lists the fields)"
    ),
    "unknown_field_of_a_passage": (
        f"{FILE}: passages.cost.txt: extra fields not permitted. "
        "Fix: remove it, or correct its spelling (CONTRIBUTING.md lists the fields)"
    ),
    "missing_question": f"{FILE}: passages.cost.question: field required. Fix: add this field",
    "nothing_told": f"{FILE}: passages: every topic needs at least one passage. Fix: correct the value",
    "bad_date": f"{FILE}: sources.report.checked_on: invalid date format. Fix: write it as YYYY-MM-DD",
    "unknown_contact": f"{FILE}: contacts: `bus_frim` is not known. Fix: add it to contacts.yml, or correct the id",
    "unknown_contact_of_a_passage": (
        f"{FILE}: contacts: `bus_frim` is not known. Fix: add it to contacts.yml, or correct the id"
    ),
    "unknown_topic_elsewhere": (
        f"{FILE}: elsewhere: `plane_pass` is not known. Fix: add it to a topic file, or correct the id"
    ),
    "unknown_source": (
        f"{FILE}: passages.cost.sources: `repot` is not known. "
        "Fix: add it to `sources` of the topic, or correct the key"
    ),
    "unknown_document": f"{FILE}: sources: `bus_reprot` is not known. Fix: add it to documents.yml, or correct the id",
    "unknown_figure": (
        f"{FILE}: text: there is no figure `bus_pass_until_age`. Fix: add data/parameters/bus_pass_until_age.yml"
    ),
    "unknown_related": f"{FILE}: related: `plane_pass` is not known. Fix: add it to a topic file, or correct the id",
    "wrong_basis": (
        f"{FILE}: basis: value is not a valid enumeration member; permitted: 'law', 'council', 'partner'. "
        "Fix: use one of: law, council, partner"
    ),
    "nobody_to_ask": f"{FILE}: contacts: every topic needs at least one contact. Fix: correct the value",
    "a_list": f"{FILE}: the file: expected named fields. Fix: write `name: value` lines",
}
