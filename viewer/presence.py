"""One page among the others: whose it is, which scenario lies on its desk, and who else has that open."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .page import Page


class Presence:
    """What one page tells the others of itself, and is told of them.

    It joins them when its browser first asks for something that they share, so that a page whose browser never came
    is not among them; it leaves with the page.
    """

    def __init__(self, page: "Page") -> None:
        self.page, self.state = page, page.state
        self.state.update({"company": [], "overtaken_by": ""})
        self._told = ("", False)
        self._saved = self._heard = 0  # how many times the scenario is saved, as here and as the others say
        page.desk.on_change.append(self._follow)

    @property
    def name(self) -> str:
        """Who looks at the page; "" for anybody."""
        return self.page.visitor.name if self.page.visitor.may_save else ""

    @property
    def scenario(self) -> str:
        """The key of the saved scenario on the desk, or of the one that it has a copy of; "" for none."""
        work = self.page.desk.work
        return work.scenario.key if work is not None and work.scenario.saved else ""

    @property
    def has_open(self) -> bool:
        """Whether what is done to that scenario here is saved."""
        work = self.page.desk.work
        return work is not None and work.scenario.keeper is not None and self.page.visitor.may_save

    @property
    def saved(self) -> int:
        """How many times the scenario on the desk was saved; 0 where nothing of it is."""
        work = self.page.desk.work
        return work.scenario.saved if work is not None and self.has_open else 0

    def join(self) -> None:
        """Be among the pages that are here."""
        self.page.shared.company.join(self)

    def say(self) -> None:
        """Tell the page who else has its scenario open."""
        others = self.page.shared.company.others(self)
        if others != self.state.company:
            with self.state:
                self.state.company = others

    def hear_of_comments(self, scenario: str) -> None:
        """Show the comments anew when they are those of this page."""
        self.page.commenting.hear(scenario)

    def hear_of_archive(self, scenario: str) -> None:
        """Look again who archived it, when it is the one on the desk."""
        self.page.archiving.hear(scenario)

    def hear_of_name(self, scenario: str, name: str) -> None:
        """Call the scenario on the desk by its new name, when it is the one that has it."""
        self.page.renaming.hear(scenario, name)

    def expect(self, scenario: str) -> None:
        """Take the next scenario on the desk, when it has this key, for the one that lies there: it was renamed."""
        self._told = (scenario, self._told[1])

    def hear_of_save(self, scenario: str, number: int, name: str) -> None:
        """Tell the page when what it shows as saved was saved anew elsewhere: it says so, and by whom."""
        if scenario == self.scenario and self.saved and number > max(self.saved, self._heard):
            self._heard = number
            with self.state:
                self.state.overtaken_by = name

    def close(self) -> None:
        """Leave: the page's browser is gone."""
        self.page.shared.company.leave(self)

    def _follow(self) -> None:
        """Tell the others when another scenario lies on the desk, or when it was saved."""
        told, before = (self.scenario, self.has_open), self._saved
        self._saved = self.saved
        if told != self._told:
            self._told = told
            self.join()
            self.page.shared.company.say()
        elif self._saved > before:
            self.page.shared.company.tell_of_save(self.scenario, self._saved, by=self)
        else:
            return
        self._heard = 0
        self.state.overtaken_by = ""  # what lies here now is what is saved
