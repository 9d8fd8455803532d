import Timekeeping
import XCTest

final class TimeZoneNameTests: XCTestCase {
    func testInstalledZonesAreFound() {
        for name in [
            "UTC", "Asia/Kolkata", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "Europe/Berlin",
        ] {
            XCTAssertEqual(TimeZoneName(name)?.identifier, name)
            XCTAssertEqual(TimeZoneName(name), TimeZoneName(name), "cached")
        }
        XCTAssertEqual(TimeZoneName("UTC"), .utc)
    }

    func testOtherNamesAreRefused() {
        let names = [
            "", "/", "Asia", "Asia/", "/Asia/Kolkata", "Asia//Kolkata", "Asia/Atlantis",
            "asia/kolkata", "Asia/Kolkata ", " Asia/Kolkata", "Asia/Kolkata\0", "Asia/Kolkata\n",
            "..", "../zoneinfo/UTC", "Asia/../UTC", "./UTC", "../../../etc/passwd", "zone.tab",
            "tzdata.zi", "leapseconds", "posixrules", "localtime", "posix/UTC", "right/UTC",
            "Asia/Kolkatá", String(repeating: "A", count: 65), String(repeating: "A/", count: 5000),
        ]
        for name in names {
            XCTAssertNil(TimeZoneName(name), name)
        }
    }

    func testACanonicallyEquivalentNameIsRefused() {
        XCTAssertNotNil(TimeZoneName("Asia/Kolkata"))
        let kelvin = "Asia/\u{212A}olkata"
        XCTAssertEqual(kelvin, "Asia/Kolkata", "Swift considers them equal")
        XCTAssertNil(TimeZoneName(kelvin))
    }
}
