import Timekeeping
import XCTest

final class TimestampTests: XCTestCase {
    func testATimestampIsWrittenInUTC() {
        XCTAssertEqual(Timestamp.earliest.rfc3339, "1970-01-01T00:00:00Z")
        XCTAssertEqual(Timestamp.latest.rfc3339, "9999-12-31T23:59:59Z")
        XCTAssertEqual(
            Timestamp(unixSeconds: 1_802_403_000)?.rfc3339, "2027-02-12T03:30:00Z")
        XCTAssertEqual(Timestamp(unixSeconds: 951_782_399)?.rfc3339, "2000-02-28T23:59:59Z")
    }

    func testValidDateTimesAreRead() {
        let times: [(String, Int64)] = [
            ("1970-01-01T00:00:00Z", 0),
            ("2027-02-12T03:30:00Z", 1_802_403_000),
            ("2027-02-12t03:30:00z", 1_802_403_000),
            ("2027-02-12T09:00:00+05:30", 1_802_403_000),
            ("2027-02-11T22:30:00-05:00", 1_802_403_000),
            ("2027-02-12T03:30:00-00:00", 1_802_403_000),
            ("2027-02-12T03:30:00.999999999Z", 1_802_403_000),
            ("1985-04-12T23:20:50.52Z", 482_196_050),
            ("1996-12-19T16:39:57-08:00", 851_042_397),
            ("1937-01-01T12:00:27.87+00:20", -1),
            ("1969-12-31T23:30:00-01:00", 1800),
            ("2024-02-29T00:00:00Z", 1_709_164_800),
            ("2000-02-29T00:00:00Z", 951_782_400),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ]
        for (text, seconds) in times {
            XCTAssertEqual(
                Timestamp(rfc3339: text)?.unixSeconds, seconds < 0 ? nil : seconds, text)
        }
    }

    func testInvalidDateTimesAreRefused() {
        let texts = [
            "", "2027", "2027-02-12", "2027-02-12T03:30Z", "2027-02-12T03:30:00",
            "2027-02-12 03:30:00Z", " 2027-02-12T03:30:00Z", "2027-02-12T03:30:00Z ",
            "2027-02-12T03:30:00Z\n", "2027-02-12T03:30:00Z\0", "2027-02-30T03:30:00Z",
            "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2100-02-29T00:00:00Z",
            "2027-04-31T00:00:00Z", "2027-00-12T00:00:00Z", "2027-13-12T00:00:00Z",
            "2027-01-00T00:00:00Z", "2027-01-32T00:00:00Z", "2027-01-01T24:00:00Z",
            "2027-01-01T23:60:00Z", "2016-12-31T23:59:60Z", "2027-01-01T00:00:61Z",
            "2027-01-01T00:00:00.Z", "2027-01-01T00:00:00,5Z", "2027-01-01T00:00:00+0530",
            "2027-01-01T00:00:00+05", "2027-01-01T00:00:00+24:00", "2027-01-01T00:00:00+05:60",
            "2027-01-01T00:00:00+05:30Z", "2027-01-01T00:00:00 +05:30", "27-01-01T00:00:00Z",
            "+027-01-01T00:00:00Z", "2027-1-01T00:00:00Z", "2027-01-01T0:00:00Z",
            "-2027-01-01T00:00:00Z", "20270-01-01T00:00:00Z", "2027-+1-01T00:00:00Z",
            "1969-12-31T23:59:59Z", "0000-01-01T00:00:00Z", "1970-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-00:01", "２０２７-01-01T00:00:00Z", "2027-01-01T00:00:00−05:00",
            "2027-01-01T00:00:00." + String(repeating: "1", count: 100) + "Z",
        ]
        for text in texts {
            XCTAssertNil(Timestamp(rfc3339: text), text)
        }
    }

    func testEveryDayOfFourCenturiesRoundTrips() throws {
        for day in 0..<146_097 {
            let time = try XCTUnwrap(Timestamp(unixSeconds: Int64(day) * 86_400 + 86_399))
            guard Timestamp(rfc3339: time.rfc3339) == time else {
                return XCTFail("\(time) does not round-trip")
            }
        }
    }

    func testTimesOutsideTheRangeAreRefusedOrClamped() {
        XCTAssertNil(Timestamp(unixSeconds: -1))
        XCTAssertNil(Timestamp(unixSeconds: 253_402_300_800))
        XCTAssertNil(Timestamp(unixSeconds: .min))
        XCTAssertNil(Timestamp(unixSeconds: .max))
        XCTAssertEqual(Timestamp(clamping: .min), .earliest)
        XCTAssertEqual(Timestamp(clamping: .max), .latest)
    }

    func testAddingStopsAtTheBounds() {
        let time = Timestamp(clamping: 1000)
        XCTAssertEqual(time.adding(seconds: 500).unixSeconds, 1500)
        XCTAssertEqual(time.adding(seconds: -500).unixSeconds, 500)
        XCTAssertEqual(time.adding(seconds: -1001), .earliest)
        XCTAssertEqual(time.adding(seconds: .min), .earliest)
        XCTAssertEqual(time.adding(seconds: .max), .latest)
        XCTAssertEqual(Timestamp.latest.adding(seconds: .max), .latest)
    }

    func testTimestampsAreOrderedAndSubtracted() {
        XCTAssertLessThan(Timestamp.earliest, Timestamp.latest)
        XCTAssertEqual(Timestamp.latest.seconds(since: .earliest), 253_402_300_799)
        XCTAssertEqual(Timestamp.earliest.seconds(since: .latest), -253_402_300_799)
    }
}
