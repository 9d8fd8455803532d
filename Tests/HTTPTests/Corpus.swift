/// A raw request and its expected response.
struct CorpusRow {
    let name: String
    let bytes: [UInt8]
    let status: Int
    /// Whether the connection stays open after the response.
    let stays: Bool
    /// Whether the response announces the close; it cannot if it was sent before the failure.
    let isAnnounced: Bool

    init(
        _ name: String, _ text: String, _ status: Int, stays: Bool, isAnnounced: Bool = true
    ) {
        self.name = name
        bytes = HTTPTests.bytes(text)
        self.status = status
        self.stays = stays
        self.isAnnounced = isAnnounced
    }
}

/// The bytes of a text in ISO 8859-1.
func bytes(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
}

/// A GET with additional field lines, each with CR LF.
func get(_ path: String = "/hello", _ fields: String = "", version: String = "1.1") -> String {
    "GET \(path) HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n"
}

/// A POST with additional field lines, each with CR LF.
func post(_ fields: String, _ body: String = "", path: String = "/echo") -> String {
    "POST \(path) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\(body)"
}

/// A POST with chunked content.
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

/// All characters of ISO 8859-1.
let allCharacters = characters(0..<256)
