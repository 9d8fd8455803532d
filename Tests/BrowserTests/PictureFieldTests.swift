import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// The field for pictures of events, facilitators and the center.
final class PictureFieldTests: BrowserTestCase {
    func testAPictureIsScaledSentShownAndRemoved() async throws {
        let event = try await system.talk(title: "Evening Talk")
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/events/\(event)")
        try await browser.waitUntilDrawn()
        try await browser.click(named: "Picture …")
        try await choosePicture(width: 2_400, height: 1_200, type: "image/png")
        try await browser.wait(for: "document.querySelector('dialog .picture-place img')")
        let picture = try await system.main.get("/events/\(event)").json["picture"]
        XCTAssertEqual(picture?["width"], 1_600)
        XCTAssertEqual(picture?["height"], 800)
        let path = try XCTUnwrap(picture?["url"]?.string)
        let served = try await system.main.get(path)
        XCTAssertEqual(served.status, 200)
        XCTAssertEqual(served["content-type"], "image/jpeg")
        XCTAssertLessThanOrEqual(served.body.count, 300_000)
        try await browser.press(Key.escape)
        try await browser.wait(for: "document.querySelector('img.cover').src.endsWith('\(path)')")
        try await browser.click(named: "Picture …")
        try await browser.click(named: "Remove the picture")
        try await browser.wait(forText: "The picture is removed.")
        let after = try await system.main.get("/events/\(event)").json["picture"]
        XCTAssertEqual(after, .null)
    }

    func testAPictureOfANewEventIsSentAfterItAndCopied() async throws {
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/new-event")
        try await browser.waitUntilDrawn()
        try await browser.set([
            ("title", "With a picture"), ("time_zone", "UTC"),
            ("starts_at", "2030-07-01T10:00"), ("ends_at", "2030-07-01T12:30"),
        ])
        try await choosePicture(width: 800, height: 400, type: "image/jpeg")
        try await browser.wait(for: "document.querySelector('.picture-place canvas')")
        try await browser.click(named: "Publish")
        let first = try await pictureOfPublished("With a picture")
        XCTAssertTrue(first.contains("/pictures/800x400-"), first)
        try await browser.click(named: "Duplicate")
        try await browser.wait(for: "document.querySelector('.picture-place img')")
        try await browser.set([("title", "The copy")])
        try await browser.click(named: "Publish")
        let copy = try await pictureOfPublished("The copy")
        XCTAssertEqual(copy, first)
    }

    func testAPictureIsForTheLaterDatesOfASeriesToo() async throws {
        let series = try await system.series("FREQ=WEEKLY;COUNT=3")
        let ids = series.eventIDs
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/events/\(ids[1])/edit")
        try await browser.waitUntilDrawn()
        try await browser.run("document.querySelector('[name=all]').click()")
        try await choosePicture(width: 400, height: 200, type: "image/jpeg")
        try await browser.wait(for: "document.querySelector('.picture-place img')")
        var hasPicture: [Bool] = []
        for id in ids {
            let event = try await system.main.get("/events/\(id)").json
            hasPicture.append(event["picture"] != .null)
        }
        XCTAssertEqual(hasPicture, [false, true, true])
    }

    func testAFileThatIsNoPictureIsRefusedAtTheField() async throws {
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/account")
        try await browser.waitUntilDrawn()
        try await choose("new File(['no picture'], 'holiday.jpg', { type: 'image/jpeg' })")
        try await browser.wait(
            for: "document.querySelector('[name=picture]').getAttribute('aria-invalid') === 'true'")
        try await browser.wait(forText: "The browser cannot read this picture.")
        try await browser.wait(for: "document.activeElement.name === 'picture'")
        try await choosePicture(width: 1_000, height: 1_000, type: "image/jpeg")
        try await browser.wait(forText: "The portrait is saved.")
        let profile = try await system.main.get("/facilitators/2").json
        XCTAssertEqual(profile["picture"]?["width"], 800)
        XCTAssertEqual(profile["name"], "Arjun Patel")
    }

    func testALogoKeepsItsTransparentParts() async throws {
        try await logInOwner()
        try await browser.open("/facilitator/centre/settings")
        try await browser.waitUntilDrawn()
        try await browser.fill("tagline", "Not saved yet")
        try await choosePicture(width: 900, height: 300, type: "image/png")
        try await browser.wait(forText: "The logo is saved.")
        let logo = try await system.main.get("/centre").json["logo"]
        XCTAssertEqual(logo?["width"], 600)
        XCTAssertTrue(logo?["url"]?.string?.hasSuffix(".png") ?? false, "\(logo as Any)")
        let alpha = try await browser.runAsync(
            """
            const image = await createImageBitmap(await (await fetch(arguments[0])).blob());
            const context = new OffscreenCanvas(1, 1).getContext('2d');
            context.drawImage(image, 0, 0);
            return context.getImageData(0, 0, 1, 1).data[3];
            """, logo?["url"] ?? .null)
        XCTAssertEqual(alpha, 0)
        // The form has kept what is written, and saves it.
        try await browser.click(named: "Save")
        try await browser.wait(forText: "Saved.")
        let centre = try await system.main.get("/centre").json
        XCTAssertEqual(centre["tagline"], "Not saved yet")
        XCTAssertEqual(centre["logo"], logo)
    }

    /// The path of the picture on the page of an event that was just published.
    private func pictureOfPublished(_ title: String) async throws -> String {
        try await browser.wait(for: "document.querySelector('h1').textContent === '\(title)'")
        try await browser.wait(
            for: "document.querySelector('img.cover')?.src.includes('/pictures/')")
        return try await browser.run("return document.querySelector('img.cover').src").string ?? ""
    }

    /// Chooses a picture with a transparent corner, as far as its type has one.
    private func choosePicture(width: Int, height: Int, type: String) async throws {
        try await choose(
            """
            await (async () => {
                const canvas = new OffscreenCanvas(\(width), \(height));
                const context = canvas.getContext('2d');
                context.fillStyle = 'green';
                context.fillRect(\(width / 4), 0, \(width), \(height));
                const blob = await canvas.convertToBlob({ type: '\(type)' });
                return new File([blob], 'picture', { type: '\(type)' });
            })()
            """)
    }

    /// Chooses the file that an expression of the page makes.
    private func choose(_ file: String) async throws {
        try await browser.wait(for: "document.querySelector('input[name=picture]')")
        let result = try await browser.runAsync(
            """
            const files = new DataTransfer();
            files.items.add(\(file));
            const input = [...document.querySelectorAll('input[name=picture]')].at(-1);
            input.files = files.files;
            input.dispatchEvent(new Event('change', { bubbles: true }));
            return true;
            """)
        XCTAssertEqual(result, true)
    }
}
