import TestSupport

/// A route with content, a client that may call it, and its fields. Each has a valid value, if the
/// field is required, and invalid ones.
struct ContentForm {
    typealias Fields = [(name: String, good: String?, bad: [String])]

    let method: String
    let path: String
    let client: TestClient
    let fields: Fields

    /// Valid content, with one field's value replaced.
    func body(_ field: String? = nil, _ value: String? = nil) -> String {
        let members = fields.compactMap { name, good, _ in
            (name == field ? value : good).map { "\"\(name)\": \($0)" }
        }
        return "{\(members.joined(separator: ", "))}"
    }

    /// The forms of both services.
    static func all(of system: TestSystem) async throws -> [ContentForm] {
        let event = try await system.event(capacity: 12)
        let talk = try await system.event(title: "Evening Talk")
        let series = try await system.series()
        let change = "series/\(series.id)?from=\(series.events[0])"
        let asha = try await system.guest("asha")
        let booking = try await asha.book(talk)
        let arjun = try await system.arjun()
        let owner = try await system.facilitator("asha")
        let peer = system.main.with(token: TestSystem.serviceToken)
        func form(_ route: String, _ client: TestClient, _ fields: Fields) -> ContentForm {
            let words = route.split(separator: " ").map(String.init)
            return ContentForm(method: words[0], path: words[1], client: client, fields: fields)
        }
        return [
            form("POST /auth/register", system.main, registration),
            form("POST /auth/login", system.main, login),
            form("PATCH /me", asha, account),
            form("POST /auth/email/confirmation", system.main, link),
            form("POST /auth/password-reset", system.main, resetRequest),
            form("POST /auth/password", system.main, reset),
            form("PUT /internal/facilitators/2", peer, profile),
            form("POST /book", asha, order(of: event)),
            form("PATCH /bookings/\(booking)", asha, bookingChange),
            form("POST /internal/facilitators/2/events", peer, command),
            form("PUT /internal/facilitators/2/events/\(event)", peer, command),
            form("POST /internal/facilitators/2/series", peer, command(with: newSeries)),
            form("PUT /internal/facilitators/2/\(change)", peer, command(with: seriesChange)),
            form("POST /internal/facilitators/2/series/\(series.id)/events", peer, dates),
            form("POST /internal/facilitators/2/events/\(talk)/bookings", peer, addedBooking),
            form("PATCH /internal/facilitators/2/bookings/\(booking)", peer, rosterChange),
            form("POST /internal/facilitators/2/bookings/\(booking)/payments", peer, payment),
            form("POST /internal/facilitators/2/bookings/\(booking)/refunds", peer, refund),
            form("POST /internal/facilitators/2/bookings/\(booking)/attendance", peer, attendance),
            form("POST /internal/facilitators/2/events/\(event)/messages", peer, message),
            form("PUT /internal/disabled-facilitators", peer, disabled),
            form("PUT /internal/centre", peer, centre),
            form("PUT /api/centre", owner, centre),
            form("POST /api/centre/facilitators", owner, newFacilitator),
            form("PATCH /api/centre/facilitators/2", owner, accountChange),
            form("POST /notify", system.service, notice),
            form("POST /auth/login", system.crm, login),
            form("POST /auth/email/confirmation", system.crm, link),
            form("POST /auth/password-reset", system.crm, resetRequest),
            form("POST /auth/password", system.crm, reset),
            form("PATCH /api/facilitator/2", arjun, facilitatorChange),
            form("POST /api/facilitator/2/password", arjun, passwordChange),
            form("POST /api/facilitator/2/events/\(talk)/bookings", arjun, addedBooking),
            form("PATCH /api/facilitator/2/bookings/\(booking)", arjun, rosterChange),
            form("POST /api/facilitator/2/bookings/\(booking)/payments", arjun, payment),
            form("POST /api/facilitator/2/bookings/\(booking)/refunds", arjun, refund),
            form("POST /api/facilitator/2/bookings/\(booking)/attendance", arjun, attendance),
            form("POST /api/facilitator/2/events", arjun, Self.event),
            form("PUT /api/facilitator/2/events/\(event)", arjun, Self.event),
            form("POST /api/facilitator/2/series", arjun, newSeries),
            form("PUT /api/facilitator/2/\(change)", arjun, seriesChange),
            form("POST /api/facilitator/2/series/\(series.id)/events", arjun, dates),
            form("POST /api/facilitator/2/events/\(event)/messages", arjun, message),
        ]
    }
}

