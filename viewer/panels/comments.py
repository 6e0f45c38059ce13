"""The comments: their list with threads, the form of a new one, and where their pins stand over the map."""

from collections.abc import Mapping

from trame.widgets import html

from geodata.language import N_
from twin.comments import MAX_TEXT

from .elements import add_deletion, add_icon, aria

TEXTS: Mapping[str, str] = {
    "comments": N_("Comments"),
    "comments_open": N_("Comments, unresolved: {count}"),
    "comments_city": N_("On the city as it is"),
    "comments_scenario": N_("On the scenario “{name}”"),
    "comments_scratch": N_("Your scenario is not saved, so these are comments on the city as it is."),
    "comments_none": N_("There are none yet."),
    "comments_none_open": N_("No comment is unresolved."),
    "comments_none_resolved": N_("No comment is resolved."),
    "comments_sign_in": N_("Sign in as a planner to write comments."),
    "comments_which": N_("Which comments"),
    "comments_pins": N_("Comments on the map. Arrow keys go from one to the next, Enter opens it."),
    "comment_is_open": N_("Unresolved"),
    "comment_is_resolved": N_("Resolved"),
    "comment_all": N_("All"),
    "comment_add": N_("Add a comment"),
    "comment_where": N_("Where?"),
    "comment_pick": N_("Click the place"),
    "comment_picking": N_("Click on the map, or press Enter for its middle. Esc: cancel."),
    "comment_middle": N_("Middle of the view"),
    "comment_selected": N_("Selected object"),
    "comment_point": N_("Place on the map"),
    "comment_text": N_("Comment"),
    "comment_send": N_("Pin the comment"),
    "comment_fly": N_("Show the place"),
    "comment_resolve": N_("Resolve"),
    "comment_reopen": N_("Open again"),
    "delete": N_("Delete"),
    "delete_sure": N_("Delete for good?"),
    "comment_reply": N_("Reply"),
    "comment_replies": N_("replies: {count}"),
    "comment_number": N_("Comment {number}"),
    "comment_resolved_by": N_("Resolved by {name}"),
    "comment_left": N_("{count} characters left"),
}
# Only the browser writes these: what is listed, what is being written and where, what is to be deleted.
BROWSER_STATE: Mapping[str, object] = {
    "comments_shown": "open",
    "comment_draft": None,  # {place}; place: {point, layer, id, title}, or None while it is chosen
    "comment_picking": False,
    "comment_text": "",
    "reply_text": "",
    "comment_doomed": "",
}
OPEN_ONES = "comments.filter((one) => one.is_open).length"
MAY_DELETE = "(visitor.may_manage || (visitor.may_save && visitor.name === {0}.author))"


def build_comments_opener() -> None:
    """Add the button that opens the panel, with the number of open comments."""
    with html.Button(
        type="button",
        classes=("['tool', 'comments-opener', {on: left_panel === 'comments'}]",),
        click="left_panel === 'comments' ? window.twin.comments.close() : window.twin.comments.open()",
        title=("t.comments",),
        raw_attrs=[
            'data-tool="comments"',
            *aria(label=f"t.comments_open.replace('{{count}}', {OPEN_ONES})", expanded="left_panel === 'comments'"),
        ],
    ):
        add_icon("'comment'")
        html.Span(f"{{{{ {OPEN_ONES} }}}}", v_if=OPEN_ONES, classes="comments-count", raw_attrs=aria(hidden="true"))


def build_pins() -> None:
    """Add what holds the pins; assets/comments.js puts them there."""
    html.Div(id="pins", classes="pins", raw_attrs=aria(role="toolbar", label="t.comments_pins"))


