"""What is known of anything about a comment: an answer, an appeal, a second look."""

from collections.abc import Collection

from consult.comments.models import Comment
from consult.consultations.models import Consultation


class AboutComment:
    """Something about a comment, as the permission table sees it: what it asks is the comment's."""

    __slots__ = ()
    comment: Comment

    @property
    def consultation(self) -> Consultation:
        """Return where the comment belongs."""
        return self.comment.consultation

    @property
    def author_id(self) -> int:
        """Return who wrote the comment."""
        return self.comment.author_id

    @property
    def state(self) -> str:
        """Return the state of the comment."""
        return self.comment.state

    @property
    def answered_by(self) -> Collection[int]:
        """Return the officials who answered the comment, and so do not moderate it."""
        return self.comment.answered_by or ()