extension ContentForm {
    private static let number = ["\"1\"", "true", "1.5", "[1]", "0", "-1", "1e400"]
    private static let id = number + ["9223372036854775808", "1e99", "null"]
    private static let line = ["7", "false", "[]", #""a\u0000b""#, #""a\u001b[2J""#, #""\u202e""#]
    /// The allowed number of characters, but more bytes than can be hashed.
    private static let longPassword = "\"\(String(repeating: "धूप", count: 80))\""

    private static let registration: Fields = [
        ("username", #""kabir""#, line + ["null", #""""#, #""a""#, #""two words""#, #""ashа""#]),
        (
            "password", #""good-password""#,
            ["7", "null", #""short""#, #""pass\u0000word""#, longPassword]
        ),
        ("email", nil, ["7", #""not-an-address""#, #""a@b@c.org""#, #""a b@c.org""#]),
        ("name", nil, line + [#""""#, "\"\(String(repeating: "n", count: 101))\""]),
    ]
    private static let login: Fields = [
        ("username", #""asha""#, ["7", "null", #""""#]),
        ("password", #""asha-password""#, ["7", "null", #""""#]),
    ]
    private static let account: Fields = [
        ("name", nil, line + [#""""#]), ("email", nil, ["7", #""not-an-address""#]),
        ("current_password", #""asha-password""#, ["7", "null", #""not-the-password""#]),
        ("password", #""another-password""#, [#""short""#, "7", longPassword]),
    ]
    private static let link: Fields = [("token", #""unknown""#, ["7", "null", #""""#])]
    private static let resetRequest: Fields = [("login", #""ashb""#, ["7", "null", #""""#])]
    private static let reset: Fields = [
        ("token", #""unknown""#, ["7", "null", #""""#]),
        ("password", #""good-password""#, ["7", "null", #""short""#, longPassword]),
    ]
    private static let badAddresses = ["7", #""not-an-address""#, #""a@b@c.org""#]
    private static let profile: Fields = [
        ("name", #""Arjun Patel""#, ["7", "null", #""""#]), ("email", nil, badAddresses),
        ("reply_to", nil, badAddresses), ("letters", #""each""#, ["7", "null", #""weekly""#]),
    ]
    private static let facilitatorChange: Fields = [
        ("name", nil, line + [#""""#]), ("email", nil, badAddresses),
        ("reply_to", nil, badAddresses), ("letters", #""each""#, ["7", "null", #""weekly""#]),
        ("text", nil, ["7", #""a\u0000b""#]),
    ]
    private static let centre: Fields = [
        ("name", #""Ananda""#, line + [#""""#, "\"\(String(repeating: "n", count: 101))\""]),
        ("tagline", nil, line), ("accent", nil, ["7", #""red""#, "\"#12345\"", "\"#ffff00\""]),
        ("address", nil, ["7", #""a\u0000b""#]), ("contact", nil, ["7", #""a\u0000b""#]),
        ("imprint", nil, ["7", #""a\u0000b""#]), ("privacy", nil, ["7"]), ("terms", nil, ["7"]),
        ("currency", nil, ["7", #""inr""#, #""XXXX""#]),
        ("time_zone", nil, ["7", #""Mars/Olympus""#]),
        (
            "refund_policy", nil,
            ["7", "[{}]", #"[{"hours_before": 24, "percent": 101}]"#]
        ),
        (
            "embed_origins", nil,
            [
                "7", "[7]", #"["*"]"#, #"["https://a.org/x"]"#, #"["https://a.org; x"]"#,
                #"["https://*"]"#, #"["https://a;sandbox"]"#,
            ]
        ),
        unknown,
    ]
    private static let newFacilitator: Fields = [
        ("username", #""ravi""#, ["7", "null", #""""#, #""two words""#, #""raví""#]),
        ("name", #""Ravi Menon""#, name), ("email", nil, badAddresses),
        ("role", nil, ["7", #""guest""#]), unknown,
    ]
    private static let accountChange: Fields = [
        ("name", #""Arjun Patel""#, line + [#""""#]), ("email", nil, badAddresses),
        ("disabled", nil, ["7", #""true""#]), ("role", nil, ["7", #""guest""#]), unknown,
    ]
    private static let passwordChange: Fields = [
        ("current_password", #""not-the-password""#, ["7", "null", #""""#]),
        ("password", #""good-password""#, ["7", "null", #""short""#, longPassword]),
    ]
    private static func order(of event: Int) -> Fields {
        [
            ("event_id", "\(event)", id),
            ("seats", nil, number + ["11", "9223372036854775807", "1e99"]),
        ]
    }
    private static let name = line + ["null", #""""#]
    private static let note: (String, String?, [String]) =
        (
            "note", #""Calls back""#,
            ["7", #""a\u0000b""#, "\"\(String(repeating: "n", count: 2_001))\""]
        )
    private static let attendees = [
        "7", "{}", "[7]", "[{}]", #"[{"name": ""}]"#, #"[{"name": "Asha", "age": 30}]"#,
        "[\(Array(repeating: #"{"name": "A"}"#, count: 11).joined(separator: ", "))]",
    ]
    private static let unknown: (String, String?, [String]) = ("discount", nil, ["1", "null"])
    private static let addedBooking: Fields = [
        ("name", #""Meera""#, name), ("email", nil, badAddresses),
        ("seats", nil, number + ["11", "1e99"]),
        (
            "paid", nil,
            [
                "7", "[]", "{}", #"{"amount": 0, "method": "cash"}"#, #"{"amount": 100}"#,
                #"{"amount": 100, "method": "gold"}"#,
                #"{"amount": 100, "method": "cash", "a": 1}"#,
            ]
        ),
        note, unknown,
    ]
    private static let rosterChange: Fields = [
        ("event_id", nil, number + ["9223372036854775808"]),
        ("waive", nil, ["7", #""yes""#, "null"]),
        ("name", nil, line + [#""""#]), ("email", nil, badAddresses), note,
        ("attendees", "[]", attendees), unknown,
    ]
    private static let bookingChange: Fields = [
        ("seats", "1", number + ["11"]), ("attendees", "[]", attendees), unknown,
    ]
    private static let payment: Fields = [
        ("amount", "100", number + ["null", "999999991"]),
        ("method", #""cash""#, ["7", "null", #""gold""#, #""Cash""#]), unknown,
    ]
    private static let refund: Fields = [
        ("amount", "100", id),
        (
            "reason", #""Late""#,
            ["7", "null", #""""#, #""a\nb""#, "\"\(String(repeating: "r", count: 501))\""]
        ),
        unknown,
    ]
    private static let attendance: Fields = [
        ("status", #""arrived""#, ["7", #""late""#, #""Arrived""#]), unknown,
    ]
    private static let message: Fields = [
        ("subject", #""Heating""#, line + ["null", #""""#, #"" ""#]),
        ("text", #""The hall is warm.""#, ["7", "null", #""""#, #"" ""#, #""a\u0000b""#]),
        ("unknown", nil, ["1", "null"]),
    ]
    private static let notice: Fields = [
        ("booking_id", "101", id), ("facilitator_id", "2", id + ["99"]),
        ("user", #""Bhavin""#, line + ["null", #""""#]),
        ("event", #""Yoga""#, line + ["null", #""""#]), ("seats", nil, ["-1", "\"2\"", "1e99"]),
        ("amount_paid", nil, ["-1", "0.5"]), ("currency", nil, ["7", #""rupees""#]),
        ("occurred_at", nil, ["7", #""yesterday""#, #""2027-02-30T00:00:00Z""#]),
        ("notices", nil, ["7", "[]", "{}"]),
    ]
    private static let disabled: Fields = [
        ("disabled_facilitators", "[]", ["7", "{}", "[7]", "[{}]", #"[{"id": 0}]"#])
    ]
    private static let command = command(with: event)
    private static func command(with fields: Fields) -> Fields {
        let members = fields.compactMap { "\"\($0.name)\": \($0.good ?? "null")" }
        return [
            (
                "facilitator", #"{"id": 2, "name": "Arjun Patel"}"#,
                ["null", "7", #"{"id": 3, "name": "Kavya"}"#, #"{"id": 2}"#]
            ),
            (
                "event", "{\(members.joined(separator: ", "))}",
                ["null", "[]", #"{"capacity": 0}"#, #"{"title": ""}"#]
            ),
        ]
    }
    private static let localTime = [
        "7", #""""#, #""18:00""#, #""2027-02-30T18:00""#, #""2027-02-12T24:00""#,
        #""2027-02-12T18:00Z""#, #""2027-02-12T18:00:00""#,
    ]
    private static let duration = ["\"60\"", "true", "1.5", "[1]", "0", "-1", "527041", "1e99"]
    private static let eventOfSeries = event.filter { !["starts_at", "ends_at"].contains($0.name) }
    private static let newSeries: Fields =
        eventOfSeries + [
            ("starts_on", #""2027-02-12T18:00""#, localTime + ["null", #""2020-01-01T18:00""#]),
            ("duration_minutes", "60", duration + ["null"]),
            (
                "rule", #""FREQ=WEEKLY;COUNT=3""#,
                [
                    "7", "null", #""""#, #""FREQ=WEEKLY""#, #""FREQ=HOURLY;COUNT=3""#,
                    #""FREQ=DAILY;COUNT=401""#, #""FREQ=DAILY;COUNT=3;COUNT=4""#, #""a\u0000b""#,
                ]
            ),
            (
                "except", nil,
                ["7", "{}", #""2027-02-12""#, "[7]", #"["2027-02-30"]"#, #"["2027-02-12T18:00"]"#]
            ),
            ("starts_at", nil, [#""2027-02-12T18:00:00Z""#]),
            ("ends_at", nil, [#""2027-02-12T19:00:00Z""#]),
        ]
    private static let seriesChange: Fields =
        eventOfSeries + [
            ("time", #""18:30""#, ["7", #""""#, #""24:00""#, #""6pm""#, #""18:30:00""#]),
            ("duration_minutes", "60", duration),
            ("starts_at", nil, [#""2027-02-12T18:00:00Z""#]),
            ("ends_at", nil, [#""2027-02-12T19:00:00Z""#]),
        ]
    private static let dates: Fields = [
        (
            "dates", #"["2027-06-01T18:00"]"#,
            ["7", "null", "{}", "[]", "[7]"]
                + localTime.map { "[\($0)]" } + [#"["2020-01-01T18:00"]"#]
        )
    ]
    private static let event: Fields = [
        ("title", #""Sunrise Yoga""#, line + [#""""#]),
        ("kind", #""session""#, ["7", #""party""#]),
        ("location", #""Goa""#, line),
        ("time_zone", #""Asia/Kolkata""#, ["7", #""Mars/Olympus""#, #""../../etc/passwd""#]),
        (
            "starts_at", #""2027-02-12T03:30:00Z""#,
            ["7", #""tomorrow""#, #""2027-02-29T00:00:00Z""#, #""1969-12-31T00:00:00Z""#]
        ),
        (
            "ends_at", #""2027-02-12T04:30:00Z""#,
            [#""2027-02-12T03:30:60Z""#, #""2001-01-01T00:00:00Z""#]
        ),
        ("capacity", "12", number + ["1e99", "9223372036854775807"]),
        ("price", "0", ["-1", "0.5", "\"5\"", "1e99", "9223372036854775807"]),
        ("currency", #""INR""#, ["7", #""inr""#, #""XXXX""#]),
        ("visibility", #""public""#, ["7", #""secret""#]),
        (
            "booking_closes_minutes_before", "60",
            ["\"1\"", "true", "1.5", "[1]", "-1", "525601", "1e99"]
        ),
        ("waitlist_open", "true", ["7", "\"true\"", "[]"]),
        ("reason", nil, line),
        (
            "refund_policy", "[]",
            [
                "7", "{}", "[7]", "[{}]", #"[{"hours_before": -1, "percent": 50}]"#,
                #"[{"hours_before": 24, "percent": 101}]"#,
                #"[{"hours_before": 24, "percent": 50, "percent_if_filled": 49}]"#,
                #"[{"hours_before": 24, "percent": 50, "percent_if_filled": "100"}]"#,
                #"[{"hours_before": 1, "percent": 50}, {"hours_before": 1, "percent": 40}]"#,
            ]
        ),
    ]
}
