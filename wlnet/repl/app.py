"""The interactive prompt: a multi-line editor with history; Enter submits when the input is complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

import platformdirs
from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.filters import Condition
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from wlnet import __version__
from wlnet.kernel.control import Quit
from wlnet.repl.completer import SymbolCompleter
from wlnet.repl.lexer import WolframLexer
from wlnet.repl.transcript import input_prompt, output_lines
from wlnet.syntax import is_complete

if TYPE_CHECKING:
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

    from wlnet.session import Session

BANNER = f"wlnet {__version__}: the Wolfram Language with nets on PyTorch. ?name explains, Ctrl-D leaves."


def run_prompt(session: Session, source: Input | None = None, screen: Output | None = None) -> int:
    """Read and evaluate until the end of input or `Quit[]`; the exit status."""
    print(BANNER)
    prompt = editor(session, source, screen)
    while True:
        try:
            text = prompt.prompt(lambda: input_prompt(session.line))
        except KeyboardInterrupt:
            continue
        except EOFError:
            return 0
        try:
            show(session, text)
        except Quit as end:
            return end.code


def show(session: Session, text: str) -> None:
    """Evaluate the inputs of a text and print what they give."""
    for outcome in session.outcomes(text):
        shown = output_lines(session, outcome)
        if shown:
            print(f"\n{shown}\n")


def editor(session: Session, source: Input | None = None, screen: Output | None = None) -> PromptSession[str]:
    """The line editor."""
    return PromptSession(
        history=_history(), auto_suggest=AutoSuggestFromHistory(), lexer=WolframLexer(), multiline=True,
        prompt_continuation=lambda width, number, wrapped: " " * width, key_bindings=_bindings(),
        completer=SymbolCompleter(session), complete_while_typing=False, input=source, output=screen,
        enable_open_in_editor=True, search_ignore_case=True)


def _history() -> History:
    """The history kept between sessions; in memory only where the folder cannot be written."""
    folder = platformdirs.user_state_path("wlnet", appauthor=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "history").touch()
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(folder / "history"))


def _bindings() -> KeyBindings:
    """Enter submits a complete input and starts a new line in an incomplete one; Alt-Enter always submits."""
    keys = KeyBindings()

    @Condition
    def finished() -> bool:
        from prompt_toolkit.application import get_app
        document = get_app().current_buffer.document
        return document.is_cursor_at_the_end or "\n" not in document.text

    @keys.add("enter", filter=finished)
    def submit(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if not buffer.text.strip() or is_complete(buffer.text):
            buffer.validate_and_handle()
        else:
            buffer.insert_text("\n")

    @keys.add("escape", "enter")
    def force(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()
    return keys
