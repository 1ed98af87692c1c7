"""Where comments stand in addresses, and how they are written through the page."""

from consult.comments.models import Comment
from consult.consultations.models import Amendment
from tests.pages import Page, Visitor

SECRET = "A text that is nobody's business"


def home(amendment: Amendment) -> str:
    """Return the address of an amendment."""
    return f"/en/consultations/{amendment.consultation.slug}/amendments/{amendment.number}"


def address(comment: Comment) -> str:
    """Return the address of a comment."""
    return f"{home(comment.amendment)}/comments/{comment.id}"


def write(visitor: Visitor, amendment: Amendment, **fields: object) -> Page:
    """Send the composer of the amendment's page."""
    fields = {"stance": "against", "body": "Two chambers check each other."} | fields
    return visitor.get(home(amendment)).submit("/comments", **fields)
