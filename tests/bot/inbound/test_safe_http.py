"""Downloads from real servers: where they go, what they carry along, and where they stop."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from bot.inbound.safe_addresses import Refused
from bot.inbound.safe_http import SafeHttp, addresses_of, download_client
from tests.bot.inbound.file_server import JPEG, FileServer, content, redirect, serving, status

SECRET = {"Authorization": "Basic c2VjcmV0"}


@pytest.fixture
async def files() -> AsyncIterator[FileServer]:
    async with serving() as server:
        yield server


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with download_client() as http:
        yield http


class Names:
    """A resolver that says what a test wants, and counts how often it was asked."""

    def __init__(self, **names: Sequence[str]) -> None:
        self._names = {name.replace("_", "."): list(says) for name, says in names.items()}
        self.asked: list[str] = []

    async def resolve(self, host: str, port: int) -> Sequence[object]:
        self.asked.append(host)
        if host not in self._names:
            raise OSError
        says = self._names[host]
        return [ip_address(each) for each in (says.pop(0) if len(says) > 1 else says[0]).split()]


class Recorder(httpx.AsyncBaseTransport):
    """Takes every request, and answers as told."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self._answers = list(answers)
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def moved(to: str) -> httpx.Response:
    return httpx.Response(307, headers={"Location": to, "Set-Cookie": "a=secret; Path=/"})


def found() -> httpx.Response:
    async def body() -> AsyncIterator[bytes]:
        yield JPEG

    return httpx.Response(200, content=body())


async def got(http: SafeHttp, address: str) -> bytes:
    async with http.get(address, SECRET) as response:
        return b"".join([piece async for piece in response.aiter_raw()])


async def test_credentials_go_to_the_base_address_and_nowhere_else(files, client):
    async with serving() as elsewhere:
        there = elsewhere.put("/file", content(JPEG))
        here = files.put("/api/file", redirect(there))
        http = SafeHttp(files.address + "/api", ["127.0.0.1"], client)
        assert await got(http, here) == JPEG
        assert await got(http, here) == JPEG  # no cookie of the first time comes along
    assert files.asked[0].headers["authorization"] == "Basic c2VjcmV0"
    for asked in elsewhere.asked:
        assert asked.headers.keys() & {"authorization", "cookie", "referer"} == set()
        assert asked.headers["host"] == elsewhere.address.removeprefix("http://")
    assert all("cookie" not in asked.headers for asked in files.asked)


async def test_two_redirects_are_followed_and_a_third_is_not(files, client):
    files.put("/4", content(JPEG))
    files.put("/3", redirect("/4"))
    files.put("/2", redirect("/3", 302))
    files.put("/1", redirect("/2", 301))
    http = SafeHttp(files.address, ["127.0.0.1"], client)
    assert await got(http, files.address + "/2") == JPEG
    with pytest.raises(Refused, match="too often"):
        await got(http, files.address + "/1")


async def test_a_redirect_to_this_machine_is_refused_and_not_called(files, client):
    there = files.put("/internal", content(JPEG))
    http = SafeHttp(files.address, ["*.twilio.com", "*.twiliocdn.com"], client)
    for to in (there, "http://169.254.169.254/latest/meta-data/", "http://localhost/", "/internal"):
        with pytest.raises(Refused):
            await got(http, files.put("/file", redirect(to)))
    assert "/internal" not in files.paths


async def test_link_local_is_refused_even_where_an_operator_has_named_it(files, client):
    http = SafeHttp(files.address, ["169.254.169.254"], client)
    with pytest.raises(Refused, match="not public"):
        await got(http, files.put("/file", redirect("http://169.254.169.254/latest/")))


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1"),
        *("0.0.0.0", "::1", "fd00::1", "fe80::1", "::ffff:127.0.0.1", "8.8.8.8 10.0.0.1"),
    ],
)
async def test_a_name_that_means_a_private_address_is_not_called(address):
    names = Names(api_twilio_com=["8.8.4.4"], x_twiliocdn_com=[address])
    recorder = Recorder(moved("https://x.twiliocdn.com/file"))
    async with httpx.AsyncClient(transport=recorder) as client:
        http = SafeHttp("https://api.twilio.com", ["*.twiliocdn.com"], client, names.resolve)
        with pytest.raises(Refused, match="not public"):
            await got(http, "https://api.twilio.com/file")
    assert len(recorder.requests) == 1


async def test_an_api_on_this_machine_may_redirect_to_this_machine_but_not_to_a_private_network():
    names = Names(files_test=["127.0.0.1"], lan_test=["10.0.0.1"], sandbox=["127.0.0.1"])
    for host, refused in (("files.test", False), ("lan.test", True)):
        recorder = Recorder(moved(f"http://{host}/file"), found())
        async with httpx.AsyncClient(transport=recorder) as client:
            http = SafeHttp("http://sandbox:8025", ["*.test"], client, names.resolve)
            if refused:
                with pytest.raises(Refused):
                    await got(http, "http://sandbox:8025/file")
            else:
                assert await got(http, "http://sandbox:8025/file") == JPEG


