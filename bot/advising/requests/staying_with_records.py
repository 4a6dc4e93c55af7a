"""A short follow-up behind what the records showed stays with the records: "and what did he say" is no question about the offer.

Only words of the offer or of a rule, or a case that is supposed, lead to it.
"""

from __future__ import annotations

import re
from typing import Mapping, Optional

from bot.advising.requests.request import Asked

_SHORT = 13  # words
_STAYS = 4.0  # how much more likely a follow-up is of the kind that it follows
_SURE = 0.4  # the chance below which another kind counts for nothing
_THANKS_WORDS = 6
_ELSEWHERE = frozenset({Asked.OFFER, Asked.HELP, Asked.UNDO, Asked.NOTICES})
_LEANS = re.compile(
    r"^(?:and|but|so|nah|no|not|or|also|then|just|make|send|show|give|only|what about|how about)\b"
    r"|\b(?:she|he|they|her|him|his|hers|them|their|it|that|those|these|one|ones|another|again|there|sam)\b"
)
_OF_OFFER = re.compile(
    r"\b(?:entitle\w*|eligib\w+|qualif\w+|claim\w*|grants?|bursar\w+|allowances?|benefits?|universal credit|rent|council tax|tax|passports?|driving|"
    r"lessons?|law|legal\w*|rules?|sections?|regulations?|duty|responsib\w+|pays?|paid|paying|fund\w*|money|costs?|afford|free|how much|polic\w+|"
    r"guidance|appl(?:y|ies|ying)|deposit|guarantor|laptops?|uni|university|student|college|apprentice\w*|stay|staying|council|homeless\w*|evict\w*|prison|"
    r"immigration|visa|asylum|citizenship|national insurance|dentist|doctor|prescriptions?|bank account|loans?|debts?|savings|isa|"
    r"young people|young persons?|care leavers?|people|someone|somebody|anyone|everybody|what if|what happens|if (?:sam|she|he|they|we|i)|allowed|must|should|"
    r"have to|has to|supposed to|meant to|able to|help with|rights?|complain\w*|advoca\w+)\b"
)
_THANKS = re.compile(
    r"\b(?:thanks|thank you|cheers|ta|great|brilliant|lovely|perfect|nice|good|fab|no worries|got it|will do|sorted|makes sense)\b"
)


def stays_with(plain: str, last: Optional[Asked], chances: Mapping[str, float]) -> Optional[Asked]:
    """The likeliest kind of the records for words that were taken for a question about the offer; None where they may well be one."""
    words = len(plain.split())
    if last is None or last in _ELSEWHERE or words > _SHORT:
        return None
    if words <= _THANKS_WORDS and _THANKS.search(plain):
        return None
    if _OF_OFFER.search(plain) or not _LEANS.search(plain):
        return None
    kinds = [kind for kind in Asked if kind not in _ELSEWHERE]
    likeliest = max(kinds, key=lambda kind: chances[kind.value] * (_STAYS if kind is last else 1.0))
    return likeliest if chances[likeliest.value] >= _SURE else last
