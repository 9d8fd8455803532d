import AccountLetters
import Configuration
import Credentials
import EmbeddedFiles
import HTTP
import Mail
import Observability
import SQLite
import ServiceRuntime
import Timekeeping

/// CRMAPI as a running service.
package final class CRMService: ServiceProgram.Running {
    package var address: SocketAddress { server.address }
    package let routes: Routes
    /// The API's routes and the redirect to its documentation.
    package let served: Routes
    private let server: RunningServer
    private let lock: DatabaseLock
    private let database: Database
    private let mainAPI: PeerClient
    private let mainHealth: PeerHealth
    private let disabledAccounts: DisabledAccounts
    private let profileReporter: ProfileReporter
    private let accountMailer: AccountMailer
    private let housekeeping: Housekeeping

    /// Opens or creates the database and starts the server.
    ///
    /// - Throws: `CommandError`, or an error of opening the database.
    package init(_ configuration: CRMSettings, clock: WallClock = .system, log: Log) async throws {
        let settings = configuration.service
        lock = try settings.lockDatabase()
        database = try settings.openDatabase(Schema.migrations, clock: clock)
        let hasher = settings.passwordHasher()
        if settings.isDemo {
            try await DemoFacilitators.add(to: database, hasher: hasher)
        }
        mainAPI = PeerClient(configuration)
        mainHealth = PeerHealth(of: configuration.mainAPI)
        disabledAccounts = DisabledAccounts(
            database: database, file: configuration.disabledAccounts, mainAPI: mainAPI, log: log)
        try await disabledAccounts.disableListed()
        housekeeping = Housekeeping(
            [
                .init(in: database) { try KnownNetworks.purge(limit: $1, in: $0) },
                .init(in: database) { try $0.accountLinks.purge(limit: $1) },
                .init(in: database) { try $0.accountLetters.purge(limit: $1) },
            ],
            log: log)
        profileReporter = ProfileReporter(database: database, mainAPI: mainAPI, log: log)
        let metrics = Metrics()
        accountMailer = AccountMailer(
            configuration.mail, database: database, directory: FacilitatorDirectory(),
            text: AccountLetterText(for: .facilitators) { configuration.pages },
            letterhead: { Letterhead(name: try $0.metadata.value(for: .centreName)) }, log: log,
            metrics: metrics)
        routes = try Self.routes(
            configuration, database: database, clock: clock, hasher: hasher, mainAPI: mainAPI,
            mainHealth: mainHealth, log: log, metrics: metrics)
        var served = routes
        let documentation = FieldValue(configuration.pages + "/docs")
        served.get("/docs", by: .anyone) { _, _ in
            Response(.seeOther).with(.location, documentation)
        }
        self.served = served
        server = try settings.serve(
            served, below: configuration.root, origins: configuration.origins, log: log,
            metrics: metrics,
            translate: { Problem($0) })
        database.onCommit { [accountMailer, profileReporter, disabledAccounts] changes in
            if changes.contains(.accountLetters) { accountMailer.wake() }
            if changes.contains(.profiles) { profileReporter.wake() }
            if changes.contains(.disabledAccounts) { disabledAccounts.wake() }
        }
        disabledAccounts.start()
        profileReporter.start()
        accountMailer.start()
        housekeeping.start()
    }

    /// Wakes the workers after a test has moved the clock.
    package func clockDidChange() {
        housekeeping.wake()
        accountMailer.wake()
    }

    /// Stops the server and closes the database.
    package func stop() async {
        let hasEnded = server.stop()
        mainAPI.close()
        await disabledAccounts.stop()
        await profileReporter.stop()
        await accountMailer.stop()
        await housekeeping.stop()
        mainHealth.close()
        if hasEnded {
            database.close()
            lock.release()
        }
    }

    private static func routes(
        _ configuration: CRMSettings, database: Database, clock: WallClock,
        hasher: PasswordHasher, mainAPI: PeerClient, mainHealth: PeerHealth, log: Log,
        metrics: Metrics
    ) throws -> Routes {
        let settings = configuration.service
        let key = try settings.loadTokenKey()
        let tokens = try JSONWebTokenAuthority(
            key: key.bytes, issuer: "CRMAPI", audience: "CRMAPI")
        let serviceToken = ServiceToken(settings.serviceToken)
        let restoredAt = try database.read { try $0.metadata.restoredAt() } ?? .earliest
        var routes = Routes()
        NotifyRoutes(database: database, clock: clock, log: log)
            .add(to: &routes, peer: serviceToken.authenticator)
        let authentication = FacilitatorAuthentication(
            database: database, clock: clock, tokens: tokens, restoredAt: restoredAt,
            serviceToken: serviceToken)
        let tokenIssuer = TokenIssuer(
            tokens, lifetime: settings.tokenLifetime, clock: clock, restoredAt: restoredAt)
        let throttle = LoginThrottle(
            settings,
            known: KnownNetworks(
                database: database, key: HMACKey(derivedFrom: key, for: "known networks"),
                clock: clock),
            clock: clock, log: log, metrics: metrics)
        LoginRoutes(
            database: database, hasher: hasher, tokenIssuer: tokenIssuer, throttle: throttle
        ).add(to: &routes, account: authentication.account)
        AccountLinkRoutes(
            database: database, directory: FacilitatorDirectory(), hasher: hasher,
            throttle: throttle, settings, clock: clock
        ).add(to: &routes)
        AccountRoutes(
            database: database, hasher: hasher, tokenIssuer: tokenIssuer, throttle: throttle,
            refusesCommonPasswords: settings.isReachableByOthers
        ).add(to: &routes, by: authentication.facilitatorInPath)
        let client = MainAPIClient(peer: mainAPI, metrics: metrics)
        FacilitatorRoutes(database: database, mainAPI: client)
            .add(to: &routes, by: authentication.facilitatorInPath)
        SeriesRoutes(mainAPI: client).add(to: &routes, by: authentication.facilitatorInPath)
        RosterRoutes(mainAPI: client).add(to: &routes, by: authentication.facilitatorInPath)
        WaitlistRoutes(mainAPI: client).add(to: &routes, by: authentication.facilitatorInPath)
        CentreRoutes(database: database, mainAPI: client).add(to: &routes, by: authentication.owner)
        PictureRoutes(mainAPI: client)
            .add(to: &routes, by: authentication.facilitatorInPath, owner: authentication.owner)
        CentreAccountRoutes(database: database, pages: configuration.pages)
            .add(to: &routes, by: authentication.owner)
        metrics.watch(database, clock: clock)
        OperationalRoutes(
            checks: [.database(database), .peer(.mainAPI, mainHealth)], metrics: metrics,
            openAPI: .crmAPI, below: configuration.root,
            centre: { try database.read { try $0.metadata.value(for: .centreName) } }
        ).add(to: &routes)
        return routes
    }
}

extension PeerClient {
    init(_ configuration: CRMSettings) {
        self.init(
            base: configuration.mainAPI, token: configuration.service.serviceToken,
            timeout: .seconds(10), connections: 16)
    }
}
