"""Stories: the list to choose from, the bar that plays one, and the form in which planners make their own."""

from collections.abc import Mapping

from trame.widgets import html
from trame.widgets import vuetify3 as v3

from geodata.language import LANGUAGES, N_

from ..story import MAX_SENTENCE, MAX_TITLE
from .changes import build_looks
from .elements import add_deletion, add_dialog_head, add_icon, add_name_error, aria
from .share import build_address

TEXTS: Mapping[str, str] = {
    "stories": N_("Stories"),
    "stories_about": N_("Walks through the city, step by step. Page Down and Page Up go on and back."),
    "stories_none": N_("There is no story of this city yet."),
    "story_edit": N_("Edit"),
    "story_new": N_("New story"),
    "story_begin": N_("Begin a story"),
    "story_next": N_("Next step"),
    "story_back": N_("Step back"),
    "story_stop": N_("Leave the story"),
    "story_steps": N_("steps: {count}"),
    "story_place": N_("{number} of {count}"),
    "story_title_ro": N_("Title in Romanian"),
    "story_title_en": N_("Title in English"),
    "story_sentence_ro": N_("Sentence in Romanian"),
    "story_sentence_en": N_("Sentence in English"),
    "story_number": N_("Number"),
    "story_no_number": N_("no number"),
    "story_add": N_("Add the present view as a step"),
    "story_keep": N_("Save the changes"),
    "story_up": N_("Move up"),
    "story_down": N_("Move down"),
    "story_step_delete": N_("Delete the step"),
    "story_delete": N_("Delete the story"),
    "story_done": N_("Back to the stories"),
    "story_by_scenario": N_("by this scenario"),
    "story_wait": N_("Reckoning…"),
    "story_proposal": N_("Proposal: {name}"),
    "story_shown": N_("Show on the big screen"),
    "story_is_shown": N_("on the big screen"),
    "story_link": N_("Link to this story"),
    "story_link_about": N_("It opens the page and plays the story."),
}
BROWSER_STATE: Mapping[str, object] = {
    "stories_open": False,
    "story_name": "",
    "story_draft": None,
    "story_doomed": "",  # what is asked about before it is deleted: "story", or the number of a step
    "story_linked": "",  # the id of the story whose link is shown
}
PROPOSED = "desk && desk.side === 'after' && desk.edits.length"  # the city that is seen is a scenario's
FIELDS = (("title", "ro"), ("title", "en"), ("sentence", "ro"), ("sentence", "en"))


def build_stories_opener() -> None:
    """Add the button that opens the list."""
    with html.Button(
        type="button", classes="tool", click="window.twin.share.openStories()", title=("t.stories",),
        raw_attrs=['data-tool="stories"', *aria(label="t.stories")],
    ):  # fmt: skip
        add_icon("'story'")


def build_player() -> None:
    """Add the bar at the foot: title, sentence and number of the step, and the way on."""
    with html.Section(v_if="story", classes="player", id="player", raw_attrs=aria(label="story.story[language]")):
        with html.Div(classes="player-text", raw_attrs=aria(live="'polite'")):
            html.P("{{ t.story_proposal.replace('{name}', desk.name) }}", v_if=PROPOSED, classes="proposal")
            html.H2("{{ story.title[language] }}")
            html.P("{{ story.sentence[language] }}")
            with html.P(v_if="story.figure", classes="player-figure"):
                html.Strong("{{ story.figure[language].value }}", v_if="story.figure[language].value")
                html.Span("{{ t.story_wait }}", v_if="!story.figure[language].value", classes="wait")
                html.Span("{{ story.figure[language].unit }}", v_if="story.figure[language].value")
                html.Span("{{ story.figure[language].title }}, {{ story.figure[language].where }}", classes="quiet")
                html.Span(
                    "{{ story.figure[language].difference }} {{ t.story_by_scenario }}",
                    v_if="story.figure[language].difference",
                )
            build_looks()
        with html.Div(classes="player-tools"):
            _tool("back", "window.twin.share.step(-1)", "t.story_back", disabled="!story.number")
            html.Span(
                "{{ t.story_place.replace('{number}', story.number + 1).replace('{count}', story.count) }}",
                classes="quiet",
            )
            _tool("next", "window.twin.share.step(1)", "t.story_next", disabled="story.number + 1 >= story.count")
            _tool("link", "window.twin.share.showStoryLink(story.id)", "t.story_link")
            _tool("close", "trigger('stop_story')", "t.story_stop")


def _tool(icon: str, click: str, title: str, *, disabled: str = "false", attrs: tuple[str, ...] = ()) -> None:
    with html.Button(
        type="button", classes="tool", click=click, title=(title,),
        raw_attrs=[f':disabled="{disabled}"', f'data-tool="story-{icon}"', *attrs, *aria(label=title)],
    ):  # fmt: skip
        add_icon(f"'{icon}'")


def build_stories() -> None:
    """Add the dialog: the list, or the form of one story."""
    with (
        v3.VDialog(v_model=("stories_open",), max_width=640, scrollable=True, raw_attrs=aria(label="t.stories")),
        v3.VCard(classes="help share stories", rounded="lg"),
    ):
        add_dialog_head("story_edit ? story_edit.title[language] : t.stories", "stories_open = false")
        with v3.VCardText(v_if="!story_edit"):
            _build_list()
        with v3.VCardText(v_if="story_edit && story_draft"):
            _build_form()


