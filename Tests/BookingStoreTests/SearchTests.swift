import BookingDomain
import BookingStore
import SQLite
import Timekeeping
import XCTest

/// The search for events and guests.
final class SearchTests: StoreTestCase {
    func testTheBeginningsOfWordsAreFoundInAnyOrderAndField() throws {
        _ = try create("Meditation at Dawn", "Sitting still.", in: "Rishikesh")
        _ = try create("Ökologische Gärten", "Ein Spaziergang — für alle.", in: "Köln")
        _ = try create("Yoga", "योग और ध्यान", in: "Łódź")
        let cases: [(String, [Int64])] = [
            ("meditation arjun", [1]), ("ARJ medit", [1]), ("dawn sit rishi", [1]),
            ("öko", [2]), ("oko", [2]), ("GARTEN", [2]), ("koln fur", [2]), ("yoga ", [3]),
            ("  yo  ", [3]), ("ध्यान", [3]), ("patel", [1, 2, 3]), ("a", [1, 2, 3]),
            ("editation", []), ("meditation yoga", []), ("zzzz", []), ("!!!", []),
            ("yoga !!!", [3]), ("lodz", []), ("Łódź", [3]),
        ]
        for (text, expected) in cases { XCTAssertEqual(try find(text), expected, text) }
        XCTAssertEqual(try find("   "), [1, 2, 3], "a blank text selects all")
    }

    func testAWordForTheKindFindsEventsOfThisKindAsWell() throws {
        _ = try create("Yoga", "", in: "Goa")
        _ = try create("Silence", "", in: "Goa", kind: "retreat")
        _ = try create("Preparing a Retreat", "", in: "Pune")
        let cases: [(String, [Int64])] = [
            ("retreat", [2, 3]), ("RETR", [2, 3]), ("retreats", [2]), ("ret", [3]),
            ("session", [1, 3]), ("sessions goa", [1]), ("goa retreat", [2]),
            ("retreat session", [3]), ("retreat pune", [3]), ("retreating", []),
            ("retreat !!!", [2, 3]), ("retreat zzzz", []),
        ]
        for (text, expected) in cases { XCTAssertEqual(try find(text), expected, text) }
        var filter = EventFilter()
        filter.search = "retreat"
        let first = try database.read { try $0.events.page(filter, PageRequest(limit: 1)) }
        let second = try database.read {
            try $0.events.page(filter, PageRequest(limit: 1, after: first.next))
        }
        XCTAssertEqual((first.items + second.items).map(\.id.rawValue), [2, 3])
        XCTAssertNil(second.next)
    }

    func testLettersOfManyLanguagesAreFoundInAnyCase() throws {
        _ = try create("Spaß im Straßencafé", "Grüße", in: "Weißensee")
        _ = try create("Øl og Smørrebrød", "På Østerbro.", in: "København")
        _ = try create("प्रातः योग और ध्यान", "ऋषिकेश में मौन", in: "Rishikesh")
        _ = try create("Glass and Class", "", in: "ΑΘΗΝΑ")
        let cases: [(String, [Int64])] = [
            ("straße", [1]), ("STRASSE", [1]), ("STRAẞE", [1]), ("strassencafe", [1]),
            ("weissen", [1]), ("Grüsse spass", [1]), ("grusse", [1]), ("øl", [2]), ("ØL", [2]),
            ("smørre", [2]), ("SMØRREBRØD", [2]), ("køben øster", [2]), ("ol", []),
            ("योग", [3]), ("ध्यान योग", [3]), ("ध्या", [3]), ("मौन ऋषि", [3]), ("प्रातः", [3]),
            ("GLASS", [4]), ("claß", [4]), ("αθηνα", [4]), ("Αθ", [4]),
        ]
        for (text, expected) in cases { XCTAssertEqual(try find(text), expected, text) }
    }

    func testTextsDoNotReachTheLanguageOfTheIndex() throws {
        _ = try create("A \"quoted\" title OR another", "NEAR AND NOT", in: "title:x")
        let texts = [
            "\"", "\"\"", "\"quoted\"", "title:", "title : a", "a OR b", "NOT", "AND AND",
            "NEAR(a b)",
            "a*", "*", "^a", "-a", "+a", "{title}: a", "(", "a) OR (b", "a\u{0}b", "\u{0}",
            "'; DROP",
            "\\", "a\u{301}\u{323}", "🧘", String(repeating: "\"", count: 100),
            String(repeating: "a ", count: 50),
        ]
        for text in texts { XCTAssertNoThrow(try find(text), text) }
        XCTAssertEqual(try find("\"quoted\""), [1])
        XCTAssertEqual(try find("OR"), [1])
        XCTAssertEqual(try find("near not and"), [1])
        XCTAssertEqual(try find("title:x"), [1])
        XCTAssertEqual(try find("b OR quoted"), [])
    }

