"""What would happen with a text under the rules of a consultation's desk; nothing is stored."""

from dataclasses import dataclass

from consult.comments.admission import checked_body, reasons_under
from consult.comments.found import Piece, lines_under
from consult.consultations.desk_rules import DeskRules
from consult.consultations.models import Consultation
from consult.core.errors import Invalid


@dataclass(frozen=True, slots=True)
class Trial:
    """A text with what is found in it, and why it would wait, by who sends it."""

    lines: list[list[Piece]]
    new: list[str]
    """Reasons where the account is new; none means that it is published at once."""
    old: list[str]


def try_text(consultation: Consultation, rules: DeskRules, body: str) -> Trial:
    """Look at a text as posting it would; Invalid where nobody could send it at all."""
    try:
        body = checked_body(body)
    except Invalid as refusal:
        refusal.field = "sample"
        raise
    new_account = rules.link_hours > 0
    return Trial(
        lines_under(rules, body, new_account=new_account),
        reasons_under(consultation, rules, body, new_account=new_account),
        reasons_under(consultation, rules, body, new_account=False),
    )
