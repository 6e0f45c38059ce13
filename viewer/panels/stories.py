"""Stories: the list to choose from, the bar that plays one, and the form in which planners make their own."""

from collections.abc import Mapping

from trame.widgets import html
from trame.widgets import vuetify3 as v3

from geodata.language import N_

from .elements import add_dialog_head, add_icon, aria

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
}
BROWSER_STATE: Mapping[str, object] = {"stories_open": False, "story_name": "", "story_draft": None}
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
        with html.Div(classes="player-tools"):
            _tool("back", "window.twin.share.step(-1)", "t.story_back", disabled="!story.number")
            html.Span(
                "{{ t.story_place.replace('{number}', story.number + 1).replace('{count}', story.count) }}",
                classes="quiet",
            )
            _tool("next", "window.twin.share.step(1)", "t.story_next", disabled="story.number + 1 >= story.count")
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
            html.Span("{{ t.story_steps.replace('{count}', each.count) }}", classes="quiet")
        html.Button(
            "{{ t.story_edit }}", v_if="each.is_own && visitor.may_save", type="button", classes="plain",
            click="trigger('edit_story', [each.name])", raw_attrs=aria(label="t.story_edit + ': ' + each.title"),
        )  # fmt: skip
    with html.Form(
        v_if="visitor.may_save", classes="share-form",
        raw_attrs=["@submit.prevent=\"trigger('new_story', [story_name]); story_name = ''\""],
    ):  # fmt: skip
        html.Input(
            type="text", v_model="story_name", placeholder=("t.story_new",),
            raw_attrs=['maxlength="80"', "required", 'data-field="story-name"', *aria(label="t.story_new")],
        )  # fmt: skip
        html.Button("{{ t.story_begin }}", type="submit", classes="plain", raw_attrs=['data-tool="new-story"'])


def _build_form() -> None:
    with html.Div(classes="story-step"):
        for language in ("ro", "en"):
            _field("story_draft", "title", language)
        html.Button(
            "{{ t.story_keep }}", type="button", classes="plain",
            click="trigger('title_story', [story_edit.name, story_draft.title])",
        )  # fmt: skip
    with html.Ol(classes="story-steps"), html.Li(v_for="(step, number) in story_draft.steps", key="number"):
        _build_step("step")
        with html.Div(classes="step-tools"):
            html.Button(
                "{{ t.story_keep }}", type="button", classes="plain",
                click="trigger('change_step', [story_edit.name, number, step])",
            )  # fmt: skip
            for icon, by, last in (("up", -1, "!number"), ("down", 1, "number + 1 >= story_draft.steps.length")):
                _tool(icon, f"trigger('move_step', [story_edit.name, number, {by}])", f"t.story_{icon}", disabled=last)
            _tool("bin", "trigger('delete_step', [story_edit.name, number])", "t.story_step_delete")
    html.H3("{{ t.story_add }}")
    _build_step("story_draft.next")
    with html.Div(classes="step-tools"):
        html.Button(
            "{{ t.story_add }}", type="button", classes="plain main", click="window.twin.share.addStep()",
            raw_attrs=['data-tool="add-step"'],
        )  # fmt: skip
        html.Button("{{ t.story_done }}", type="button", classes="plain", click="trigger('edit_story', [''])")
        html.Button(
            "{{ t.story_delete }}", type="button", classes="plain",
            click="trigger('delete_story', [story_edit.name])",
        )  # fmt: skip


def _build_step(draft: str) -> None:
    with html.Div(classes="story-step"):
        for field, language in FIELDS:
            _field(draft, field, language)
        with html.Label():
            html.Span("{{ t.story_number }}", classes="quiet")
            with html.Select(raw_attrs=[f'v-model="{draft}.indicator"']):
                html.Option("{{ t.story_no_number }}", value="")
                html.Option(
                    "{{ each.title }}", v_for="each in indicator_choices", key="each.value",
                    raw_attrs=[':value="each.value"'],
                )  # fmt: skip


def _field(draft: str, field: str, language: str) -> None:
    longest = 80 if field == "title" else 300
    with html.Label():
        html.Span(f"{{{{ t.story_{field}_{language} }}}}", classes="quiet")
        html.Input(
            type="text", lang=language,
            raw_attrs=[f'v-model="{draft}.{field}.{language}"', f'maxlength="{longest}"',
                       f'data-field="{field}-{language}"'],
        )  # fmt: skip
