"""A viewer without a browser: one session over Streamlit's own websocket, which reads what a page shows and acts on it.

It speaks as the browser does (``streamlit.proto``): a BackMsg asks for a run of the script, ForwardMsgs bring the
elements, and one of them says that the run has finished. The protocol is not documented; it is that of the Streamlit
that is installed here.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

_SUBPROTOCOL = "streamlit"
_LARGEST = 50 * 2**20  # bytes of one message


class ViewerError(Exception):
    """A page shows an error, or lacks what the viewer looked for."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the script: seconds from asking to its end, bytes received, and the elements in order."""

    seconds: float
    received: int
    elements: list[Element] = field(repr=False)


class Viewer:
    """One session: what it sees, where it is, and what it has set."""

    def __init__(self, socket: ClientConnection, locale: str) -> None:
        self._socket = socket
        self._locale = locale
        self._states: dict[str, WidgetState] = {}
        self._page_hash = ""
        self.query = ""
        """What the address says after its question mark."""
        self.elements: list[Element] = []
        """What the page shows, in the order in which it was sent."""
        self.pages: dict[str, str] = {}
        """The pages there are: the end of the address → what :meth:`run` calls it."""

    @classmethod
    async def connect(cls, url: str, locale: str = "en-GB") -> "Viewer":
        """A session that has begun and has seen nothing yet, at the server's http address."""
        address = url.replace("http", "ws", 1).rstrip("/") + "/_stcore/stream"
        return cls(await connect(address, subprotocols=[_SUBPROTOCOL], max_size=_LARGEST), locale)

    async def close(self) -> None:
        """Leaves."""
        await self._socket.close()

    async def run(self, *, page: str | None = None, query: str | None = None) -> Run:
        """Runs the script on the page the viewer is on, or goes to another by its hash, "" being the first.

        :raises ViewerError: the page shows an exception or an error, or the connection broke.
        """
        message = BackMsg()
        state = message.rerun_script
        if page is not None:
            self._page_hash, self.query = page, query or ""
        state.page_script_hash, state.query_string = self._page_hash, self.query
        state.context_info.locale, state.context_info.timezone = self._locale, "UTC"
        state.widget_states.widgets.extend(self._states.values())
        start = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        received, elements = await self._until_finished()
        done = Run(time.perf_counter() - start, received, elements)
        self.elements = elements
        shown = {getattr(each, each.WhichOneof("type")).id for each in elements if _is_widget(each)}
        # As in a browser: what is no longer shown is forgotten, and a button is pressed once.
        self._states = {
            key: value
            for key, value in self._states.items()
            if key in shown and value.WhichOneof("value") != "trigger_value"
        }
        if troubles := list(_troubles(elements)):
            raise ViewerError(troubles[0])
        return done

    async def _until_finished(self) -> tuple[int, list[Element]]:
        received, elements = 0, {}
        async for data in self._socket:
            received += len(data)
            message = ForwardMsg()
            message.ParseFromString(data)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                elements = {}
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                elements[tuple(message.metadata.delta_path)] = message.delta.new_element
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "navigation":
                self._page_hash = message.navigation.page_script_hash
                self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            elif kind == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    return received, list(elements.values())
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise ViewerError("The script does not compile.")
        raise ViewerError("The server closed the connection.")

    def all(self, kind: str) -> list[Any]:
        """The page's elements of one kind ("text_input", "page_link", "html" …)."""
        return [getattr(each, kind) for each in self.elements if each.WhichOneof("type") == kind]

    def widget(self, key: str) -> Any:
        """The widget that the page gave this key.

        :raises ViewerError: there is none.
        """
        for element in filter(_is_widget, self.elements):
            widget = getattr(element, element.WhichOneof("type"))
            if widget.id.endswith(f"-{key}"):  # "$$ID-<hash>-<key>"
                return widget
        raise ViewerError(f"The page shows no {key!r}.")

    def write(self, widget: Any, text: str) -> None:
        """Writes into a text field; the next run sees it, as with all the following."""
        self._states[widget.id] = WidgetState(id=widget.id, string_value=text)

    def choose(self, widget: Any, *options: str) -> None:
        """Chooses options of a segmented control or a multiselect by the words they show."""
        state = WidgetState(id=widget.id)
        state.string_array_value.data.extend(options)
        self._states[widget.id] = state

    def press(self, button: Any) -> None:
        """Presses a button."""
        self._states[button.id] = WidgetState(id=button.id, trigger_value=True)

    async def follow(self, link: Any) -> Run:
        """Goes where a page link leads."""
        return await self.run(page=link.page_script_hash, query=link.query_string)


def _is_widget(element: Element) -> bool:
    return hasattr(getattr(element, element.WhichOneof("type")), "id")


def _troubles(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        kind = element.WhichOneof("type")
        if kind == "exception":
            yield f"{element.exception.type}: {element.exception.message}"
        elif kind == "alert" and element.alert.format == Alert.ERROR:
            yield element.alert.body
