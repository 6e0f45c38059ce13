"""Who is here: the pages that are open now, and how they hear of each other. All of it in the event loop."""

from typing import Protocol

OUTSIDE = "*"  # who saved what no page did, in place of a name


class Member(Protocol):
    """One open page, as the others know it."""

    @property
    def name(self) -> str:
        """Who looks at it; "" for anybody."""

    @property
    def scenario(self) -> str:
        """The key of the saved scenario on its desk, or of the one that it has a copy of; "" for none."""

    @property
    def has_open(self) -> bool:
        """Whether what is done to that scenario here is saved."""

    def say(self) -> None:
        """Tell the page who else is here."""

    def hear_of_comments(self, scenario: str) -> None:
        """Take note that there are other comments on a scenario ("": on the city)."""

    def hear_of_archive(self, scenario: str) -> None:
        """Take note that a scenario was archived, or listed again."""

    def hear_of_name(self, scenario: str, name: str) -> None:
        """Take note that a scenario has another name now."""

    def hear_of_save(self, scenario: str, number: int, name: str) -> None:
        """Take note that somebody saved a scenario, how many times it is saved now, and who it was."""


class Company:
    """The pages of one server that are open."""

    def __init__(self) -> None:
        self._members: list[Member] = []

    def join(self, member: Member) -> None:
        """Take in a page; one that is in already stays."""
        if member not in self._members:
            self._members.append(member)

    def leave(self, member: Member) -> None:
        """Let go of a page whose browser has left, and tell the others."""
        if member in self._members:
            self._members.remove(member)
            self.say()

    def others(self, member: Member) -> list[str]:
        """Return the names of the others who have the scenario of a page open, for who has a name as well.

        Its own name comes first where the same account has it open on another page.
        """
        if not (member.scenario and member.name):
            return []
        pages = (each for each in self._members if each.has_open and each.scenario == member.scenario)
        names = {each.name for each in pages if each.name and each is not member}
        return sorted(names, key=lambda name: (name != member.name, name))

    def having_open(self, scenario: str) -> list[str]:
        """Return the names of all who have a scenario open in such a way that what they do to it is saved."""
        there = (each for each in self._members if each.has_open and each.scenario == scenario)
        return sorted({each.name for each in there if each.name})

    def say(self) -> None:
        """Let every page tell who is here now."""
        for member in tuple(self._members):
            member.say()

    def tell_of_comments(self, scenario: str, *, by: Member) -> None:
        """Let every page but one know that there are other comments on a scenario ("": on the city)."""
        for member in tuple(self._members):
            if member is not by:
                member.hear_of_comments(scenario)

    def tell_of_archive(self, scenario: str) -> None:
        """Let every page know that a scenario was archived, or listed again."""
        for member in tuple(self._members):
            member.hear_of_archive(scenario)

    def tell_of_name(self, scenario: str, name: str, *, by: Member) -> None:
        """Let every page but one know that a scenario has another name now."""
        for member in tuple(self._members):
            if member is not by:
                member.hear_of_name(scenario, name)

    @property
    def open_scenarios(self) -> frozenset[str]:
        """The scenarios that pages have open in such a way that what they do to them is saved."""
        return frozenset(each.scenario for each in self._members if each.has_open and each.scenario)

    def tell_of_save(self, scenario: str, number: int, *, by: Member) -> None:
        """Let every page but one know that a scenario was saved, for the so many-th time."""
        for member in tuple(self._members):
            if member is not by:
                member.hear_of_save(scenario, number, by.name)

    def tell_of_save_outside(self, scenario: str, number: int) -> None:
        """Let every page know that a scenario is saved for the so many-th time: see `outside`."""
        for member in tuple(self._members):
            member.hear_of_save(scenario, number, OUTSIDE)
