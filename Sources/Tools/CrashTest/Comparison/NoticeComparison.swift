/// CRMAPI took each notice once, and knows of each booking what MainAPI knows.
struct NoticeComparison {
    private let main: MainSnapshot
    private let crm: CRMSnapshot
    private let breaches: Breaches

    init(_ main: MainSnapshot, _ crm: CRMSnapshot, _ breaches: Breaches) {
        self.main = main
        self.crm = crm
        self.breaches = breaches
    }

    func run() {
        compareNotices()
        compareBookings()
    }

    private func compareNotices() {
        let sent = Set(main.notices)
        let taken = Dictionary(grouping: crm.notices, by: { $0 })
        for (notice, copies) in taken where copies.count > 1 {
            breaches.add(.doubled, "notice \(notice.sequence) was taken \(copies.count) times")
        }
        for notice in sent where taken[notice] == nil {
            breaches.add(.lost, "notice \(notice.sequence) of booking \(notice.booking)")
        }
        for notice in taken.keys where !sent.contains(notice) {
            breaches.add(.invented, "notice \(notice.sequence) of booking \(notice.booking)")
        }
        let counts = counts()
        for (name, count) in counts where count > 1 {
            breaches.add(.doubled, "\(name) is told \(count) times")
        }
        for booking in main.bookings {
            expect("booking.confirmed", booking, if: booking.wasConfirmed, counts)
            expect(
                "booking.cancelled", booking,
                if: booking.wasConfirmed && booking.wasCancelled, counts)
        }
    }

    /// How often each booking's notices of a type are told.
    ///
    /// A guest on the way out may be named once more, as when the event is cancelled at that moment,
    /// and is then forgotten once more: behind such a notice it counts anew.
    private func counts() -> [String: Int] {
        var counts: [String: Int] = [:]
        var latest: [Int64: String] = [:]
        for notice in main.notices.sorted(by: { $0.sequence < $1.sequence }) {
            let name = "\(notice.type) \(notice.booking)"
            let isAnew = notice.type == "guest.erased" && latest[notice.booking] != notice.type
            counts[name] = isAnew ? 1 : counts[name, default: 0] + 1
            latest[notice.booking] = notice.type
        }
        return counts
    }

    private func expect(
        _ type: String, _ booking: MainSnapshot.Booking, if isDue: Bool, _ counts: [String: Int]
    ) {
        let isTold = counts["\(type) \(booking.id)"] != nil
        if isDue, !isTold { breaches.add(.lost, "\(type) of booking \(booking.id)") }
        if !isDue, isTold { breaches.add(.invented, "\(type) of booking \(booking.id)") }
    }

    private func compareBookings() {
        var known = crm.bookings
        for booking in main.bookings where booking.wasConfirmed {
            guard let copy = known.removeValue(forKey: booking.id) else {
                breaches.add(.lost, "booking \(booking.id) at CRMAPI")
                continue
            }
            if copy.status != booking.status || copy.seats != booking.seats
                || copy.user != booking.user || copy.event != booking.event
            {
                breaches.add(.astray, "booking \(booking.id) at CRMAPI: \(copy)")
            }
        }
        for id in known.keys { breaches.add(.invented, "booking \(id) at CRMAPI") }
    }
}