async def test_the_very_address_that_was_looked_at_is_called():
    names = Names(x_twiliocdn_com=["93.184.216.34", "127.0.0.1"])  # rebound at the second look
    recorder = Recorder(moved("https://x.twiliocdn.com:8443/file?s=1"), found())
    async with httpx.AsyncClient(transport=recorder, cookies={"mine": "secret"}) as client:
        http = SafeHttp("https://api.twilio.com", ["*.twiliocdn.com"], client, names.resolve)
        assert await got(http, "https://api.twilio.com/file") == JPEG
    called = recorder.requests[1]
    assert str(called.url) == "https://93.184.216.34:8443/file?s=1"
    assert called.headers["host"] == "x.twiliocdn.com:8443"
    assert called.extensions["sni_hostname"] == "x.twiliocdn.com"
    assert called.headers.keys() & {"authorization", "cookie"} == set()
    assert names.asked == ["x.twiliocdn.com"]


async def test_a_relative_redirect_is_read_against_the_name_and_not_the_address():
    names = Names(x_twiliocdn_com=["93.184.216.34"])
    recorder = Recorder(moved("https://x.twiliocdn.com/a/b"), moved("../c"), found())
    async with httpx.AsyncClient(transport=recorder) as client:
        http = SafeHttp("https://api.twilio.com", ["*.twiliocdn.com"], client, names.resolve)
        assert await got(http, "https://api.twilio.com/file") == JPEG
    assert recorder.requests[2].headers["host"] == "x.twiliocdn.com"
    assert str(recorder.requests[2].url) == "https://93.184.216.34/c"


async def test_an_address_that_does_not_answer_is_followed_by_the_next_one():
    names = Names(x_twiliocdn_com=["2606:4700::1 93.184.216.34"])
    recorder = Recorder(
        moved("https://x.twiliocdn.com/a"),
        httpx.ConnectError("no route"),
        found(),
    )
    async with httpx.AsyncClient(transport=recorder) as client:
        http = SafeHttp("https://api.twilio.com", ["*.twiliocdn.com"], client, names.resolve)
        assert await got(http, "https://api.twilio.com/file") == JPEG
    assert [request.url.host for request in recorder.requests[1:]] == [
        "2606:4700::1",
        "93.184.216.34",
    ]


async def test_a_host_that_has_no_address_is_out_of_reach_for_now():
    recorder = Recorder(moved("https://x.twiliocdn.com/a"))
    async with httpx.AsyncClient(transport=recorder) as client:
        http = SafeHttp("https://api.twilio.com", ["*.twiliocdn.com"], client, Names().resolve)
        with pytest.raises(httpx.ConnectError):
            await got(http, "https://api.twilio.com/file")


async def test_a_redirect_from_https_to_http_is_refused():
    recorder = Recorder(moved("http://x.twiliocdn.com/a"))
    async with httpx.AsyncClient(transport=recorder) as client:
        http = SafeHttp("https://api.twilio.com", ["*.twiliocdn.com"], client, Names().resolve)
        with pytest.raises(Refused):
            await got(http, "https://api.twilio.com/file")


async def test_what_is_not_under_the_base_address_is_never_called(files, client):
    http = SafeHttp(files.address + "/api", ["127.0.0.1"], client)
    for address in (files.address + "/file", "http://127.0.0.1:1/api/file", files.address):
        with pytest.raises(Refused):
            await got(http, address)
    assert files.asked == []


async def test_an_answer_that_is_no_redirect_is_handed_on_whatever_it_is(files, client):
    http = SafeHttp(files.address, [], client)
    async with http.get(files.put("/file", status(404))) as response:
        assert response.status_code == 404
    async with http.get(files.put("/file", status(304, extra="Location: /x\r\n"))) as response:
        assert response.status_code == 304


@pytest.fixture
def certificate(tmp_path) -> Path:
    """A key and a certificate of this machine and ``cdn.test``, made for this test."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a test")])
    names = [x509.DNSName("cdn.test"), x509.IPAddress(ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = tmp_path / "both.pem"
    path.write_bytes(pem + made.public_bytes(Encoding.PEM))
    return path


@pytest.mark.parametrize(("host", "is_reached"), [("cdn.test", True), ("other.test", False)])
async def test_a_certificate_is_checked_against_the_name_though_an_address_is_called(
    certificate, host, is_reached
):
    of_server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    of_server.load_cert_chain(certificate)
    of_client = ssl.create_default_context(cafile=certificate)
    names = Names(**{host: ["127.0.0.1"]})
    async with (
        serving(tls=of_server) as files,
        httpx.AsyncClient(verify=of_client, trust_env=False) as client,
    ):
        port = files.address.rpartition(":")[2]
        files.put("/file", content(JPEG))
        http = SafeHttp(files.address, ["*.test"], client, names.resolve)
        moved_here = files.put("/moved", redirect(f"https://{host}:{port}/file"))
        if is_reached:
            assert await got(http, moved_here) == JPEG
            assert files.asked[-1].headers["host"] == f"{host}:{port}"
        else:
            with pytest.raises(httpx.ConnectError):
                await got(http, moved_here)


async def test_the_systems_resolver_says_each_address_once():
    found = await addresses_of("localhost", 80)
    assert set(found) <= {ip_address("127.0.0.1"), ip_address("::1")}
    assert len(found) == len(set(found)) > 0
