"""Reads the pages of a service as a search engine and a messenger do.

`extruct` finds the data in the pages, `pydantic2_schemaorg` knows the vocabulary of schema.org, and the
models below are what search engines require of an event.
"""

import json
import sys
from datetime import datetime
from decimal import Decimal
from importlib import import_module
from typing import Literal
from urllib.request import urlopen
from xml.etree import ElementTree

import extruct
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, HttpUrl

(base,) = sys.argv[1:]
schema = "https://schema.org/"


class Thing(BaseModel):
    """No member beside those that are named."""

    model_config = ConfigDict(extra="forbid")


class Place(Thing):
    type: Literal["Place"] = Field(alias="@type")
    name: str = Field(min_length=1)
    address: str = Field(min_length=1)


class VirtualLocation(Thing):
    type: Literal["VirtualLocation"] = Field(alias="@type")
    url: HttpUrl


class Organizer(Thing):
    type: Literal["Organization"] = Field(alias="@type")
    name: str = Field(min_length=1)
    url: HttpUrl


class Performer(Thing):
    type: Literal["Person"] = Field(alias="@type")
    name: str = Field(min_length=1)
    url: HttpUrl


class Offer(Thing):
    type: Literal["Offer"] = Field(alias="@type")
    price: Decimal = Field(ge=0)
    priceCurrency: str = Field(pattern="^[A-Z]{3}$")
    availability: Literal["https://schema.org/InStock", "https://schema.org/SoldOut", "https://schema.org/Discontinued"]
    url: HttpUrl
    validFrom: AwareDatetime
    validThrough: AwareDatetime


class Event(Thing):
    context: Literal["https://schema.org"] = Field(alias="@context")
    type: Literal["Event"] = Field(alias="@type")
    name: str = Field(min_length=1)
    description: str = Field(min_length=1)
    url: HttpUrl
    image: list[HttpUrl] = Field(min_length=1)
    startDate: AwareDatetime
    endDate: AwareDatetime
    eventStatus: Literal["https://schema.org/EventScheduled", "https://schema.org/EventCancelled"]
    eventAttendanceMode: Literal[
        "https://schema.org/OfflineEventAttendanceMode", "https://schema.org/OnlineEventAttendanceMode"]
    location: Place | VirtualLocation
    organizer: Organizer
    performer: Performer
    offers: Offer


def get(url):
    with urlopen(url) as response:
        return response.read()


def check_vocabulary(thing):
    """Checks that schema.org has the types and their properties."""
    model = getattr(import_module(f"pydantic2_schemaorg.{thing['@type']}"), thing["@type"])
    names = {field.alias for field in model.__fields__.values()} | set(model.__fields__)
    for name, value in thing.items():
        assert name.startswith("@") or name in names, f"{thing['@type']} has no {name}"
        if isinstance(value, dict):
            check_vocabulary(value)


def check_preview(page, url):
    """Checks the tags for messengers, and that the image is a raster of the size that they name."""
    tags = dict(extruct.extract(page, base_url=url, syntaxes=["opengraph"])["opengraph"][0]["properties"])
    for name in ["og:title", "og:description", "og:site_name", "og:type"]:
        assert tags[name], name
    assert tags["og:url"] == url, tags
    image = get(tags["og:image"])
    assert image.startswith(b"\xff\xd8\xff") or image.startswith(b"\x89PNG") or image[8:12] == b"WEBP"
    assert int(tags["og:image:width"]) >= 200 and int(tags["og:image:height"]) >= 200


def check_event(url):
    page = get(url).decode()
    [found] = extruct.extract(page, base_url=url, syntaxes=["json-ld"])["json-ld"]
    check_vocabulary(found)
    event = Event.model_validate(found)
    api = json.loads(get(url.replace("/e/", "/events/")))
    assert event.name == api["title"] and str(event.url) == url
    assert event.startDate == datetime.fromisoformat(api["starts_at"])
    assert event.endDate == datetime.fromisoformat(api["ends_at"])
    assert event.startDate.utcoffset() is not None
    assert event.performer.name == api["facilitator"]["name"]
    assert event.offers.priceCurrency == api["currency"]
    assert (event.offers.price == 0) == (api["price"] == 0)
    assert event.offers.availability == schema + ("InStock" if api["seats_left"] > 0 else "SoldOut")
    assert event.offers.validFrom <= event.offers.validThrough <= event.startDate
    check_preview(page, url)


names = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9"}
addresses = [one.text for one in ElementTree.fromstring(get(base + "/sitemap.xml")).findall("map:url/map:loc", names)]
events = [one for one in addresses if "/e/" in one]
assert len(events) >= 12, addresses
for address in events:
    check_event(address)
for address in addresses:
    if address not in events:
        check_preview(get(address).decode(), address)
print(f"{len(events)} events and {len(addresses) - len(events)} other pages tell what they are.")
