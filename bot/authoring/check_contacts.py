"""Checks of the contacts registers, and of numbers and addresses that stand in texts."""

from __future__ import annotations

import re
from datetime import date
from typing import Iterable, Iterator

import phonenumbers
from phonenumbers import shortnumberinfo

from bot.authoring.check_dates import check_age
from bot.authoring.check_parts import file_of
from bot.authoring.field_texts import Text
from bot.offer.loader import Offer
from bot.offer.models import Contact, Problem, Topic

_PHONE = re.compile(r"(?<![\w£])0\d[\d ]{6,12}\d\b")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+\.[\w.-]+", re.IGNORECASE)


def check_contacts(offer: Offer, on: date) -> Iterator[Problem]:
    """Findings in the registers: numbers that can't be, one number under two ids, entries checked long ago."""
    first: dict[tuple[str, str], str] = {}
    for contact in offer.contacts.values():
        file = f"{contact.place}/contacts.yml"
        for field in ("phone", "text_number"):
            number = getattr(contact, field)
            if number and not is_possible(number):
                message = f"{number} can't be a UK number"
                yield Problem(
                    file=file,
                    field=f"{contact.id}.{field}",
                    message=message,
                    fix="copy it again from its source",
                )
        yield from _check_is_single(contact, first)
        yield from check_age(file, f"{contact.id}.checked_on", contact.checked_on, on)


def _check_is_single(contact: Contact, first: dict[tuple[str, str], str]) -> Iterator[Problem]:
    number = digits(contact.phone or contact.text_number or "")
    other = first.setdefault((contact.place, number), contact.id) if number else contact.id
    if other != contact.id:
        message = f"the number stands under `{other}` too"
        yield Problem(
            file=f"{contact.place}/contacts.yml",
            field=contact.id,
            message=message,
            fix=f"use `{other}` everywhere",
        )


def check_numbers_in_texts(topic: Topic, texts: Iterable[Text], offer: Offer) -> Iterator[Problem]:
    """Findings on phone numbers, emails and web addresses in texts that no register holds."""
    numbers = {digits(number) for number in numbers_of(offer)}
    addresses = {
        address for contact in offer.contacts.values() for address in (contact.email, contact.web) if address
    }
    for field, text in texts:
        unknown = [found for found in _PHONE.findall(text) if digits(found) not in numbers]
        unknown += [
            found
            for found in map(_trimmed, _ADDRESS.findall(text))
            if not any(found in known for known in addresses)
        ]
        for found in unknown:
            yield Problem(
                file=file_of(topic),
                field=field,
                message=f"{found} is in no contacts.yml",
                fix="add a contact, and use its id",
            )


def numbers_of(offer: Offer) -> set[str]:
    """Every phone and text number of the registers, as printed."""
    return {
        number
        for contact in offer.contacts.values()
        for number in (contact.phone, contact.text_number)
        if number
    }


def is_possible(number: str) -> bool:
    """Whether a UK phone, a national short number or a short code for texts can look like this."""
    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return False
    return bool(
        phonenumbers.is_valid_number(parsed) or shortnumberinfo.is_valid_short_number_for_region(parsed, "GB")
    )


def digits(number: str) -> str:
    """The digits of a number alone."""
    return re.sub(r"\D", "", number)


def _trimmed(address: str) -> str:
    return address.rstrip(".,;:!?)")
