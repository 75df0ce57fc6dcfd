"""A bucket in memory that speaks as much of S3 as the media store uses, signatures unread."""

from __future__ import annotations

import asyncio
import itertools
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import md5
from xml.sax.saxutils import escape

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


class Bucket:
    """Objects by key, and parts of uploads that are not complete."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.parts: dict[str, dict[int, bytes]] = {}
        self.authorizations: list[str] = []
        self._ids = itertools.count(1)

    def app(self) -> Starlette:
        methods = ["GET", "HEAD", "PUT", "POST", "DELETE"]
        return Starlette(routes=[Route("/bucket{key:path}", self._answer, methods=methods)])

    async def _answer(self, request: Request) -> Response:
        self.authorizations.append(request.headers.get("authorization", ""))
        key, query = request.path_params["key"].strip("/"), request.query_params
        match request.method:
            case "GET" if not key:
                return self._list(query.get("prefix", ""))
            case "GET" | "HEAD":
                return self._get(key)
            case "PUT":
                return self._put(key, await request.body(), query)
            case "POST" if "delete" in query:
                return self._delete_some((await request.body()).decode())
            case "POST":
                return self._upload(key, query)
            case _:
                return self._delete(key, query)

    def _list(self, prefix: str) -> Response:
        found = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>{_now().isoformat()}</LastModified>"
            f"<ETag>x</ETag><Size>{len(data)}</Size></Contents>"
            for key, data in sorted(self.objects.items())
            if key.startswith(prefix)
        )
        return _xml(f"<ListBucketResult><IsTruncated>false</IsTruncated>{found}</ListBucketResult>")

    def _get(self, key: str) -> Response:
        if key not in self.objects:
            return Response("<Error><Code>NoSuchKey</Code></Error>", 404)
        data = self.objects[key]
        headers = {"ETag": _etag(data), "Last-Modified": format_datetime(_now(), usegmt=True)}
        return Response(data, headers=headers)

    def _put(self, key: str, data: bytes, query: QueryParams) -> Response:
        if "partNumber" in query:
            self.parts[query["uploadId"]][int(query["partNumber"])] = data
        else:
            self.objects[key] = data
        return Response(headers={"ETag": _etag(data)})

    def _upload(self, key: str, query: QueryParams) -> Response:
        if "uploads" in query:
            upload_id = f"upload-{next(self._ids)}"
            self.parts[upload_id] = {}
            return _xml(
                "<InitiateMultipartUploadResult>"
                f"<UploadId>{upload_id}</UploadId></InitiateMultipartUploadResult>"
            )
        parts = self.parts.pop(query["uploadId"])
        self.objects[key] = b"".join(parts[number] for number in sorted(parts))
        return _xml("<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>")

    def _delete_some(self, wanted: str) -> Response:
        keys = re.findall(r"<Key>(.*?)</Key>", wanted)
        for key in keys:
            self.objects.pop(key, None)
        deleted = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        return _xml(f"<DeleteResult>{deleted}</DeleteResult>")

    def _delete(self, key: str, query: QueryParams) -> Response:
        if "uploadId" in query:
            self.parts.pop(query["uploadId"], None)
        else:
            self.objects.pop(key, None)
        return Response(status_code=204)


@contextmanager
def serving(bucket: Bucket) -> Iterator[str]:
    """Serve the bucket; its endpoint."""
    server = uvicorn.Server(uvicorn.Config(bucket.app(), port=0, log_level="error"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def _now() -> datetime:
    return datetime.now(UTC)


def _etag(data: bytes) -> str:
    return f'"{md5(data).hexdigest()}"'


def _xml(body: str) -> Response:
    return Response(f'<?xml version="1.0"?>{body}', media_type="application/xml")
