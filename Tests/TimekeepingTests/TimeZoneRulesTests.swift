import Foundation
import XCTest

@testable import Timekeeping

final class TimeZoneRulesTests: XCTestCase {
    /// The C library reads the same files by code of its own.
    func testOffsetsAreThoseOfTheCLibrary() throws {
        let original = getenv("TZ").map { String(cString: $0) }
        defer {
            if let original { setenv("TZ", original, 1) } else { unsetenv("TZ") }
            tzset()
        }
        let names = [
            "UTC", "Asia/Kolkata", "Europe/Berlin", "Europe/Dublin", "America/New_York",
            "America/Vancouver", "America/St_Johns", "America/Santiago", "America/Nuuk",
            "Africa/Casablanca", "Africa/Cairo", "Asia/Gaza", "Asia/Tehran", "Asia/Kathmandu",
            "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Apia", "Antarctica/Troll", "EST",
            "Etc/GMT+5",
        ]
        for name in names {
            let zone = try XCTUnwrap(TimeZoneName(name), name)
            setenv("TZ", ":\(name)", 1)
            tzset()
            // Every 11 hours for two years, and about 2,000 moments from 1970 to 2200.
            let near = stride(from: Int64(1_790_000_000), to: 1_853_000_000, by: 39_600)
            let far = stride(from: Int64(0), to: 7_258_000_000, by: 3_607_201)
            for seconds in [Array(near), Array(far)].joined() {
                var time = time_t(seconds)
                var local = tm()
                localtime_r(&time, &local)
                let offset = zone.offset(at: Timestamp(clamping: seconds))
                XCTAssertEqual(offset, local.tm_gmtoff, "\(name) at \(seconds)")
                if offset != local.tm_gmtoff { break }
            }
        }
    }

    func testARuleForAllYearsIsRead() {
        let cases: [(rule: String, moment: Int64, offset: Int)] = [
            // 31 October 2027, when clocks in Berlin are set back at 01:00 UTC.
            ("CET-1CEST,M3.5.0,M10.5.0/3", 1_824_944_399, 7_200),
            ("CET-1CEST,M3.5.0,M10.5.0/3", 1_824_944_400, 3_600),
            // In the southern hemisphere, the year begins with daylight saving time.
            ("AEST-10AEDT,M10.1.0,M4.1.0/3", 1_800_000_000, 39_600),
            ("AEST-10AEDT,M10.1.0,M4.1.0/3", 1_815_000_000, 36_000),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 1_815_000_000, -3_600),
            ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 1_800_000_000, 39_600),
            ("XST3XDT,J60,J61", 1_835_510_000, -7_200),
            ("IST-5:30", 1_800_000_000, 19_800),
        ]
        for (rule, moment, offset) in cases {
            let zone = PosixTimeZone(Array(rule.utf8)[...])
            XCTAssertEqual(zone?.offset(at: moment), offset, rule)
        }
        for text in [
            "", "CET", "1", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.1.0,M1.1.0",
            "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-999", "<+01-1",
            "CET-1CEST,J0,J1", "CET-1CEST,M3.5.0,M10.5.0/3x", "CET-1x",
        ] {
            XCTAssertNil(PosixTimeZone(Array(text.utf8)[...]), text)
        }
    }

    func testADamagedFileIsRefused() throws {
        let file = [UInt8](try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/Europe/Berlin")))
        XCTAssertNotNil(TimeZoneRules(file: file))
        for count in stride(from: 0, to: file.count, by: 7) {
            XCTAssertNil(TimeZoneRules(file: Array(file.prefix(count))), "\(count) bytes")
        }
        for index in [4, 20, 24, 28, 32, 36, 40] {
            var damaged = file
            damaged[index] = 0x80
            // It may have other offsets, but it is read without a crash.
            _ = TimeZoneRules(file: damaged)
        }
    }

    func testAFormerNameWithoutAFileIsTakenAsThePresentOne() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "zones-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "Asia"), withIntermediateDirectories: true)
        addTeardownBlock { try FileManager.default.removeItem(at: folder) }
        try FileManager.default.copyItem(
            atPath: "/usr/share/zoneinfo/Asia/Kolkata",
            toPath: folder.appending(path: "Asia/Kolkata").path)
        let zones = TimeZoneFolder(folder.path)
        XCTAssertEqual(TimeZoneName("Asia/Calcutta", in: zones)?.identifier, "Asia/Kolkata")
        XCTAssertEqual(TimeZoneName("Asia/Kolkata", in: zones)?.identifier, "Asia/Kolkata")
        XCTAssertNil(TimeZoneName("Europe/Kiev", in: zones))
        // The alias of this machine, if it has one, keeps its name.
        XCTAssertEqual(TimeZoneName("Asia/Calcutta")?.offset(at: .earliest), 19_800)
    }
}