    func testTheIndexFollowsEveryChange() throws {
        let event = try create("Meditation", "Silence.", in: "Rishikesh")
        try edit(event, EventFields(title: "Yoga"))
        XCTAssertEqual(try [find("meditation"), find("yoga")], [[], [1]])
        try edit(event, EventFields(location: "Goa", startsAt: now.adding(seconds: 500)))
        XCTAssertEqual(try [find("rishikesh"), find("goa"), find("yoga")], [[], [1], [1]])
        try perform {
            try $0.facilitators.save(Facilitator(id: arjun.id, name: "Arjun Rao"))
        }
        XCTAssertEqual(try [find("patel"), find("rao")], [[], [1]])
        try perform { _ = try $0.cancelEvent(event, of: arjun.id) }
        XCTAssertEqual(try find("yoga"), [])
        try assertSound()
        XCTAssertEqual(try Invariants.checkSearch(fileAt: database.path), [])
    }

    func testPagesOfASearchFollowEachOtherInTheOrderOfTheStart() throws {
        var events: [EventID] = []
        for number in 0..<7 {
            // Two events start at the same time.
            let start = Int64(10 - number / 2) * 3600
            events.append(try create("Yoga \(number)", "", in: "", after: start))
        }
        var filter = EventFilter()
        filter.search = "yoga"
        var found: [Int64] = []
        var request = PageRequest(limit: 2)
        while true {
            let page = try database.read { try $0.events.page(filter, request) }
            found += page.items.map(\.id.rawValue)
            guard let next = page.next else { break }
            request = PageRequest(limit: 2, after: next)
        }
        XCTAssertEqual(found, [7, 5, 6, 3, 4, 1, 2])
        filter.kind = .retreat
        XCTAssertEqual(try database.read { try $0.events.page(filter, request) }.items, [])
        filter.kind = nil
        filter.to = now.adding(seconds: 8 * 3600)
        XCTAssertEqual(
            try database.read { try $0.events.page(filter, PageRequest()) }
                .items.map(\.id.rawValue), [7])
    }

    func testGuestsAreFoundByTheBeginningsOfTheirNames() throws {
        let zoë = try perform {
            try $0.register(
                XCTUnwrap(Username("zoe")), name: PersonName("Zoë Ångström"), passwordHash: "!")
        }.id
        XCTAssertEqual(try guests("zoe ang"), [zoë])
        XCTAssertEqual(try guests("ANGSTROM"), [zoë])
        XCTAssertEqual(try guests("bha"), [bhavin])
        XCTAssertEqual(try guests("\"*"), [])
        try perform { try $0.eraseAccount(of: zoë, generation: 0) }
        XCTAssertEqual(try [guests("zoe"), guests("erased")], [[], []])
        try assertSound()
    }

    func testAnIndexThatDiffersFromItsTextsIsFound() throws {
        let event = try create("Meditation", "", in: "")
        try execute("INSERT INTO event_search (event_search) VALUES ('delete-all')")
        XCTAssertEqual(
            try database.read { try Invariants.check($0) }.map(\.rule), [.searchComplete])
        try execute("INSERT INTO event_search (event_search) VALUES ('rebuild')")
        try assertSound()
        try execute("UPDATE events SET title = 'Yoga' WHERE id = \(event)")
        XCTAssertEqual(
            try Invariants.checkSearch(fileAt: database.path).map(\.rule), [.searchComplete])
    }

    func testTheCostOfASearchAmongManyEvents() throws {
        _ = try create("Yoga", "", in: "")
        try execute(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
            INSERT INTO events (id, title, description, kind, facilitator_id, location, time_zone,
                starts_at, ends_at, price, currency, status, refund_policy, version, created_at,
                updated_at)
            SELECT i + 1, 'Awareness ' || i, 'An hour of silence and breath.', 'session', 2, '',
                'UTC', \(now) + i, \(now) + i + 3600, 0, 'INR', 'scheduled', '[]', 1, 0, 0 FROM n
            """)
        try execute(
            "INSERT INTO event_seats (event_id, capacity) SELECT id, 9 FROM events WHERE id > 1")
        try execute("INSERT INTO event_search (event_search) VALUES ('rebuild')")
        for text in ["zzzz", "a", "a s b", "silence yoga", "session", "retreat yoga"] {
            let start = ContinuousClock.now
            _ = try find(text)
            print("q=\(text):", ContinuousClock.now - start)
        }
        XCTAssertEqual(try find("a").count, PageRequest.defaultLimit)
    }

    private func create(
        _ title: String, _ description: String, in location: String, after seconds: Int64 = 3_600,
        kind: String = "session"
    ) throws -> EventID {
        let start = now.adding(seconds: seconds)
        let fields = EventFields(
            title: title, description: description, kind: kind, location: location,
            startsAt: start,
            endsAt: start.adding(seconds: 3600), capacity: 20)
        return try perform { try $0.createEvent(EventDraft(fields), by: arjun) }.id
    }

    private func edit(_ event: EventID, _ fields: EventFields) throws {
        try perform { _ = try $0.editEvent(event, by: arjun, fields) }
    }

    private func find(_ text: String) throws -> [Int64] {
        var filter = EventFilter()
        filter.search = text
        return try database.read { try $0.events.page(filter, PageRequest()) }
            .items.map(\.id.rawValue)
    }

    private func guests(_ text: String) throws -> [UserID] {
        let search = SearchText(text)
        return try database.read { tx in
            try tx.users.page(seenBy: arjun.id, search: search, PageRequest()).items.map(\.id)
        }
    }
}
