"""A call's parameters: read from its query and body, and held against the declared tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from bot.sandbox.telegram_errors import TelegramError, bad_request
from bot.sandbox.telegram_html import utf16_length
from bot.sandbox.telegram_tables import TYPES, Param

MAX_FILE = 50_000_000
MAX_FIELD = 1_000_000
EMPTY = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "message_id": "message identifier is not specified",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
}
"""The real server's words for what is missing, where they are known."""
CHECKED_LATER = frozenset({"text", "caption"})
"""Their lengths count after the markup was taken out; an empty text has words of its own."""
BOOLEANS = frozenset({"true", "false", "True", "False", "0", "1"})


@dataclass(frozen=True)
class SentFile:
    """A file in a multipart body."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Given:
    """What came with a call, before it was checked."""

    params: Mapping[str, Any]
    files: Mapping[str, SentFile]
    body: str
    """``json``, ``form``, ``multipart`` or ``query``: how the parameters came."""

    def recorded(self) -> dict[str, Any]:
        """The parameters for the journal: without secrets, files as name and size."""
        files = {
            name: {"file": file.name, "size": len(file.content)}
            for name, file in self.files.items()
        }
        hidden = {"secret_token": "hidden"} if "secret_token" in self.params else {}
        return dict(self.params) | files | hidden


async def read_given(request: Request) -> Given:
    """The parameters of a call; TelegramError when its body cannot be read."""
    query: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind == "application/json":
        return Given(query | await _json_object(request), {}, "json")
    if kind == "multipart/form-data":
        return await _multipart(request, query)
    if kind == "application/x-www-form-urlencoded":
        form = (await request.form()).multi_items()
        return Given(query | {name: str(value) for name, value in form}, {}, "form")
    return Given(query, {}, "query")


async def _json_object(request: Request) -> dict[str, Any]:
    try:
        found = await request.json()
    except ValueError as error:
        raise bad_request("can't parse request: invalid JSON") from error
    if not isinstance(found, dict):
        raise bad_request("can't parse request: a JSON object is expected")
    return found


async def _multipart(request: Request, params: dict[str, Any]) -> Given:
    files: dict[str, SentFile] = {}
    async with request.form(max_part_size=MAX_FIELD) as form:
        for name, value in form.multi_items():
            if not isinstance(value, UploadFile):
                params[name] = value
            elif (value.size or 0) > MAX_FILE:
                raise TelegramError(413, "Request Entity Too Large")
            else:
                files[name] = SentFile(
                    value.filename or "file",
                    value.content_type or "application/octet-stream",
                    await value.read(),
                )
    return Given(params, files, "multipart")


def checked(given: Given, declared: Mapping[str, Param]) -> dict[str, Any]:
    """The parameters as their declaration types them; refused when they are not.

    A parameter that nobody declared is ignored, as the real server does.
    """
    found: dict[str, Any] = {}
    for name, param in declared.items():
        value = given.files.get(name, given.params.get(name))
        if isinstance(value, str) and value.startswith("attach://"):
            value = given.files.get(value.removeprefix("attach://"))
        if value is not None:
            found[name] = _typed(param, value, name)
        elif param.required:
            raise bad_request(EMPTY.get(name, f'parameter "{name}" is required'))
    return found


def _typed(param: Param, value: Any, where: str) -> Any:
    for kind in param.types:
        try:
            typed = _as(kind, value, where)
        except _WrongType:
            continue
        _check_length(param, typed, where)
        return typed
    raise bad_request(f'parameter "{where}" is expected to be {" or ".join(param.types)}')


class _WrongType(Exception):
    """A value is not of the type that was tried."""


def _as(kind: str, value: Any, where: str) -> Any:
    if kind.startswith("["):
        return _list(kind[1:-1], _parsed(value), where)
    if (read := _PLAIN.get(kind)) is not None:
        return read(value)
    return _object(kind, _parsed(value), where)


def _parsed(value: Any) -> Any:
    """Lists and objects come as themselves, or as JSON in a string."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise _WrongType from error


def _integer(value: Any) -> int:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    is_text = isinstance(value, str) and value.removeprefix("-").isdecimal() and value.isascii()
    if not (is_number or is_text):
        raise _WrongType
    return int(value)


def _float(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _WrongType
    try:
        return float(value)
    except ValueError as error:
        raise _WrongType from error


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in BOOLEANS:
        return value in ("true", "True", "1")
    raise _WrongType


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise _WrongType
    return value


def _file(value: Any) -> SentFile:
    if not isinstance(value, SentFile):
        raise _WrongType
    return value


_PLAIN: Mapping[str, Callable[[Any], Any]] = {
    "Integer": _integer,
    "Float": _float,
    "Boolean": _boolean,
    "String": _string,
    "InputFile": _file,
}


def _list(kind: str, value: Any, where: str) -> Sequence[Any]:
    if not isinstance(value, list):
        raise _WrongType
    return [_as(kind, one, where) for one in value]


def _object(kind: str, value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _WrongType
    declared = TYPES.get(kind)
    if declared is None:
        return value
    found = {}
    for name, param in declared.items():
        if name in value:
            found[name] = _typed(param, value[name], f"{where}.{name}")
        elif param.required:
            raise _WrongType
    return found


def _check_length(param: Param, value: Any, where: str) -> None:
    if param.longest is None or not isinstance(value, str) or where in CHECKED_LATER:
        return
    length = len(value.encode()) if param.counts_bytes else utf16_length(value)
    if not param.shortest <= length <= param.longest:
        raise bad_request(_too_long(where, param))


def _too_long(where: str, param: Param) -> str:
    if where.endswith("callback_data"):
        return "BUTTON_DATA_INVALID"
    if where.endswith(".command"):
        return "BOT_COMMAND_INVALID"
    if where.endswith(".description"):
        return "BOT_COMMAND_DESCRIPTION_INVALID"
    return f'parameter "{where}" must have {param.shortest} to {param.longest} characters'
