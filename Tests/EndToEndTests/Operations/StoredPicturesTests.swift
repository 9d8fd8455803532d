import Foundation
import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// The bytes of pictures in the database, in backups and after their removal.
final class StoredPicturesTests: RestoreTestCase {
    private var priya: TestClient { installation.crm.client.with(token: Installation.token) }

    func testABackupHasThePictures() async throws {
        let address = try await upload(.jpeg, to: "events/1/picture")
        try backup("main")
        _ = try await priya.delete("/api/facilitator/1/events/1/picture")
        let gone = try await installation.main.client.get(address)
        XCTAssertEqual(gone.status, 404)
        _ = await installation.main.stop()
        try deleteDatabase("main")
        let restored = try restore("main")
        XCTAssertEqual(restored.status, 0, restored.errors)
        let main = try startMain()
        let served = try await main.client.get(address)
        XCTAssertEqual(served.body, try PictureFixture.jpeg.cleaned())
        _ = await main.stop()
        let check = try Program.mainAPI.run(["check", "--database", path("main")])
        XCTAssertEqual(check.status, 0, check.output + check.errors)
    }

    func testAPictureIsDeletedWithItsLastReference() async throws {
        let portrait = try await upload(.png, to: "picture")
        let shared = try await upload(.png, to: "events/1/picture")
        XCTAssertEqual(portrait, shared, "equal pictures are stored once")
        XCTAssertEqual(try pictures(), 1)
        _ = try await upload(.webP, to: "picture")
        XCTAssertEqual(try pictures(), 2)
        _ = try await upload(.jpeg, to: "events/1/picture")
        XCTAssertEqual(try pictures(), 2)
        _ = try await priya.delete("/api/facilitator/1/events/1/picture")
        _ = try await priya.delete("/api/facilitator/1/picture")
        XCTAssertEqual(try pictures(), 0)

        await installation.stop()
        try sqlite("VACUUM")
        let file = try Data(contentsOf: URL(filePath: path("main")))
        for fixture in PictureFixture.allCases {
            let part = try fixture.cleaned().suffix(48)
            XCTAssertNil(file.range(of: Data(part)), fixture.rawValue)
        }
    }

    func testTheCheckReportsAnUnusedPicture() async throws {
        await installation.stop()
        try sqlite(
            """
            INSERT INTO pictures (name, media_type, bytes, created_at)
            VALUES ('1x1-lost.png', 'image/png', x'00', 1)
            """)
        let check = try Program.mainAPI.run(["check", "--database", path("main")])
        XCTAssertEqual(check.status, 1)
        XCTAssertTrue(
            (check.output + check.errors).contains("picture 1x1-lost.png is not shown"),
            check.output + check.errors)
    }

    private func upload(_ fixture: PictureFixture, to subject: String) async throws -> String {
        let answered = try await priya.upload(fixture, to: "/api/facilitator/1/\(subject)")
        return try XCTUnwrap(answered.json["picture"]?["url"]?.string, answered.text)
    }

    private func pictures() throws -> Int {
        try DatabaseContents(path: path("main")).rows["pictures"]?.count ?? -1
    }

    /// Changes the database beside the service.
    private func sqlite(_ statement: String) throws {
        try changeDatabase(at: path("main"), statement)
    }
}
