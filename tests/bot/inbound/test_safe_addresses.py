"""Which addresses a download may call, however they are written."""

from __future__ import annotations

from ipaddress import ip_address

import httpx
import pytest

from bot.inbound.safe_addresses import BaseAddress, Reach, RedirectHosts, Refused, parse, reach

BASE = "https://api.twilio.com"


@pytest.mark.parametrize(
    "address",
    [
        "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1",
        "https://API.Twilio.com/x",
        "https://api.twilio.com:443/x?y=z",
        "https://api.twilio.com/x#fragment",
    ],
)
def test_what_lies_under_the_base_address_is_called(address):
    assert BaseAddress(BASE).admit(address).host == "api.twilio.com"


@pytest.mark.parametrize(
    "address",
    [
        "http://api.twilio.com/x",
        "https://api.twilio.com:8443/x",
        "https://api.twilio.com.evil.example/x",
        "https://evil.example/x",
        "https://evil.example/https://api.twilio.com/x",
        "https://api.twilio.com@evil.example/x",
        "https://user:password@api.twilio.com/x",
        "https://user@api.twilio.com/x",
        "https://api.twilio.com\\@evil.example/x",
        "https://evil.example\\@api.twilio.com/x",
        "https://api.twilio.com\\.evil.example/x",
        "https://api.twilio.com./x",
        "https://api.twilio.com/../x",
        "https://api.twilio.com/a/../../x",
        "https://api.twilio.com/a/%2e%2e/x",
        "https://api.twilio.com/a/.%2E/x",
        "https://api.twilio.com/a%5c..%5cx",
        "https://api.twilio.com/a b",
        "https://api.twilio.com/\r\nHost: evil.example",
        "https://api.twilio.com/\tx",
        "https://аpi.twilio.com/x",  # the first letter is Cyrillic
        "//api.twilio.com/x",
        "/x",
        "ftp://api.twilio.com/x",
        "file:///etc/passwd",
        "https://",
        "https://api.twilio.com:99999999/x",
        "https://[::1/x",
        "",
    ],
)
def test_what_does_not_lie_under_the_base_address_is_refused(address):
    with pytest.raises(Refused):
        BaseAddress(BASE).admit(address)


@pytest.mark.parametrize("address", ["http://h/tw", "http://h/twilio/x", "http://h/%74w/x"])
def test_a_base_addresss_path_is_a_prefix_of_whole_steps(address):
    base = BaseAddress("http://h/tw/")
    assert base.admit("http://h/tw/x").path == "/tw/x"
    with pytest.raises(Refused):
        base.admit(address)


FROM = httpx.URL("https://api.twilio.com/a/b")
HOSTS = ("*.twilio.com", "*.TwilioCDN.com", "files.example")


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        (
            "https://mms.twiliocdn.com/x?signature=1%2B2",
            "https://mms.twiliocdn.com/x?signature=1%2B2",
        ),
        ("https://a.b.twiliocdn.com/x", "https://a.b.twiliocdn.com/x"),
        ("//MMS.twiliocdn.com/x", "https://mms.twiliocdn.com/x"),
        ("/x", "https://api.twilio.com/x"),
        ("../x", "https://api.twilio.com/x"),
        ("https://files.example/x", "https://files.example/x"),
    ],
)
def test_a_redirect_to_a_named_host_is_followed(location, leads_to):
    assert str(RedirectHosts(HOSTS, https_only=True).admit(FROM, location)) == leads_to


@pytest.mark.parametrize(
    "location",
    [
        "http://mms.twiliocdn.com/x",
        "https://twiliocdn.com/x",
        "https://eviltwiliocdn.com/x",
        "https://.twiliocdn.com/x",
        "https://mms.twiliocdn.com.evil.example/x",
        "https://mms.twiliocdn.com@evil.example/x",
        "https://user:password@mms.twiliocdn.com/x",
        "https://evil.example\\.twiliocdn.com/x",
        "https://evil.example#.twiliocdn.com/x",
        "https://evil.example?.twiliocdn.com/x",
        "https://a.files.example/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "http://169.254.169.254/latest/meta-data/",
        "https://2130706433/x",
        "file:///etc/passwd",
        "gopher://mms.twiliocdn.com/x",
        "data:image/png;base64,AAAA",
        "https://mms.twiliocdn.com:99999999/x",
        "https://mms.twiliocdn.com/%2e%2e/x",
        "",
    ],
)
def test_a_redirect_to_anywhere_else_is_refused(location):
    with pytest.raises(Refused):
        RedirectHosts(("*.twilio.com.x", *HOSTS[1:]), https_only=True).admit(FROM, location)


def test_a_redirect_may_be_to_http_where_the_api_is_http_too():
    hosts = RedirectHosts(("127.0.0.1",), https_only=False)
    assert hosts.admit(FROM, "http://127.0.0.1:99/x").port == 99
    assert hosts.admit(FROM, "https://127.0.0.1/x").scheme == "https"


def test_a_fragment_is_not_sent_anywhere():
    assert str(parse("https://api.twilio.com/x#y")) == "https://api.twilio.com/x"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", Reach.PUBLIC),
        ("2606:4700::1111", Reach.PUBLIC),
        ("::ffff:8.8.8.8", Reach.PUBLIC),
        ("64:ff9b::808:808", Reach.PUBLIC),
        ("127.0.0.1", Reach.LOOPBACK),
        ("127.8.9.1", Reach.LOOPBACK),
        ("::1", Reach.LOOPBACK),
        ("::ffff:127.0.0.1", Reach.LOOPBACK),
        ("64:ff9b::7f00:1", Reach.LOOPBACK),
        ("2002:7f00:1::", Reach.LOOPBACK),
        ("10.1.2.3", Reach.PRIVATE),
        ("172.16.0.1", Reach.PRIVATE),
        ("192.168.1.1", Reach.PRIVATE),
        ("fd00::1", Reach.PRIVATE),
        ("::ffff:10.0.0.1", Reach.PRIVATE),
        ("169.254.169.254", Reach.NOWHERE),
        ("::ffff:169.254.169.254", Reach.NOWHERE),
        ("2002:a9fe:a9fe::", Reach.NOWHERE),
        ("fe80::1", Reach.NOWHERE),
        ("fec0::1", Reach.NOWHERE),
        ("fd00:ec2::254", Reach.PRIVATE),
        ("100.64.0.1", Reach.NOWHERE),
        ("0.0.0.0", Reach.NOWHERE),
        ("::", Reach.NOWHERE),
        ("224.0.0.1", Reach.NOWHERE),
        ("239.1.2.3", Reach.NOWHERE),
        ("ff02::1", Reach.NOWHERE),
        ("ff0e::1", Reach.NOWHERE),
        ("240.0.0.1", Reach.NOWHERE),
        ("255.255.255.255", Reach.NOWHERE),
        ("192.0.2.1", Reach.NOWHERE),
        ("198.18.0.1", Reach.NOWHERE),
        ("2001:db8::1", Reach.NOWHERE),
        ("2001:0:7f00:1::", Reach.NOWHERE),
        ("::127.0.0.1", Reach.NOWHERE),
    ],
)
def test_from_where_an_address_can_be_reached(address, expected):
    assert reach(ip_address(address)) == expected