def _build_list() -> None:
    html.P("{{ stories.length ? t.stories_about : t.stories_none }}", classes="quiet")
    with html.Ul(classes="rows"), html.Li(v_for="each in stories", key="each.id"):
        with html.Button(
            type="button", classes="row-name", click="window.twin.share.play(each.id, 0)",
            raw_attrs=[':data-story="each.id"', ':disabled="!each.count"'],
        ):  # fmt: skip
            html.Span("{{ each.title }}")
            said = "[t.story_steps.replace('{count}', each.count), each.is_own && each.is_shown && t.story_is_shown]"
            html.Span(f"{{{{ {said}.filter(Boolean).join(', ') }}}}", classes="quiet")
        _tool(
            "link", "window.twin.share.linkStory(each.id)", "t.story_link + ': ' + each.title",
            attrs=(":aria-expanded=\"story_linked === each.id\"", ':data-link="each.id"'),
        )  # fmt: skip
        html.Button(
            "{{ t.story_edit }}", v_if="each.is_own && visitor.may_save", type="button", classes="plain",
            click="trigger('edit_story', [each.name])", raw_attrs=aria(label="t.story_edit + ': ' + each.title"),
        )  # fmt: skip
        with html.Div(v_if="story_linked === each.id", classes="row-more"):
            build_address("story-address", "t.story_link", about="t.story_link_about")
    with html.Form(
        v_if="visitor.may_save", classes="share-form", raw_attrs=['@submit.prevent="window.twin.share.newStory()"']
    ):
        html.Input(
            type="text", v_model="story_name", placeholder=("t.story_new",),
            raw_attrs=['maxlength="80"', "required", 'data-field="story-name"', *aria(label="t.story_new")],
        )  # fmt: skip
        html.Button("{{ t.story_begin }}", type="submit", classes="plain", raw_attrs=['data-tool="new-story"'])
        add_name_error("story_name_error", "story_name")


def _build_form() -> None:
    with html.Div(classes="story-step"):
        for language in ("ro", "en"):
            _field("story_draft", "title", language, at="-1")
        html.Button(
            "{{ t.story_keep }}", type="button", classes="plain",
            click="trigger('title_story', [story_edit.name, story_draft.title])",
        )  # fmt: skip
    with html.Label(classes="check"):
        html.Input(
            type="checkbox",
            raw_attrs=[
                'data-field="story-shown"', ':checked="story_edit.is_shown"',
                "@change=\"trigger('show_on_display', [story_edit.name, $event.target.checked])\"",
            ],
        )  # fmt: skip
        html.Span("{{ t.story_shown }}")
    with html.Ol(classes="story-steps"), html.Li(v_for="(step, number) in story_draft.steps", key="number"):
        _build_step("step", at="number")
        with html.Div(classes="step-tools"):
            html.Button(
                "{{ t.story_keep }}", type="button", classes="plain",
                click="trigger('change_step', [story_edit.name, number, step])",
            )  # fmt: skip
            for icon, by, last in (("up", -1, "!number"), ("down", 1, "number + 1 >= story_draft.steps.length")):
                _tool(icon, f"trigger('move_step', [story_edit.name, number, {by}])", f"t.story_{icon}", disabled=last)
            add_deletion(
                "story_doomed", "number", "trigger('delete_step', [story_edit.name, number])",
                title="t.story_step_delete", tool="delete-step",
            )  # fmt: skip
    html.H3("{{ t.story_add }}")
    _build_step("story_draft.next", at="-2")
    with html.Div(classes="step-tools"):
        html.Button(
            "{{ t.story_add }}", type="button", classes="plain main", click="window.twin.share.addStep()",
            raw_attrs=['data-tool="add-step"'],
        )  # fmt: skip
        html.Button("{{ t.story_done }}", type="button", classes="plain", click="trigger('edit_story', [''])")
        add_deletion(
            "story_doomed", "'story'", "trigger('delete_story', [story_edit.name])",
            title="t.story_delete", tool="delete-story", word="t.story_delete",
        )  # fmt: skip


def _build_step(draft: str, *, at: str) -> None:
    with html.Div(classes="story-step"):
        for field, language in FIELDS:
            _field(draft, field, language, at=at)
        with html.Label():
            html.Span("{{ t.story_number }}", classes="quiet")
            with html.Select(raw_attrs=[f'v-model="{draft}.indicator"']):
                html.Option("{{ t.story_no_number }}", value="")
                html.Option(
                    "{{ each.title }}", v_for="each in indicator_choices", key="each.value",
                    raw_attrs=[':value="each.value"'],
                )  # fmt: skip


def _field(draft: str, field: str, language: str, *, at: str) -> None:
    """Add the field of a text; under that of the first language, what is wrong. `at`: as `story_error` has it."""
    longest = MAX_TITLE if field == "title" else MAX_SENTENCE
    wrong = f"story_error.field === '{field}' && story_error.at === {at}"
    with html.Label():
        html.Span(f"{{{{ t.story_{field}_{language} }}}}", classes="quiet")
        html.Input(
            type="text", lang=language,
            raw_attrs=[f'v-model="{draft}.{field}.{language}"', f'maxlength="{longest}"',
                       f'data-field="{field}-{language}"', *aria(invalid=wrong)],
        )  # fmt: skip
        if language == LANGUAGES[0]:
            html.Span("{{ story_error.text }}", v_if=wrong, classes="wrong", raw_attrs=aria(role="alert"))
