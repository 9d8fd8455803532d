import Foundation
import JSONCoding
import TestSupport
import XCTest

/// The tables that facilitators save for spreadsheets.
final class SpreadsheetTests: BrowserTestCase {
    func testEachTableIsSavedWithTheChosenSeparators() async throws {
        let event = try await system.talk(price: 1_250)
        let asha = try await system.guest("asha", name: "Asha Rao")
        let booking = try await asha.bookAndPay(event)
        try await system.guest("bhavin", name: "Bhavin").bookAndPay(event, seats: 2)
        try await asha.cancelBooking(booking)
        try await logInFacilitator("arjun")
        let time = #"2\d{3}-\d\d-\d\d \d\d:\d\d"#
        let tables = [
            (
                "events/\(event)",
                #"\d+S"Bhavin"S"bhavin@example.org"S2S"confirmed"S25S"EUR"S\#(time)S"Europe/Berlin"S"guest"S""S0S0S"Online"S""S"""#
            ),
            (
                "bookings",
                #"\d+S"Bhavin"S"Evening Talk"S2S"confirmed"S25S"EUR"S\#(time)S"Europe/Berlin""#
            ),
            (
                "refunds",
                #"\d+S\d+S"Asha Rao"S"Evening Talk"S6D25S"EUR"S"The guest cancelled"S"[A-Za-z ]+"S\#(time)S"Europe/Berlin"S"Online""#
            ),
            ("users", #""Asha Rao"S"asha@example.org""#),
        ]
        for (page, row) in tables {
            try await browser.open("/facilitator/\(page)")
            try await browser.waitUntilDrawn()
            for (format, separator, decimal) in [("comma", ",", "[.]"), ("semicolon", ";", ",")] {
                try await browser.run(
                    """
                    const choice = document.querySelector('select.little');
                    choice.value = arguments[0];
                    choice.dispatchEvent(new Event('change'));
                    """, .string(format))
                let saved = try await browser.savedTable()
                let expected = row.replacing("S", with: separator).replacing("D", with: decimal)
                let line = try Regex(expected)
                XCTAssertTrue(
                    saved.components(separatedBy: "\r\n").contains {
                        $0.wholeMatch(of: line) != nil
                    },
                    "\(page), \(format): \(saved)")
            }
        }
        // The choice is kept.
        try await browser.open("/facilitator/bookings")
        try await browser.waitUntilDrawn()
        try await browser.wait(for: "document.querySelector('select.little').value === 'semicolon'")
    }

    func testTheFirstFormatFollowsTheBrowsersLanguage() async throws {
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/users")
        try await browser.waitUntilDrawn()
        let chosen = try await browser.runAsync(
            """
            const { csvButton } = await import(document.querySelector('link[href$="csv.js"]').href);
            return ['en-GB', 'en-IN', 'ja', 'de-DE', 'fr', 'hu', 'pt-BR'].map((language) => {
                Object.defineProperty(navigator, 'language', { value: language, configurable: true });
                return csvButton('x', () => [])[1].value;
            });
            """)
        XCTAssertEqual(
            chosen,
            ["comma", "comma", "comma", "semicolon", "semicolon", "semicolon", "semicolon"])
    }

    func testCSVCellsAreNeverFormulas() async throws {
        let event = try await system.talk()
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/events/\(event)")
        try await browser.waitUntilDrawn()
        let table = try await browser.runAsync(
            """
            const { csv } = await import(document.querySelector('script[src]').src
                .replace('roster.js', 'csv.js'));
            return csv([
                ['=1+1', '+2', '-3', '@x', '|x', '%x', '＝4', '＋5', '－6', '＠7'],
                ['\\t=1', ' =1', '\\n=2', '\\r=3', '\\r\\n=4', '\\u00A0=5', '\\u2028=6', '\\tx', '\\rx'],
                ['=HYPERLINK("a";"b")', '",=1', 'a"b', 'plain', '1=1', 'a\\n=1', '', -5],
            ]);
            """)
        XCTAssertEqual(
            table.string,
            "\u{FEFF}"
                + #""'=1+1","'+2","'-3","'@x","'|x","'%x","'＝4","'＋5","'－6","'＠7""# + "\r\n"
                + "\"'\t=1\",\"' =1\",\"'\n=2\",\"'\r=3\",\"'\r\n=4\",\"'\u{A0}=5\","
                + "\"'\u{2028}=6\",\"'\tx\",\"'\rx\"\r\n"
                + #""'=HYPERLINK(""a"";""b"")",""",=1","a""b","plain","1=1","#
                + "\"a\n=1\",\"\",-5\r\n"
        )
    }
}
