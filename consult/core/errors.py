"""Refusals: what may go wrong in plain words, each with its true status code."""

from typing import Any

from consult.core.words import lazy


class Refusal(Exception):
    """Something that is not done; `message` says why, `advice` what to do next."""

    status = 422
    advice: Any = lazy("Go back, correct it and send it again.")

    def __init__(self, message: Any, advice: Any = None, field: str | None = None) -> None:
        super().__init__(str(message) if isinstance(message, str) else type(self).__name__)
        self.message = message
        self.field = field
        if advice is not None:
            self.advice = advice


class NotAllowed(Refusal):
    """The reader may not do this."""

    status = 403
    advice = lazy("If you think this is wrong, write to the people who run this site.")


class Missing(Refusal):
    """There is no such thing, or the reader may not know of it."""

    status = 404
    advice = lazy("Check the address, or start from the list of consultations.")

    def __init__(self, message: Any = None) -> None:
        super().__init__(message or lazy("There is no such page."))


class Conflict(Refusal):
    """The thing has changed meanwhile, or its state does not allow this."""

    status = 409
    advice = lazy("Load the page again to see how it stands now.")


class TooLarge(Refusal):
    """More was sent than is taken."""

    status = 413
    advice = lazy("Send a smaller file or a shorter text.")


class Invalid(Refusal):
    """What was sent cannot be used; `field` names the form field it belongs to."""


class TooMany(Refusal):
    """The same thing was done too often; `retry_after` is in seconds."""

    status = 429
    advice = lazy("Wait a little and try again.")

    def __init__(self, message: Any, retry_after: int = 60) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(Refusal):
    """The platform cannot do this now; nothing was lost."""

    status = 503
    advice = lazy("Nothing was changed. Try again in a minute.")
    retry_after = 60
