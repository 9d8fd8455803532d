import BookingDomain
import BookingStore
import Configuration
import HTTP
import ServiceRuntime

/// The settings of MainAPI, from flags and environment variables.
package struct MainSettings: Sendable {
    package let service: ServiceSettings
    /// The base URL of CRMAPI.
    package let crm: String
    /// The base URL of CRMAPI for browsers, used by the facilitators' pages.
    package let publicCRM: String
    /// The base URLs for browsers with their variables; nil for an unset one.
    let publicAddresses: [(variable: String, address: String?)]
    /// The path of the service's address for browsers.
    let root: RootPath
    /// The time that a guest has to pay.
    package let holdLength: Duration
    let waitlistRules: WaitlistRules
    /// The limits of each guest's account; nil for none.
    let accountLimits: AccountLimits?
    let registrationsPerHour: Int
    let payments: PaymentSettings
    let mail: MailSettings
    /// The time between a reminder and the start of its event; 0 sends no reminders.
    let reminderLead: Duration
    /// The pause between checks of the whole database.
    package let checkInterval: Duration

    /// Reads the settings; errors are collected and reported by the reader's `finish`.
    package init(_ reader: inout SettingsReader) {
        service = ServiceSettings(&reader, of: .mainAPI)
        crm = reader.url(
            variable: "CRM_URL", default: "http://127.0.0.1:5001", help: "Base URL of CRMAPI.")
        publicCRM = reader.url(
            variable: "CRM_PUBLIC_URL", default: crm,
            help: "Base URL of CRMAPI for browsers on the facilitators' pages.")
        let setCRM = reader.latestSource == nil ? nil : publicCRM
        holdLength = reader.duration(
            variable: "HOLD_LENGTH", default: Hold.defaultLength,
            in: .seconds(1)...(.seconds(86_400)), help: "Time that unpaid seats are held.")
        waitlistRules = WaitlistRules(&reader)
        let limits = AccountLimits(&reader)
        accountLimits = service.limitsAccounts ? limits : nil
        registrationsPerHour = reader.integer(
            variable: "REGISTRATIONS_PER_HOUR", default: 30, in: 1...3_600,
            help: "Registrations per client network in an hour; more are answered 429.")
        payments = PaymentSettings(&reader, isReachable: service.isReachableByOthers)
        root = RootPath(of: payments.publicAddress, .mainAPI, &reader)
        publicAddresses = [
            ("PUBLIC_URL", payments.publicAddress), ("CRM_PUBLIC_URL", setCRM),
        ]
        mail = MailSettings(&reader, database: service.database, folderName: "mail")
        reminderLead = reader.duration(
            variable: "REMINDER_LEAD", default: .seconds(86_400),
            in: .zero...(.seconds(30 * 86_400)),
            help: "Time from a reminder to the start of its event; 0 sends no reminders.")
        checkInterval = reader.duration(
            variable: "CHECK_INTERVAL", default: .seconds(86_400),
            in: .seconds(1)...(.seconds(31_536_000)),
            help: "Pause between checks of the whole database.")
        for (variable, address) in publicAddresses
        where address == nil && service.isReachableByOthers {
            reader.reject(
                "\(variable) must be set when others can reach the service:"
                    + " links in pages and letters use it.")
        }
    }
}

extension WaitlistRules {
    fileprivate init(_ reader: inout SettingsReader) {
        self.init(
            offerLength: reader.duration(
                variable: "WAITLIST_OFFER_LENGTH", default: Self.standard.offerLength,
                in: Self.offerLengths,
                help: "Time to accept an offer of the waiting list; shorter close to the start."),
            cutoff: reader.duration(
                variable: "WAITLIST_CUTOFF", default: Self.standard.cutoff,
                in: .zero...(.seconds(30 * 86_400)),
                help: "Time before the start from which the waiting list makes no offers."))
    }
}

extension AccountLimits {
    fileprivate init(_ reader: inout SettingsReader) {
        self.init(
            bookingsPerHour: reader.integer(
                variable: "BOOKINGS_PER_HOUR", default: 60, in: 1...10_000,
                help: "Bookings that one account can make in an hour; more are answered 429."),
            bookingsPerDay: reader.integer(
                variable: "BOOKINGS_PER_DAY", default: 120, in: 1...10_000,
                help: "Bookings that one account can make in a day."),
            unpaidHoldsPerDay: reader.integer(
                variable: "UNPAID_HOLDS_PER_DAY", default: 20, in: 1...10_000,
                help: "Holds that one account can let end unpaid in a day."),
            unpaidHoldsPerEvent: reader.integer(
                variable: "UNPAID_HOLDS_PER_EVENT", default: 6, in: 1...10_000,
                help: "Holds of one event that one account can let end unpaid in a day."))
    }
}
