"""The stand-in for Twilio's Content API: contents, and their approval by WhatsApp."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.faults import strike_after, strike_before
from bot.sandbox.ground import Ground
from bot.sandbox.twilio_content_shapes import VARIABLE, check_content, variables_in
from bot.sandbox.twilio_door import Call, TwilioDoor, Work, planned_refusal
from bot.sandbox.twilio_errors import invalid, not_found
from bot.sandbox.twilio_tables import (
    APPROVALS,
    APPROVE,
    CONTENT,
    CONTENTS,
    CONTENTS_AND_APPROVALS,
)

NAME = re.compile(r"[a-z0-9_]{1,512}")
CATEGORIES = frozenset({"UTILITY", "MARKETING", "AUTHENTICATION"})
NEVER_APPROVED = frozenset({"twilio/list-picker", "twilio/location"})
DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE = 50, 1000


@dataclass(frozen=True)
class Content:
    """One content and how far its approval got."""

    sid: str
    friendly_name: str | None
    language: str
    variables: Mapping[str, str]
    types: Mapping[str, Mapping[str, Any]]
    created: str
    """ISO 8601."""
    name: str = ""
    category: str = ""
    status: str = "unsubmitted"
    rejection_reason: str = ""

    @property
    def richest(self) -> str:
        """Which of its types WhatsApp is sent: a plain text only if there is nothing else."""
        return next((name for name in self.types if name != "twilio/text"), "twilio/text")

    @property
    def is_approved(self) -> bool:
        """Whether it may be sent outside the 24 hours."""
        return self.status == "approved"

    def approval(self) -> dict[str, Any]:
        """The approval as the API shows it."""
        return {
            "name": self.name,
            "category": self.category,
            "content_type": self.richest,
            "status": self.status,
            "rejection_reason": self.rejection_reason,
            "allow_category_change": True,
        }


class TwilioContents:
    """Every content of the account."""

    def __init__(self, ground: Ground, door: TwilioDoor) -> None:
        """Begin with none."""
        self._config = ground.config
        self._faults = ground.faults
        self._door = door
        self._contents: dict[str, Content] = {}
        self._reviews: set[asyncio.Task[None]] = set()

    def routes(self) -> list[Route]:
        """The part of the API that exists here."""
        calls: Mapping[str, Work] = {
            f"POST {CONTENTS}": self._create,
            f"GET {CONTENTS}": self._list,
            f"GET {CONTENTS_AND_APPROVALS}": self._list_with_approvals,
            f"POST {APPROVE}": self._submit,
            f"GET {APPROVALS}": self._fetch_approval,
            f"GET {CONTENT}": self._fetch,
            f"DELETE {CONTENT}": self._delete,
        }
        return [self._door.route(called, self._struck(work)) for called, work in calls.items()]

    def find(self, sid: str) -> Content | None:
        """The content of that id."""
        return self._contents.get(sid)

    def _struck(self, work: Work) -> Work:
        async def work_on_any_day(call: Call) -> Response:
            fault = self._faults.take("twilio.content", str(call.params.get("friendly_name", "")))
            if fault is not None and await strike_before(fault):
                return planned_refusal(fault)
            answer = await work(call)
            if fault is not None and await strike_after(fault):
                return planned_refusal(fault)
            return answer

        return work_on_any_day

    async def _create(self, call: Call) -> Response:
        check_content(call.params)
        content = Content(
            sid="HX" + secrets.token_hex(16),
            friendly_name=call.params.get("friendly_name"),
            language=call.params["language"],
            variables=call.params.get("variables", {}),
            types=call.params["types"],
            created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        self._contents[content.sid] = content
        return JSONResponse(self._resource(content), 201)

    async def _fetch(self, call: Call) -> Response:
        return JSONResponse(self._resource(self._known(call, "Sid")))

    async def _delete(self, call: Call) -> Response:
        del self._contents[self._known(call, "Sid").sid]
        return Response(status_code=204)

    async def _list(self, call: Call) -> Response:
        return self._page(call, [self._resource(one) for one in self._newest_first()])

    async def _list_with_approvals(self, call: Call) -> Response:
        shown = [
            _shared(self._config.twilio_account_sid, one) | {"approval_requests": one.approval()}
            for one in self._newest_first()
        ]
        return self._page(call, shown)

    async def _fetch_approval(self, call: Call) -> Response:
        content = self._known(call, "Sid")
        return JSONResponse(
            {
                "sid": content.sid,
                "account_sid": self._config.twilio_account_sid,
                "whatsapp": {"type": "whatsapp"} | content.approval(),
                "url": self._url(f"/v1/Content/{content.sid}/ApprovalRequests"),
            }
        )

    async def _submit(self, call: Call) -> Response:
        content = self._known(call, "ContentSid")
        name, category = call.params.get("name"), call.params.get("category")
        if not isinstance(name, str) or not NAME.fullmatch(name):
            raise invalid("name is required: lowercase letters, digits and underscores only")
        if category not in CATEGORIES:
            raise invalid(f"category is required: one of {', '.join(sorted(CATEGORIES))}")
        if content.status not in ("unsubmitted", "rejected"):
            raise invalid("This content has been submitted for approval already")
        submitted = replace(content, name=name, category=category, status="received")
        self._contents[content.sid] = submitted
        review = asyncio.ensure_future(self._review(submitted))
        self._reviews.add(review)
        review.add_done_callback(self._reviews.discard)
        return JSONResponse(submitted.approval(), 201)

    async def _review(self, content: Content) -> None:
        fault = self._faults.take("twilio.approval", content.name)
        await asyncio.sleep(self._config.approval_delay_s)
        if content.sid not in self._contents:
            return
        reason = fault.description if fault else why_rejected(content)
        status = "rejected" if reason else "approved"
        self._contents[content.sid] = replace(content, status=status, rejection_reason=reason)

    def _known(self, call: Call, name: str) -> Content:
        content = self.find(call.about[name])
        if content is None:
            raise not_found(call.path)
        return content

    def _newest_first(self) -> Sequence[Content]:
        return list(reversed(self._contents.values()))

    def _resource(self, content: Content) -> dict[str, Any]:
        url = self._url(f"/v1/Content/{content.sid}")
        return _shared(self._config.twilio_account_sid, content) | {
            "url": url,
            "links": {
                "approval_create": f"{url}/ApprovalRequests/whatsapp",
                "approval_fetch": f"{url}/ApprovalRequests",
            },
        }

    def _page(self, call: Call, found: Sequence[Mapping[str, Any]]) -> Response:
        size = min(max(int(call.params.get("PageSize", DEFAULT_PAGE_SIZE)), 1), MAX_PAGE_SIZE)
        number = int(call.params.get("Page", 0))
        last = max(len(found) - 1, 0) // size

        def url(page: int) -> str:
            return self._url(f"{call.path}?PageSize={size}&Page={page}")

        meta = {
            "page": number,
            "page_size": size,
            "first_page_url": url(0),
            "previous_page_url": url(number - 1) if number else None,
            "url": url(number),
            "next_page_url": url(number + 1) if number < last else None,
            "key": "contents",
        }
        shown = found[number * size : (number + 1) * size]
        return JSONResponse({"meta": meta, "contents": list(shown)})

    def _url(self, path: str) -> str:
        return f"{self._config.own_url}/twilio{path}"


def why_rejected(content: Content) -> str:
    """Why WhatsApp does not approve a content; empty when it does."""
    for name in content.types:
        if name in NEVER_APPROVED:
            return f"{name} cannot be approved by WhatsApp"
    if variables_in(content.types) - set(content.variables):
        return "A sample is missing for a variable"
    for types in content.types.values():
        body = str(types.get("body", "")).strip()
        first, last = VARIABLE.match(body), [found.end() for found in VARIABLE.finditer(body)]
        if first or (last and last[-1] == len(body)):
            return "Variables can't be at the start or end of the template"
    return ""


def _shared(account_sid: str, content: Content) -> dict[str, Any]:
    return {
        "date_created": content.created,
        "date_updated": content.created,
        "sid": content.sid,
        "account_sid": account_sid,
        "friendly_name": content.friendly_name,
        "language": content.language,
        "variables": dict(content.variables),
        "types": dict(content.types),
    }
