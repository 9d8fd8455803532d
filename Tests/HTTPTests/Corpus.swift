/// A raw request and what has to come back.
struct CorpusRow {
    /// What the row is about, in words.
    let name: String
    /// The octets as they go over the wire.
    let octets: [UInt8]
    /// The status of the answer.
    let status: Int
    /// Whether the connection stays open behind the answer.
    let stays: Bool
    /// Whether the answer says that the connection closes; it cannot where it left earlier.
    let isAnnounced: Bool

    init(
        _ name: String, _ text: String, _ status: Int, stays: Bool, isAnnounced: Bool = true
    ) {
        self.name = name
        octets = HTTPTests.octets(text)
        self.status = status
        self.stays = stays
        self.isAnnounced = isAnnounced
    }
}

/// The octets of a text, each scalar below U+0100 being one (ISO 8859-1).
func octets(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
}

/// A GET with fields of one's own, each line with its CRLF.
func get(_ path: String = "/hello", _ fields: String = "", version: String = "1.1") -> String {
    "GET \(path) HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n"
}

/// A POST to `/echo` with fields and content of one's own.
func post(_ fields: String, _ body: String = "", path: String = "/echo") -> String {
    "POST \(path) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\(body)"
}

/// A chunked POST with the octets of its coding.
func chunked(_ coding: String) -> String {
    post("Transfer-Encoding: chunked\r\n", coding)
}

/// The characters of these code points.
func characters(_ points: some Sequence<Int>) -> [Character] {
    points.compactMap { Unicode.Scalar(UInt32($0)).map(Character.init) }
}

/// `tchar` as RFC 9110 §5.6.2 lists it.
let tokenCharacters = Set(
    "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")

/// Every octet as a character.
let allCharacters = characters(0..<256)
