"""The one kind of error that is not a bug: the rules say no."""


class Refused(Exception):
    """The rules say no; `code` names what is wrong in a form that programs can read.

    Over HTTP it answers `status` (409 where the state forbids, 404 where there is nothing to act
    on, 422 where the words are wrong); on the bus the message is set aside at once.
    """

    code = "refused"
    status = 409

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class NotFound(Refused):
    """There is no such thing, or the asker may not know that there is."""

    code = "not-found"
    status = 404


class Unacceptable(Refused):
    """The words are understood and cannot be right: a date to come, a code with a typing error."""

    code = "unacceptable"
    status = 422
