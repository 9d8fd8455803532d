import AccountLetters
import BookingDomain
import BookingStore
import Configuration
import Credentials
import EmbeddedFiles
import HTTP
import Mail
import Observability
import SQLite
import ServiceRuntime
import Timekeeping

/// The running MainAPI: opens the database, starts the workers and serves requests.
package final class MainService: ServiceProgram.Running {
    package var address: SocketAddress { server.address }
    /// The routes of the API, without the web pages.
    package let routes: Routes
    /// The routes of the API and of the web pages.
    package let served: Routes
    private let server: RunningServer
    private let lock: DatabaseLock
    private let database: Database
    private let relay: OutboxRelay
    private let pendingEventChanges: PendingEventChangeTask
    private let waitlists: WaitlistTask
    private let crmHealth: PeerHealth
    private let housekeeping: Housekeeping
    private let monitor: InvariantMonitor
    private let payments: PaymentService
    private let mailer: Mailer
    private let accountMailer: AccountMailer
    private let facilitatorMailer: FacilitatorMailer
    private let waitlistMailer: WaitlistMailer

    /// Opens or creates the database and starts to serve.
    ///
    /// - Throws: if the database, a key file or the socket cannot be opened.
    package init(_ configuration: MainSettings, clock: WallClock = .system, log: Log) async throws {
        let settings = configuration.service
        lock = try settings.lockDatabase()
        let database = try settings.openDatabase(BookingMigrations.all, clock: clock)
        let key = try settings.loadTokenKey()
        let erasures = ErasureLog(database: settings.database)
        try await erasures.synchronize(with: database, log: log)
        let store = Store(
            database: database, clock: clock,
            fingerprintKey: HMACKey(derivedFrom: key, for: "idempotency-key fingerprints"),
            restoredAt: try database.read { try $0.metadata.restoredAt() } ?? .earliest,
            root: configuration.root)
        try await store.write { [rules = configuration.waitlistRules] tx in
            try tx.metadata.setWaitlistRules(rules)
        }
        try await store.write { try $0.receiptNumbers.completeReservations() }
        if settings.isDemo { try await store.write { _ = try $0.seedDemoData() } }
        // The relay makes one call at a time.
        let crm = PeerClient(
            base: configuration.crm, token: settings.serviceToken, timeout: .seconds(10),
            connections: 1, overURLSession: true)
        crmHealth = PeerHealth(of: configuration.crm)
        let metrics = Metrics()
        relay = OutboxRelay(store: store, crm: crm, log: log, metrics: metrics)
        pendingEventChanges = PendingEventChangeTask(store: store, log: log)
        waitlists = WaitlistTask(store: store, log: log)
        monitor = try InvariantMonitor(
            store: store, log: log, metrics: metrics, interval: configuration.checkInterval)
        let address = PublicAddress(configured: configuration.payments.publicAddress)
        payments = try PaymentService(
            configuration.payments, address: address, service: settings, store: store, log: log,
            metrics: metrics)
        housekeeping = Housekeeping(
            [
                .init(in: database) { try $0.idempotencyKeys.purge(limit: $1) },
                .init(in: database) { try KnownNetworks.purge(limit: $1, in: $0) },
                .init(in: database) { try $0.accountLinks.purge(limit: $1) },
                .init(in: database) { try $0.accountLetters.purge(limit: $1) },
                .init(in: database) { try $0.facilitatorMails.purge(limit: $1) },
            ] + payments.purgeTasks,
            log: log)
        let calendar = CalendarPublisher(
            address: address, organizer: configuration.mail.sender.text)
        let reminderLinks = ReminderLinks(
            key: HMACKey(derivedFrom: key, for: "links that stop reminders"))
        mailer = Mailer(
            configuration.mail, calendar: calendar, reminderLead: configuration.reminderLead,
            reminderLinks: reminderLinks, store: store, log: log, metrics: metrics)
        accountMailer = AccountMailer(
            configuration.mail, database: database, directory: GuestDirectory(),
            text: AccountLetterText(for: .guests) { address.text },
            letterhead: { Letterhead(try $0.centre.current()) }, log: log, metrics: metrics)
        facilitatorMailer = FacilitatorMailer(
            configuration.mail, address: address, store: store, log: log, metrics: metrics)
        waitlistMailer = WaitlistMailer(
            configuration.mail, address: address, store: store, log: log, metrics: metrics)
        routes = try Self.routes(
            configuration, store: store, erasures: erasures, key: key, payments: payments,
            calendar: calendar, address: address, crm: crmHealth, log: log, metrics: metrics)
        var served = routes
        let pages = Pages(store: store, address: address, crm: configuration.publicCRM)
        PageRoutes(
            store: store, pages: pages, calendar: calendar,
            takesPayments: payments.onlinePayments.gateway != nil
        ).add(to: &served)
        SiteRoutes(pages: pages).add(to: &served)
        ReminderRoutes(store: store, pages: pages, links: reminderLinks).add(to: &served)
        payments.addPages(to: &served, pages: pages)
        self.served = served
        server = try settings.serve(
            served, below: configuration.root, origins: Set(settings.origins), log: log,
            metrics: metrics,
            problemPage: { pages.layoutOfProblem.response(to: $0, requestID: $1) },
            translate: { Problem($0) })
        address.setListeningAddress(server.address)
        self.database = database
        wakeWorkers(after: database, store)
        relay.start()
        pendingEventChanges.start()
        waitlists.start()
        try await payments.start()
        mailer.start()
        accountMailer.start()
        facilitatorMailer.start()
        waitlistMailer.start()
        housekeeping.start()
        monitor.start()
    }

    /// Wakes the workers after a commit; this is the only place that maps changes to workers.
    private func wakeWorkers(after database: Database, _ store: Store) {
        let tokens = store.tokenGenerations
        database.onCommit {
            [
                relay, pendingEventChanges, waitlists, payments, mailer, accountMailer,
                facilitatorMailer, waitlistMailer
            ] changes in
            if changes.contains(.tokens) { tokens.clear() }
            if changes.contains(.outbox) { relay.wake() }
            if changes.contains(.events) { pendingEventChanges.wake() }
            if changes.contains(.waitlist) { waitlists.wake() }
            if changes.contains(.mail) { mailer.wake() }
            if changes.contains(.accountLetters) { accountMailer.wake() }
            if changes.contains(.facilitatorMail) { facilitatorMailer.wake() }
            if changes.contains(.waitlistLetters) { waitlistMailer.wake() }
            payments.wake(for: changes)
        }
    }

    /// Wakes the workers after a test has moved the clock.
    package func clockDidChange() {
        housekeeping.wake()
        waitlists.wake()
        accountMailer.wake()
        facilitatorMailer.wake()
        waitlistMailer.wake()
        relay.wake()
        payments.wake()
        mailer.wake()
    }

    /// Finishes the running requests and rounds, then closes the database.
    ///
    /// The database stays open if a handler has not ended in time, because it may still use it.
    package func stop() async {
        let hasEnded = server.stop()
        // At once, because a gateway or a mail program may take seconds to end.
        async let mailers: Void = stopMailers()
        async let gatewayCalls: Void = payments.stop()
        await pendingEventChanges.stop()
        await waitlists.stop()
        await relay.stop()
        await housekeeping.stop()
        await monitor.stop()
        _ = await (mailers, gatewayCalls)
        crmHealth.close()
        if hasEnded {
            database.close()
            lock.release()
        }
    }

    private func stopMailers() async {
        async let guests: Void = mailer.stop()
        async let accounts: Void = accountMailer.stop()
        async let facilitators: Void = facilitatorMailer.stop()
        async let waits: Void = waitlistMailer.stop()
        _ = await (guests, accounts, facilitators, waits)
    }

    private static func routes(
        _ configuration: MainSettings, store: Store, erasures: ErasureLog, key: Secret,
        payments: PaymentService, calendar: CalendarPublisher, address: PublicAddress,
        crm: PeerHealth, log: Log, metrics: Metrics
    ) throws -> Routes {
        let settings = configuration.service
        let tokens = try JSONWebTokenAuthority(
            key: key.bytes, issuer: "MainAPI", audience: "MainAPI")
        let tokenIssuer = TokenIssuer(
            tokens, lifetime: settings.tokenLifetime, clock: store.clock,
            restoredAt: store.restoredAt)
        let guest = Authenticator.guest(tokens: tokens, store: store)
        let knownNetworks = KnownNetworks(
            database: store.database, key: HMACKey(derivedFrom: key, for: "known networks"),
            clock: store.clock)
        let hasher = settings.passwordHasher()
        let erasure = AccountErasure(store: store, log: erasures, serviceLog: log)
        let throttle = LoginThrottle(
            settings, known: knownNetworks, clock: store.clock, log: log, metrics: metrics)
        var routes = Routes()
        AccountRoutes(
            store: store, hasher: hasher,
            registrationHasher: settings.passwordHasher(threads: 1), tokenIssuer: tokenIssuer,
            throttle: throttle,
            registrations: NetworkLimit(
                perHour: configuration.registrationsPerHour,
                refusal: "Too many accounts were registered from this network.", settings,
                clock: store.clock),
            refusesCommonPasswords: settings.isReachableByOthers, erasure: erasure
        ).add(to: &routes, guest: guest)
        AccountLinkRoutes(
            database: store.database, directory: GuestDirectory(), hasher: hasher,
            throttle: throttle, settings, clock: store.clock
        ).add(to: &routes)
        EventRoutes(store: store, lists: ResponseCache(store: store)).add(to: &routes)
        TimeZoneRoutes(clock: store.clock).add(to: &routes)
        BookingRoutes(
            store: store, lists: ResponseCache(store: store),
            holdLength: configuration.holdLength, payments: payments.onlinePayments,
            calendar: calendar, limits: configuration.accountLimits
        ).add(to: &routes, guest: guest)
        NotificationRoutes(store: store).add(to: &routes, guest: guest)
        let peer = ServiceToken(settings.serviceToken).authenticator
        InternalRoutes(store: store, payments: payments.onlinePayments).add(to: &routes, peer: peer)
        CentreRoutes(store: store, erasure: erasure).add(to: &routes, peer: peer)
        PictureRoutes(store: store).add(to: &routes, peer: peer)
        SeriesRoutes(store: store, payments: payments.onlinePayments)
            .add(to: &routes, peer: peer)
        RosterRoutes(store: store).add(to: &routes, peer: peer)
        WaitlistRoutes(
            store: store, payments: payments.onlinePayments, limits: configuration.accountLimits
        ).add(to: &routes, guest: guest, peer: peer)
        CalendarRoutes(
            store: store, publisher: calendar,
            addresses: CalendarAddresses(
                key: HMACKey(derivedFrom: key, for: "addresses of calendars"), address: address)
        ).add(to: &routes, guest: guest, peer: peer)
        payments.addRoutes(to: &routes, guest: guest, peer: peer)
        metrics.watch(store)
        OperationalRoutes(
            checks: [.database(store.database), .peer(.crmAPI, crm)], metrics: metrics,
            openAPI: .mainAPI, below: configuration.root,
            centre: { try store.centre().chosenName }
        ).add(to: &routes)
        return routes
    }
}
