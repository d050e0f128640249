"""The demonstration as a newcomer meets it: one command, four links."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Demo

pytestmark = pytest.mark.browser


def sign_in(browser: Browser, link: str) -> Page:
    """Use a link as a person does."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    return page


def test_each_link_leads_to_the_work_of_its_role(browser: Browser, demo: Demo) -> None:
    focal = sign_in(browser, demo.links["focal point"])
    expect(focal.locator("main")).to_contain_text("2026 edition (demo)")
    focal.get_by_role("link", name=re.compile("2028 edition")).click()
    expect(focal.get_by_role("heading", level=1)).to_contain_text("Malta")
    focal.get_by_role("link", name=re.compile("^L\\.")).first.click()
    expect(focal.locator("main")).to_contain_text("From 2026 edition (demo), please confirm")
    reviewer = sign_in(browser, demo.links["reviewer"])
    reviewer.get_by_role("link", name=re.compile("2028 edition")).click()
    expect(reviewer.get_by_role("heading", level=1)).to_contain_text("Responses")
    manager = sign_in(browser, demo.links["manager"])
    expect(manager.get_by_role("heading", level=1)).to_contain_text("Editions")
    manager.get_by_role("link", name="Mail", exact=True).click()
    manager.get_by_role("link", name=re.compile("invite|invitation", re.IGNORECASE)).first.click()
    expect(manager.locator("main")).to_contain_text("/sign-in/")
    administrator = sign_in(browser, demo.links["administrator"])
    administrator.get_by_role("link", name="Staff", exact=True).click()
    expect(administrator.get_by_role("heading", level=1)).to_contain_text("Staff")

    # A link that was used is used up.
    other = browser.new_context().new_page()
    other.goto(demo.links["reviewer"])
    expect(other.get_by_role("heading", level=1)).to_contain_text("link")
    assert other.get_by_role("button", name="Sign in").count() == 0
