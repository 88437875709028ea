"""What the exhibition's page weighs on a phone, as a real browser fetches it."""

import shutil


def weight(address: str) -> int | None:
    """Bytes received for one first visit, 390 px wide at twice the density, scrolled to the end. None without
    Chromium."""
    chromium = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    if chromium is None:
        return None
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 390, "height": 844}, device_scale_factor=2)
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        received: list[int] = []
        line.on("Network.loadingFinished", lambda event: received.append(int(event["encodedDataLength"])))
        page.goto(address, wait_until="networkidle")
        page.evaluate(
            """async () => {
                for (let y = 0; y < document.body.scrollHeight; y += 400) {
                    scrollTo(0, y); await new Promise(done => setTimeout(done, 50));
                }
            }"""
        )
        page.wait_for_load_state("networkidle")
        browser.close()
    return sum(received)
