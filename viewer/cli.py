"""The command `twin`: what the city's room offers, and `serve`, which only this room can."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

if TYPE_CHECKING:
    from cyclopts import App

STOPPED = 130  # as a shell says that Ctrl-C ended a program


def twin_app(language: str) -> "App":
    """Return the whole command line with its help in `language`."""
    from cyclopts import Parameter

    from geodata.language import N_, translate
    from twin.cli import make_app, named

    app = make_app(language)

    def t(message: str) -> str:
        return translate(message, language)

    @app.command(
        help=t(N_("Serve a city to browsers.")),
        usage="",
        help_prologue=t(N_("Usage: twin serve DIR [--host ADDRESS] [--port PORT]")),
    )
    def serve(
        folder: Annotated[Path | None, Parameter(name="DIR", help=t(N_("The folder of a city.")))] = None,
        /,
        *,
        host: Annotated[str, Parameter(help=t(N_("The address to listen on.")))] = "127.0.0.1",
        port: Annotated[int, Parameter(help=t(N_("The port to listen on.")))] = 8080,
    ) -> None:
        from .server import serve as serve_city  # the web stack loads only for who serves

        serve_city(named(folder, "DIR"), host=host, port=port, language=language)

    return app


def main() -> None:
    """Run the command line of this process and leave with its exit status."""
    try:
        from twin.cli import run, user_language  # takes seconds, in which somebody may press Ctrl-C

        language = user_language()
        status = run(twin_app(language), sys.argv[1:], language)
    except KeyboardInterrupt:
        status = STOPPED
    sys.exit(status)


if __name__ == "__main__":
    main()
