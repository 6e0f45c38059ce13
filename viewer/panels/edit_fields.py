"""The fields of an edit's form: one input for each, with its title, help, unit, and what is wrong with it."""

from trame.widgets import html

from .elements import aria


def build_fields() -> None:
    """Add the fields of the kind, then those of the columns that were chosen."""
    with (
        html.Div(classes="edit-fields"),
        html.Div(
            v_for="field in window.twin.scenario.filling.fields(draft, form, edit_columns)",
            key="field.name",
            classes=("['edit-field', 'of-' + field.type]",),
            raw_attrs=[':data-field="field.name"'],
        ),
    ):
        _build_field()


def _build_field() -> None:
    put = "window.twin.scenario.filling.put(field"
    described = aria(describedby="'help-' + field.name", invalid="!!draft.wrong[field.name]")
    with html.Label(v_if="field.type === 'flag'", classes="check"):
        html.Input(
            type="checkbox",
            raw_attrs=[
                ':checked="draft.values[field.name]"',
                f'@change="{put}, $event.target.checked)"',
                *described,
            ],
        )
        html.Span("{{ field.title }}")
    with html.Fieldset(v_else_if="field.type === 'choices'"):
        html.Legend("{{ field.title }}", classes="field-title")
        with html.Label(v_for="one in field.choices", key="one.value", classes="check"):
            html.Input(
                type="checkbox",
                raw_attrs=[
                    ':checked="(draft.values[field.name] || []).includes(one.value)"',
                    '@change="window.twin.scenario.filling.putOneOf(field, one.value, $event.target.checked)"',
                    *described,
                ],
            )
            html.Span("{{ one.title }}")
    with html.Label(v_else=True):
        html.Span("{{ field.title }}", classes="field-title")
        _build_input(put, described)
    _build_known()
    html.Span("{{ field.help }}", v_if="field.help", classes="quiet", raw_attrs=[":id=\"'help-' + field.name\""])
    html.Span(
        "{{ draft.wrong[field.name] }}",
        v_if="draft.wrong[field.name]",
        classes="wrong",
        raw_attrs=aria(role="alert"),
    )
    html.Button(
        "{{ t.leave_value }}",
        v_if="field.is_column && (field.optional || draft.kind !== 'add_object')",
        type="button",
        classes="button",
        click="window.twin.scenario.filling.leaveColumn(field.name)",
    )


def _build_input(put: str, described: list[str]) -> None:
    with html.Select(
        v_if="field.type === 'choice'",
        raw_attrs=[":value=\"draft.values[field.name] ?? ''\"", f'@change="{put}, $event.target.value)"', *described],
    ):
        html.Option("{{ field.none || t.none }}", v_if="field.optional", value="")
        html.Option("{{ one.title }}", v_for="one in field.choices", key="one.value", value=("one.value",))
    with html.Span(v_else=True, classes="with-unit"):
        html.Input(
            raw_attrs=[
                'type="text"',
                ":inputmode=\"field.type === 'number' ? 'decimal' : 'text'\"",
                ':value="window.twin.scenario.filling.typed(draft, field)"',
                f'@input="{put}, $event.target.value)"',
                'maxlength="200"',
                'autocomplete="off"',
                *described,
            ],
        )
        html.Span("{{ field.unit }}", v_if="field.unit", classes="quiet")


def _build_known() -> None:
    """Add what a field can name, one button each: the lines of the timetable, with how often they run."""
    with (
        html.Template(
            v_for="known in field.known ? [window.twin.scenario.filling.known(draft, field, lines_there)] : []",
            key="known.here",
        ),
        html.Details(classes="known", raw_attrs=[':open="known.here"']),
    ):
        html.Summary("{{ known.here ? t.lines_here : t.known_lines }}")
        html.Span("{{ t.no_lines_here }}", v_if="!known.all.length", classes="quiet")
        with (
            html.Div(classes="known-list"),
            html.Button(
                v_for="one in known.all",
                key="one.value",
                type="button",
                classes="choice",
                click="window.twin.scenario.filling.name(field, one.value)",
                raw_attrs=[':data-line="one.value"'],
            ),
        ):
            html.Strong("{{ one.value }}")
            html.Span("{{ one.detail }}", classes="quiet")


def build_more_values() -> None:
    """Add the choice of a further column, for objects of any layer."""
    with html.Label(v_if="form.columns && draft.layer && edit_columns.layer === draft.layer", classes="edit-field"):
        html.Span("{{ t.add_value }}", classes="field-title")
        with html.Select(
            raw_attrs=[
                'value=""',
                "@change=\"window.twin.scenario.filling.addColumn($event.target.value); $event.target.value = ''\"",
            ],
        ):
            html.Option("{{ t.choose_column }}", value="")
            html.Option("{{ one.title }}", v_for="one in edit_columns.fields", key="one.name", value=("one.name",))