def build_comments() -> None:
    """Add the panel: in place of the layers on wide windows, a sheet over the foot of narrow ones."""
    with html.Section(
        v_if="left_panel === 'comments'",
        classes=("['panel', 'comments', {picking: comment_picking}]",),
        id="comments",
        tabindex="-1",
        raw_attrs=aria(label="t.comments"),
    ):
        with html.Div(classes="panel-head"):
            with html.Div(classes="fill"):
                html.H2("{{ t.comments }}")
                html.P(
                    "{{ comments_about.name ? t.comments_scenario.replace('{name}', comments_about.name)"
                    " : t.comments_city }}",
                    classes="quiet",
                )
            _tool("'close'", "window.twin.comments.close()", "t.close", name="close-comments")
        html.P("{{ comment_picking ? t.comment_picking : '' }}", classes="comment-hint", raw_attrs=aria(role="status"))
        with html.Div(classes="panel-body", tabindex="-1"):
            html.P("{{ t.comments_scratch }}", v_if="comments_about.is_scratch", classes="quiet")
            html.P("{{ t.comments_sign_in }}", v_if="!visitor.may_save", classes="quiet")
            with html.Template(v_if="visitor.may_save"):
                _build_new()
            _build_filter()
            _build_list()


def _build_new() -> None:
    with html.Button(
        v_if="!comment_draft", type="button", classes="button main add-comment",
        click="window.twin.comments.begin()", raw_attrs=['data-tool="add-comment"'],
    ):  # fmt: skip
        add_icon("'plus'")
        html.Span("{{ t.comment_add }}")
    with html.Form(
        v_if="comment_draft", classes="comment-form", raw_attrs=['@submit.prevent="window.twin.comments.send()"']
    ):
        html.P("{{ t.comment_where }}", classes="field-title")
        with html.P(v_if="comment_draft.place", classes="comment-place"):
            add_icon("'pin'")
            html.Span("{{ comment_draft.place.title || t.comment_point }}")
        with html.Div(classes="ways"):
            _way("comment_pick", "window.twin.comments.pick()", name="pick", on="comment_picking")
            _way("comment_middle", "window.twin.comments.takeMiddle()", name="middle")
            _way("comment_selected", "window.twin.comments.takeCard()", name="selected", disabled="!card")
        with html.Label(v_show="comment_draft.place", classes="comment-writing"):
            html.Span("{{ t.comment_text }}", classes="field-title")
            _textarea("comment_text", id="comment-text")
            _left("comment_text")
        with html.Div(classes="comment-buttons"):
            html.Button("{{ t.comment_send }}", v_if="comment_draft.place", type="submit", classes="button main")
            html.Button(
                "{{ t.cancel }}", type="button", classes="button", click="window.twin.comments.cancel()",
                raw_attrs=['data-tool="cancel-comment"'],
            )  # fmt: skip


def _build_filter() -> None:
    counts = {
        "open": f"' ' + {OPEN_ONES}",
        "resolved": f"' ' + (comments.length - {OPEN_ONES})",
        "all": "' ' + comments.length",
    }
    titles = {"open": "comment_is_open", "resolved": "comment_is_resolved", "all": "comment_all"}
    with html.Div(classes="kinds", raw_attrs=aria(role="group", label="t.comments_which")):
        for which, count in counts.items():
            html.Button(
                f"{{{{ t.{titles[which]} + {count} }}}}",
                type="button",
                classes=(f"{{on: comments_shown === '{which}'}}",),
                click=f"comments_shown = '{which}'",
                raw_attrs=[f'data-shown="{which}"', *aria(pressed=f"comments_shown === '{which}'")],
            )


def _build_list() -> None:
    shown = "window.twin.comments.shown(comments, comments_shown)"
    html.P(
        "{{ !comments.length ? t.comments_none : comments_shown === 'open' ? t.comments_none_open"
        " : t.comments_none_resolved }}",
        v_if=f"!{shown}.length",
        classes="quiet",
    )
    with (
        html.Ul(classes="comment-list"),
        html.Li(
            v_for=f"one in {shown}",
            key="one.id",
            classes=("{chosen: thread && thread.id === one.id, resolved: !one.is_open}",),
            raw_attrs=[':data-comment="one.id"'],
        ),
    ):
        _build_comment()


