"""A Bot API in a transport: answers as it is told and keeps what it was asked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

import httpx


@dataclass(frozen=True)
class Part:
    """A file that came in a form."""

    file_name: str
    content_type: str
    data: bytes


class BotApi:
    """Answers each call with the next of ``answers``, and then with a message that was sent."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.actions: list[str] = []
        """The chat actions, which are calls too but no part of what is sent."""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        method = request.url.path.rpartition("/")[2]
        arguments = arguments_of(request)
        if method == "sendChatAction":
            self.actions.append(arguments["action"])
            return ok(True)
        self.calls.append((method, arguments))
        answer = self.answers.pop(0) if self.answers else ok({"message_id": 77})
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def methods(self) -> list[str]:
        return [method for method, _ in self.calls]

    def http(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self))


def ok(result: object) -> httpx.Response:
    return httpx.Response(200, json={"ok": True, "result": result})


def refusal(code: int, description: str, **parameters: Any) -> httpx.Response:
    body = {"ok": False, "error_code": code, "description": description}
    return httpx.Response(code, json=body | ({"parameters": parameters} if parameters else {}))


def arguments_of(request: httpx.Request) -> dict[str, Any]:
    """Whatever the body's form: values as JSON has them, files as Part."""
    content_type = request.headers["content-type"]
    if content_type == "application/json":
        arguments: dict[str, Any] = json.loads(request.content)
        return arguments
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    form = BytesParser(policy=HTTP).parsebytes(head + request.content)
    return dict(_field(part) for part in form.iter_parts())


def _field(part: Any) -> tuple[str, Any]:
    name = part.get_param("name", header="content-disposition")
    data = part.get_payload(decode=True)
    file_name = part.get_filename()
    if file_name is not None:
        return name, Part(file_name, part.get_content_type(), data)
    text = data.decode()
    return name, _plain(text)


def _plain(text: str) -> Any:
    """Numbers and objects as such, as the Bot API reads them in a form."""
    try:
        return json.loads(text)
    except ValueError:
        return text
