import SQLite

extension DatabaseMark {
    /// MainAPI's databases; the mark is “Main” in ASCII.
    package static let mainAPI = DatabaseMark(
        program: "MainAPI", applicationID: 0x4D61_696E, table: "outbox")
    /// CRMAPI's databases; the mark is “CRM!” in ASCII.
    package static let crmAPI = DatabaseMark(
        program: "CRMAPI", applicationID: 0x4352_4D21, table: "notices")

    /// The marks of both services, for ``Database/owner(ofFileAt:among:)``.
    package static let all = [mainAPI, crmAPI]
}
