"""Who looks at a page, and what that allows: asked in every action that changes something."""

from dataclasses import dataclass, field

from geodata.errors import TwinError
from geodata.language import N_
from twin.users import Role


class NotAllowedError(TwinError):
    """Something that this visitor may not do."""


@dataclass(frozen=True)
class Visitor:
    """The person behind a page. `ticket` is what their browser signed in with; it never goes into the page's state."""

    name: str
    role: Role
    ticket: str = field(default="", repr=False, compare=False)

    @property
    def may_save(self) -> bool:
        """Whether what they make may be kept for others: scenarios, views, stories, comments."""
        return self.role in ("planner", "admin")

    @property
    def may_manage(self) -> bool:
        """Whether they may change data and accounts, and read what the server says of itself."""
        return self.role == "admin"

    def check_may_save(self) -> None:
        """Raise NotAllowedError unless they may save."""
        if not self.may_save:
            raise NotAllowedError(N_("Sign in to save."))

    def check_owns(self, author: str) -> None:
        """Raise NotAllowedError unless they may put away what somebody saved: their own, an administrator anything."""
        self.check_may_save()
        if not (self.may_manage or author == self.name):
            raise NotAllowedError(N_("Only whoever made this scenario may do that, or an administrator."))

    def check_may_manage(self) -> None:
        """Raise NotAllowedError unless they may manage."""
        if not self.may_manage:
            raise NotAllowedError(N_("Only an administrator may do that. Sign in as one."))

    def to_json(self) -> dict[str, object]:
        """Return what the page shows of them."""
        return {"name": self.name, "role": self.role, "may_save": self.may_save, "may_manage": self.may_manage}


ANONYMOUS = Visitor("", "viewer")
