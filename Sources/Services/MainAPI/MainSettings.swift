import BookingDomain
import Configuration
import ServiceRuntime

/// Everything that can be set about MainAPI, from flags and environment variables.
package struct MainSettings: Sendable {
    /// What both services have.
    package let service: ServiceSettings
    /// Where CRMAPI is.
    package let crm: String
    /// Where browsers reach CRMAPI, for the facilitators' pages.
    package let publicCRM: String
    /// How long seats are held for their payment, in seconds.
    package let holdSeconds: Int64
    /// How money is taken.
    let payments: PaymentSettings
    /// How e-mail goes out.
    let mail: MailSettings
    /// From one check of the whole database to the next.
    package let checkInterval: Duration

    /// Reads the configuration; what is wrong with it shows in the reader's `finish`.
    package init(_ reader: inout SettingsReader) {
        service = ServiceSettings(&reader, port: 5000, database: "data/main.sqlite")
        crm = reader.url(
            variable: "CRM_URL", default: "http://127.0.0.1:5001", help: "Where CRMAPI is.")
        publicCRM = reader.url(
            variable: "CRM_PUBLIC_URL", default: crm,
            help: "Where browsers reach CRMAPI, for the facilitators' pages.")
        holdSeconds =
            reader.duration(
                variable: "HOLD_LENGTH", default: .seconds(Hold.defaultSeconds),
                in: .seconds(1)...(.seconds(86_400)),
                help: "How long seats are held for their payment."
            ).components.seconds
        payments = PaymentSettings(&reader)
        mail = MailSettings(&reader, database: service.database)
        checkInterval = reader.duration(
            variable: "CHECK_INTERVAL", default: .seconds(86_400),
            in: .seconds(1)...(.seconds(31_536_000)),
            help: "From one check of the whole database to the next.")
    }
}