def _build_comment() -> None:
    with html.Button(
        type="button",
        classes="comment-head",
        click="window.twin.comments.choose(one.id)",
        raw_attrs=aria(expanded="!!thread && thread.id === one.id"),
    ):
        html.Span("{{ one.id }}", classes="pin-number")
        with html.Span(classes="names"):
            html.Span("{{ one.text }}", classes="comment-said")
            html.Span("{{ one.on }}", v_if="one.on", classes="quiet")
            html.Span(
                "{{ one.author }} · {{ window.twin.timeText(one.made_at) }}"
                "{{ one.replies ? ' · ' + t.comment_replies.replace('{count}', one.replies) : '' }}",
                classes="quiet",
            )
            html.Span(
                "{{ t.comment_resolved_by.replace('{name}', one.resolved_by) }} · "
                "{{ window.twin.timeText(one.resolved_at) }}",
                v_if="!one.is_open",
                classes="quiet",
            )
    with html.Div(v_if="thread && thread.id === one.id", classes="thread"):
        _build_thread()


def _build_thread() -> None:
    with html.Ul(v_if="thread.replies.length"), html.Li(v_for="reply in thread.replies", key="reply.id"):
        with html.Div(classes="reply"):
            html.Span("{{ reply.text }}", classes="comment-said")
            html.Span("{{ reply.author }} · {{ window.twin.timeText(reply.made_at) }}", classes="quiet")
        _build_deletion("reply", "delete_reply", MAY_DELETE.format("reply"))
    with html.Form(
        v_if="visitor.may_save", classes="reply-form",
        raw_attrs=['@submit.prevent="window.twin.comments.reply(one.id)"'],
    ):  # fmt: skip
        _textarea("reply_text", id="reply-text", rows=2, label="t.comment_reply")
        _left("reply_text")
        html.Button("{{ t.comment_reply }}", type="submit", classes="button", v_if="reply_text.trim()")
    with html.Div(classes="comment-buttons"):
        _tool("'centre'", "window.twin.comments.fly(one)", "t.comment_fly", name="fly")
        html.Button(
            "{{ one.is_open ? t.comment_resolve : t.comment_reopen }}",
            v_if="visitor.may_save", type="button", classes="button",
            click="window.twin.comments.change(one.is_open ? 'resolve_comment' : 'reopen_comment', one.id)",
            raw_attrs=['data-tool="resolve"'],
        )  # fmt: skip
        _build_deletion(
            "one", "delete_comment", f"{MAY_DELETE.format('one')} && (visitor.may_manage || !one.is_answered)"
        )


def _build_deletion(what: str, action: str, allowed: str) -> None:
    """Add the bin, for whom it is."""
    with html.Template(v_if=allowed):
        add_deletion(
            "comment_doomed", f"'{what}' + {what}.id", f"window.twin.comments.change('{action}', {what}.id)",
            title="t.delete", tool=f"delete-{what}",
        )  # fmt: skip


def _textarea(name: str, *, id: str, rows: int = 3, label: str = "") -> None:
    html.Textarea(
        id=id,
        rows=str(rows),
        raw_attrs=[
            f':value="{name}"', f'@input="{name} = $event.target.value"', f'maxlength="{MAX_TEXT}"', "required",
            *(aria(label=label) if label else []), *([f':placeholder="{label}"'] if label else []),
        ],
    )  # fmt: skip


def _left(name: str) -> None:
    """Add how many characters are left, when they become few."""
    left = f"{MAX_TEXT} - {name}.length"
    html.Span(f"{{{{ t.comment_left.replace('{{count}}', {left}) }}}}", v_if=f"{left} < 100", classes="quiet")


def _way(text: str, click: str, *, name: str, on: str = "false", disabled: str = "false") -> None:
    html.Button(
        f"{{{{ t.{text} }}}}",
        type="button",
        classes=(f"{{on: {on}}}",),
        click=click,
        disabled=(disabled,),
        raw_attrs=[f'data-way="{name}"'],
    )


def _tool(icon: str, click: str, title: str, *, name: str) -> None:
    with html.Button(
        type="button", classes="tool", click=click, title=(title,),
        raw_attrs=[f'data-tool="{name}"', *aria(label=title)],
    ):  # fmt: skip
        add_icon(icon)
