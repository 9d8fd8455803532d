import BookingDomain

extension DemoEvent {
    static let all = priyasEvents + arjunsEvents + kavyasEvents

    private static let freely: [RefundPolicy.Tier] = [.init(hoursBefore: 24, percent: 100)]
    private static let stepwise: [RefundPolicy.Tier] = [
        .init(hoursBefore: 720, percent: 100), .init(hoursBefore: 168, percent: 50),
    ]
    private static let strictly: [RefundPolicy.Tier] = [
        .init(hoursBefore: 336, percent: 75), .init(hoursBefore: 72, percent: 25),
    ]
    private static let day: Int64 = 1440

    private static let priyasEvents = [
        DemoEvent(
            title: "Sunrise Hatha Yoga",
            description: "An hour of gentle postures as the city wakes. Mats are there.",
            kind: .session, facilitator: 0, location: "Lalbagh Gardens, Bengaluru",
            timeZone: "Asia/Kolkata", start: (2, 30), minutes: 60, capacity: 12,
            price: (0, "INR"), refunds: [], booked: [2, 2, 2, 2, 2, 1]),
        DemoEvent(
            title: "Breathwork for Calm",
            description: "Pranayama for beginners: slow breath, steady mind.",
            kind: .session, facilitator: 0, location: "Online", timeZone: "Asia/Kolkata",
            start: (4, 810), minutes: 75, capacity: 40, price: (49_900, "INR"), refunds: freely,
            booked: []),
        DemoEvent(
            title: "Ayurveda and Rest",
            description: "Four days of rest, warm food and early nights above the sea.",
            kind: .retreat, facilitator: 0, location: "Varkala, Kerala",
            timeZone: "Asia/Kolkata", start: (47, 270), minutes: 3 * day + 420, capacity: 16,
            price: (2_450_000, "INR"), refunds: stepwise, booked: []),
        DemoEvent(
            title: "Yoga Nidra Evening",
            description: "Lie down, listen, and rest more deeply than in sleep.",
            kind: .session, facilitator: 0, location: "Community Hall, Indiranagar",
            timeZone: "Asia/Kolkata", start: (9, 840), minutes: 60, capacity: 25,
            price: (0, "INR"), refunds: [], booked: [1, 2]),
    ]

    private static let arjunsEvents = [
        DemoEvent(
            title: "Meditation Retreat",
            description: "Three quiet days by the Ganga: sitting, walking, silence.",
            kind: .retreat, facilitator: 1, location: "Rishikesh", timeZone: "Asia/Kolkata",
            start: (33, 210), minutes: 2 * day + 420, capacity: 20, price: (1_500_000, "INR"),
            refunds: stepwise, booked: []),
        DemoEvent(
            title: "Morgenmeditation",
            description: "Eine halbe Stunde Stille vor der Arbeit. Kissen sind vorhanden.",
            kind: .session, facilitator: 1, location: "Studio Mitte, Berlin",
            timeZone: "Europe/Berlin", start: (3, 360), minutes: 30, capacity: 15,
            price: (0, "EUR"), refunds: [], booked: [1, 1, 1]),
        DemoEvent(
            title: "Mindful Weekend in the Alps",
            description: "Walking meditation on high paths, simple rooms, no telephones.",
            kind: .retreat, facilitator: 1, location: "Mittenwald", timeZone: "Europe/Berlin",
            start: (61, 480), minutes: 2 * day + 300, capacity: 14, price: (38_900, "EUR"),
            refunds: strictly, booked: []),
        DemoEvent(
            title: "Sound Bath",
            description: "Bowls and gongs for an hour. Bring a blanket.", kind: .session,
            facilitator: 1, location: "Kreuzberg, Berlin", timeZone: "Europe/Berlin",
            start: (12, 1050), minutes: 60, capacity: 18, price: (1_800, "EUR"), refunds: freely,
            booked: []),
    ]

    private static let kavyasEvents = [
        DemoEvent(
            title: "Lunch-hour Vinyasa",
            description: "A brisk flow between two meetings.", kind: .session, facilitator: 2,
            location: "Union Square, New York", timeZone: "America/New_York", start: (5, 1020),
            minutes: 45, capacity: 22, price: (2_200, "USD"), refunds: freely, booked: []),
        DemoEvent(
            title: "Catskills Silent Retreat",
            description: "Five days without a word, in the woods.", kind: .retreat,
            facilitator: 2, location: "Phoenicia, New York", timeZone: "America/New_York",
            start: (75, 1260), minutes: 4 * day, capacity: 24, price: (64_000, "USD"),
            refunds: strictly, booked: []),
        DemoEvent(
            title: "Zazen at Dawn",
            description: "Sitting in the old style, with an introduction for newcomers.",
            kind: .session, facilitator: 2, location: "Kennin-ji, Kyoto", timeZone: "Asia/Tokyo",
            start: (16, 1290), minutes: 90, capacity: 10, price: (3_000, "JPY"), refunds: freely,
            booked: []),
        DemoEvent(
            title: "Forest Bathing Day",
            description: "A slow day among cedars, with tea.", kind: .retreat, facilitator: 2,
            location: "Okutama, Tokyo", timeZone: "Asia/Tokyo", start: (26, 30), minutes: 420,
            capacity: 12, price: (12_000, "JPY"), refunds: stepwise, booked: []),
    ]
}
