import json
import re

import pytest

from gallery import structured
from tests.gallery.sample import HOUR, hanging, show


def facts(script):
    body = re.fullmatch(r'<script type="application/ld\+json">(.*)</script>', script, re.DOTALL)
    return json.loads(body[1])


@pytest.mark.parametrize(
    ("state", "availability"), [("free", "InStoreOnly"), ("held", "Reserved"), ("sold", "SoldOut")]
)
def test_an_offer_says_what_the_page_says(state, availability):
    offer = facts(structured.artwork(show(), hanging(state=state)))["offers"]

    assert offer["availability"] == f"https://schema.org/{availability}"
    assert offer.get("price") == (None if state == "sold" else "9500")


def test_what_is_not_for_sale_is_not_offered():
    assert "offers" not in facts(structured.artwork(show(), hanging(state="not_for_sale", price_tyiyn=None)))


@pytest.mark.parametrize("opens_in", [HOUR, -9 * HOUR])
def test_nothing_is_offered_before_the_doors_open_or_after_they_close(opens_in):
    assert "offers" not in facts(structured.artwork(show(opens_in=opens_in), hanging()))


def test_a_creator_is_named_only_where_a_name_may_go_into_search_engines():
    named = facts(structured.artwork(show(), hanging()))
    by_a_chosen_name = facts(structured.artwork(show(), hanging(shown_as="Карлыгач", indexable=False)))

    assert named["creator"] == {"@type": "Person", "name": "Гүлзат М."}
    assert "creator" not in by_a_chosen_name
    assert "Карлыгач" not in structured.artwork(show(), hanging(shown_as="Карлыгач", indexable=False))


def test_unnamed_works_are_not_listed_with_their_exhibition():
    event = facts(structured.exhibition(show(), [hanging(1), hanging(2, indexable=False)]))

    assert [work["url"].rpartition("/e/")[2] for work in event["workFeatured"]] == ["ak-jol/1/"]
    assert event["@type"] == "ExhibitionEvent"


def test_no_title_can_end_the_block():
    script = structured.artwork(show(), hanging(title="</script><script>alert(1)</script>&"))

    assert script.count("</script>") == 1
    assert facts(script)["name"] == "</script><script>alert(1)</script>&"
