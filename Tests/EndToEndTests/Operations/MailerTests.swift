import BookingStore
import Foundation
import HTTPClient
import JSONCoding
import MainAPI
import SQLite
import TestSupport
import Timekeeping
import XCTest

/// Mails to guests and their calendar entries.
final class MailerTests: SystemTestCase {
    func testAGuestReceivesMailFromBookingToCancellation() async throws {
        let event = try await system.event(title: "Stille über Tag")
        let asha = try await system.guest("asha")
        let booked = try await asha.post("/book", #"{"event_id": \#(event)}"#)
        let id = booked.json["id"]?.int ?? 0
        let first = try await mail(1)
        XCTAssertTrue(first.contains("To: Asha\r\n <asha@example.org>"), first)
        let text = decodedParts(of: first)
        XCTAssertTrue(text[0].contains("“Stille über Tag” is confirmed"), text[0])
        XCTAssertTrue(text[0].contains("Asia/Kolkata"), text[0])
        XCTAssertTrue(text[1].contains("<p>"), text[1])
        XCTAssertTrue(text[2].contains("METHOD:REQUEST"), text[2])
        XCTAssertTrue(text[2].contains("SEQUENCE:0"), text[2])

        _ = try await system.service.put(
            "/api/facilitator/2/events/\(event)", #"{"location": "Goa"}"#)
        let changed = decodedParts(of: try await mail(2))
        XCTAssertTrue(changed[2].contains("SEQUENCE:2"), changed[2])
        XCTAssertTrue(changed[2].contains("LOCATION:Goa"), changed[2])

        _ = try await asha.post("/bookings/\(id)/cancellation")
        let last = decodedParts(of: try await mail(3))
        XCTAssertTrue(last[2].contains("METHOD:CANCEL"), last[2])
        XCTAssertTrue(last[2].contains("SEQUENCE:3"), last[2])
        XCTAssertTrue(last[2].contains("STATUS:CANCELLED"), last[2])
        XCTAssertEqual(uid(in: text[2]), uid(in: last[2]))
        XCTAssertNotNil(uid(in: last[2]))
        let file = try await asha.get("/bookings/\(id)/calendar.ics")
        XCTAssertEqual(uid(in: file.text), uid(in: last[2]), "the same calendar entry")
        XCTAssertTrue(file.text.contains("SEQUENCE:3\r\n"), file.text)
        XCTAssertTrue(file.text.contains("STATUS:CANCELLED\r\n"), file.text)
    }

    func testALetterLinksToTheBookingAndNamesTheReplyAddress() async throws {
        let event = try await system.event()
        let first = try await system.guest("asha").book(event)
        let text = decodedParts(of: try await mail(1))
        let link = "http://\(system.mainService.address)/my/bookings/\(first)"
        XCTAssertTrue(text[0].contains("Show your booking: \(link)\r\n"), text[0])
        XCTAssertTrue(text[1].contains("<a href=\"\(link)\">"), text[1])

        try await restart(environment: [
            "PUBLIC_URL": "https://book.example.org", "MAIL_FROM": "noreply@example.org",
            "MAIL_REPLY_TO": "desk@example.org", "ALLOW_SANDBOX": "1",
        ])
        let second = try await system.guest("bhavin").book(system.event())
        let message = try await mail(1)
        XCTAssertTrue(message.contains("\r\nReply-To: <desk@example.org>\r\n"), message)
        let parts = decodedParts(of: message)
        let publicLink = "https://book.example.org/my/bookings/\(second)"
        XCTAssertTrue(parts[0].contains("Show your booking: \(publicLink)\r\n"), parts[0])
        XCTAssertTrue(parts[0].contains("goes to desk@example.org."), parts[0])
        XCTAssertTrue(parts[2].contains("URL:\(publicLink)\r\n"), parts[2])
    }

    func testAReminderIsSentADayBeforeTheStartAndStopsWithOneClick() async throws {
        try await restart(environment: [
            "PUBLIC_URL": "https://book.example.org", "ALLOW_SANDBOX": "1",
        ])
        let event = try await system.event()
        let asha = try await system.guest("asha")
        try await asha.book(event)
        let later = try await system.event(title: "Later", startsInHours: 480)
        try await asha.book(later)
        _ = try await mail(2)
        system.advance(seconds: 216 * 3_600)
        let message = try await mail(3)
        XCTAssertTrue(message.contains("\r\nSubject: Reminder: Meditation Retreat\r\n"), message)
        XCTAssertTrue(
            message.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), message)
        let parts = decodedParts(of: message)
        XCTAssertEqual(parts.count, 2, "no calendar entry")
        let field = "List-Unsubscribe:\r\n <https://book.example.org"
        let path = try XCTUnwrap(
            message.components(separatedBy: field).last?.components(separatedBy: ">").first)
        XCTAssertTrue(
            parts[0].contains("Stop reminders and messages: https://book.example.org\(path)"),
            parts[0])

        let page = try await system.main.get(path)
        XCTAssertEqual(page.status, 200, page.text)
        XCTAssertTrue(page.text.contains("Stop reminders"), page.text)
        XCTAssertEqual(page["referrer-policy"], "no-referrer")
        // A program sends the form's content type, which the service does not need.
        let stopped = try await system.main.post(
            path, "List-Unsubscribe=One-Click",
            ["Content-Type": "application/x-www-form-urlencoded"])
        XCTAssertEqual(stopped.status, 200, stopped.text)
        XCTAssertTrue(stopped.text.contains("messages are stopped"), stopped.text)
        system.advance(seconds: 240 * 3_600)
        try await system.guest("bhavin").book(system.event(title: "Next"))
        let last = try await mail(4)
        XCTAssertTrue(last.contains("Subject: Your booking: Next"), last)
        let undone = try await system.main.post(path + "/undo")
        XCTAssertTrue(undone.text.contains("Stop reminders"), undone.text)
    }

    func testTheAddressThatStopsRemindersOpensNothingElse() async throws {
        try await system.guest("asha").book(system.event())
        _ = try await mail(1)
        system.advance(seconds: 216 * 3_600)
        let text = decodedParts(of: try await mail(2))[0]
        let address = try XCTUnwrap(
            text.components(separatedBy: "Stop reminders and messages: ").last?.split(
                separator: "\r\n"
            ).first)
        let token = try XCTUnwrap(address.split(separator: "/").last)
        for changed in [
            "2" + token.dropFirst(), token.dropLast() + "_", "1-", "1", "-", token + "A",
        ] {
            let refused = try await system.main.post("/unsubscribe/\(changed)")
            XCTAssertEqual(refused.status, 404, String(changed))
        }
        let account = try await system.main.with(token: String(token)).get("/me")
        XCTAssertEqual(account.status, 401)
    }

    func testBookingAndCancellingAllDayCausesABoundedNumberOfLetters() async throws {
        try await restart(environment: [
            "LIMIT_ACCOUNTS": "1", "BOOKINGS_PER_HOUR": "10", "BOOKINGS_PER_DAY": "25",
        ])
        let event = try await system.event(startsInHours: 480)
        let asha = try await system.guest("asha")
        var booked = 0
        for _ in 0..<5 {
            for _ in 0..<300 {
                let response = try await asha.post("/book", #"{"event_id": \#(event)}"#)
                guard let id = response.json["id"]?.int else {
                    XCTAssertEqual(response.code, "too_many_requests", response.text)
                    continue
                }
                booked += 1
                for status in [200, 409] {
                    let cancelled = try await asha.post("/bookings/\(id)/cancellation")
                    XCTAssertEqual(cancelled.status, status, cancelled.text)
                }
            }
            system.advance(seconds: 3_600)
        }
        XCTAssertEqual(booked, 25, "of 1,500 attempts within five hours")
        // Each booking and each cancellation causes one letter.
        _ = try await mail(50)
        let bhavin = try await system.guest("bhavin")
        try await bhavin.book(event)
        _ = try await mail(51)
        XCTAssertEqual(try system.mails().count, 51)
    }

    func testBookingsOfOneMailboxHaveDifferentCalendarEntries() async throws {
        let event = try await system.event()
        for name in ["asha", "bhavin"] {
            try await system.guest(name, email: "family@example.org").book(event)
        }
        let mails = [decodedParts(of: try await mail(1)), decodedParts(of: try await mail(2))]
        XCTAssertNotEqual(uid(in: mails[0][2]), uid(in: mails[1][2]))
        XCTAssertNotNil(uid(in: mails[0][2]))
    }

    func testANewBookingAfterACancellationHasAnEntryOfItsOwn() async throws {
        let event = try await system.event()
        let asha = try await system.guest("asha")
        let first = try await asha.book(event)
        _ = try await asha.post("/bookings/\(first)/cancellation")
        _ = try await asha.book(event)
        let cancelled = decodedParts(of: try await mail(2))
        XCTAssertTrue(cancelled[2].contains("METHOD:CANCEL"), cancelled[2])
        XCTAssertTrue(cancelled[2].contains("SEQUENCE:1"), cancelled[2])
        let last = decodedParts(of: try await mail(3))
        XCTAssertTrue(last[2].contains("METHOD:REQUEST"), last[2])
        XCTAssertNotEqual(uid(in: last[2]), uid(in: cancelled[2]))
    }

    func testCalendarUIDsDifferBetweenInstallations() async throws {
        let another = try await TestSystem()
        var entries: [String] = []
        for system in [try XCTUnwrap(system), another] {
            let event = try await system.event()
            entries.append(try await system.main.get("/e/\(event)/calendar.ics").text)
        }
        await another.close()
        XCTAssertNotNil(uid(in: entries[0]))
        XCTAssertNotEqual(uid(in: entries[0]), uid(in: entries[1]))
    }

    func testAGuestWithoutAnAddressReceivesNoMail() async throws {
        let event = try await system.event()
        let account = #"{"username":"ravi","password":"ravi-password"}"#
        _ = try await system.main.post("/auth/register", account)
        let login = try await system.main.post("/auth/login", account)
        let ravi = system.main.with(token: login.json["access_token"]?.string)
        _ = try await ravi.post("/book", #"{"event_id": \#(event)}"#)
        let asha = try await system.guest("asha")
        _ = try await asha.post("/book", #"{"event_id": \#(event)}"#)
        let only = try await mail(1)
        XCTAssertTrue(only.contains("asha@example.org"))
    }

    func testMailIsSentByTheConfiguredProgram() async throws {
        // The first run fails, so that the mail is retried.
        let folder = try await restart(
            sendingBy: """
                if [ ! -e tried ]; then touch tried; exit 75; fi
                echo "$@" > arguments; cat > message.part; mv message.part message
                """)
        let asha = try await system.guest("asha")
        _ = try await asha.book(system.event())
        let message = try await eventually { [system] in
            system?.clock.advance(seconds: 10)
            return try? String(contentsOfFile: folder + "/message", encoding: .utf8)
        }
        XCTAssertTrue(message.contains("From: <desk@example.org>\r\n"), message)
        let arguments = try String(contentsOfFile: folder + "/arguments", encoding: .utf8)
        XCTAssertEqual(arguments, "-i -f desk@example.org -- asha@example.org\n")
    }

    func testTheMailProgramInheritsNoSecrets() async throws {
        let folder = try await restart(
            sendingBy: """
                tr '\\0' '\\n' < /proc/$$/environ | cut -d= -f1 > variables
                stat -L -c %a /proc/self/fd/0 > mode
                mv variables inherited
                """)
        let asha = try await system.guest("asha")
        _ = try await asha.book(system.event())
        let inherited = try await eventually {
            try? String(contentsOfFile: folder + "/inherited", encoding: .utf8)
        }
        let names = Set(inherited.split(separator: "\n").map(String.init))
        XCTAssertTrue(names.contains("PATH"), inherited)
        XCTAssertEqual(names.subtracting(["PATH", "HOME", "LANG", "TZ"]), [], inherited)
        let mode = try String(contentsOfFile: folder + "/mode", encoding: .utf8)
        XCTAssertEqual(mode, "600\n", "the draft is readable by its owner only")
    }

    /// Appends the recipient of a letter about a booking to the file `log`.
    private static let logsBookings = "if grep -q '^Subject: Your booking'; then echo $5 >> log; fi"

    func testAMailIsNotRepeatedWhenItCannotBeRecordedAsSent() async throws {
        let folder = try await restart(sendingBy: Self.logsBookings)
        try execute(
            """
            CREATE TRIGGER nothing_is_sent BEFORE UPDATE OF sent_at ON mails
            BEGIN SELECT raise(ABORT, 'the disk takes nothing'); END
            """)
        let event = try await system.event()
        for guest in ["asha", "bhavin"] { _ = try await system.guest(guest).book(event) }
        // The second mail is sent in a later round.
        let log = try await eventually {
            let log = try? String(contentsOfFile: folder + "/log", encoding: .utf8)
            return log?.contains("bhavin") == true ? log : nil
        }
        XCTAssertEqual(log, "asha@example.org\nbhavin@example.org\n")
    }

    func testTheMailerDoesNotWaitForABackgroundProcess() async throws {
        let folder = try await restart(sendingBy: Self.logsBookings + "\nsleep 90 &")
        let event = try await system.event()
        for guest in ["asha", "bhavin"] { _ = try await system.guest(guest).book(event) }
        let log = try await eventually {
            let log = try? String(contentsOfFile: folder + "/log", encoding: .utf8)
            return log?.contains("bhavin") == true ? log : nil
        }
        XCTAssertEqual(log, "asha@example.org\nbhavin@example.org\n")
    }

    func testAMailThatCannotBeDeletedDoesNotBlockOthers() async throws {
        let event = try await system.event()
        let asha = try await system.guest("asha")
        _ = try await asha.book(event)
        _ = try await mail(1)
        let path = system.folder + "/mail/mail-1.eml"
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(
            atPath: path + "/full", withIntermediateDirectories: true)
        let left = try await asha.eraseAccount(of: "asha")
        XCTAssertEqual(left.status, 204, left.text)
        let bhavin = try await system.guest("bhavin")
        _ = try await bhavin.book(event)
        let path2 = system.folder + "/mail"
        try await waitUntil {
            try FileManager.default.contentsOfDirectory(atPath: path2).contains { name in
                (try? String(contentsOfFile: "\(path2)/\(name)", encoding: .utf8))?
                    .contains("bhavin@example.org") ?? false
            }
        }
    }

    /// Waits for a mail with this number in the mail folder.
    private func mail(_ number: Int) async throws -> String {
        let path = system.folder + "/mail/mail-\(number).eml"
        return try await eventually { try? String(contentsOfFile: path, encoding: .utf8) }
    }

    private func uid(in entry: String) -> Substring? {
        entry.split(separator: "\r\n").first { $0.hasPrefix("UID:") }
    }
}
