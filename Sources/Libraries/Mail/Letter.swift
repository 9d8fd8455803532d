import TextEncoding

/// The content of an email, from which its plain text and its page are made.
package struct Letter: Sendable {
    /// A line such as `Seats: 2`; the value may have several lines.
    package struct Fact: Sendable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A page to open; the plain text has its address.
    package struct Link: Sendable {
        package let text: String
        package let address: String

        package init(_ text: String, to address: String) {
            self.text = text
            self.address = address
        }
    }

    let subject: String
    /// Nil greets without a name. It is never shown as a link, because a guest has chosen it.
    package let name: String?
    let paragraphs: [String]
    var facts: [Fact] = []
    var link: Link?
    var footer: [String] = []
    /// A link in small type at the end.
    var lastLink: Link?

    package init(
        subject: String, name: String?, paragraphs: [String], facts: [Fact] = [],
        link: Link? = nil, footer: [String] = [], lastLink: Link? = nil
    ) {
        self.subject = subject
        self.name = name
        self.paragraphs = paragraphs
        self.facts = facts
        self.link = link
        self.footer = footer
        self.lastLink = lastLink
    }

    private var greeting: String { "Hello\(name.map { " \($0)" } ?? "")," }
}

extension Letter {
    /// The letter in plain text.
    ///
    /// - Parameter signature: Lines at the end; empty for none.
    package func text(signature: String = "") -> String {
        let lines = facts.filter { !$0.value.contains("\n") }.map { "\($0.name): \($0.value)" }
        let blocks = facts.filter { $0.value.contains("\n") }.map { "\($0.name):\n\($0.value)" }
        let links = [link].compactMap { $0.map { "\($0.text): \($0.address)" } }
        let ends = footer + [lastLink].compactMap { $0.map { "\($0.text): \($0.address)" } }
        let parts =
            [greeting] + paragraphs + [lines.joined(separator: "\n")] + blocks + links + ends + [
                signature
            ]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }
}

extension Letter {
    /// The same content as a page.
    ///
    /// Mail programs ignore style sheets, so that a few attributes give it a width and a font.
    package func html(signature: String = "") -> HTML {
        let greeting: HTML = "<p dir=\"auto\">\(greeting)</p>\n"
        let texts = paragraphs.map { text -> HTML in "<p dir=\"auto\">\(linked: text)</p>\n" }
        let rows = facts.map { fact -> HTML in
            """
            <tr><th scope="row" align="left" valign="top">\(fact.name)</th>\
            <td dir="auto">\(linked: fact.value)</td></tr>

            """
        }
        let table: HTML = "<table cellpadding=\"4\">\n\(rows)</table>\n"
        let links = link.map { link -> HTML in
            "<p><a href=\"\(link.address)\">\(link.text)</a></p>\n"
        }
        let last = lastLink.map { link -> HTML in "<a href=\"\(link.address)\">\(link.text)</a>" }
        let end = [signature].filter { !$0.isEmpty }
        let ends =
            (footer.map { text -> HTML in "\(linked: text)" } + (last.map { [$0] } ?? [])
            + end.map { text -> HTML in "\(linked: text)" })
            .map { line -> HTML in "<p><small>\(line)</small></p>\n" }
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8">\
            <meta name="viewport" content="width=device-width">\
            <meta name="color-scheme" content="light dark"><title>\(subject)</title></head>
            <body style="font-family: sans-serif; line-height: 1.5; max-width: 36em; margin: auto; padding: 1em">
            \(greeting)\(texts)\(table, if: !facts.isEmpty)\(links.map { [$0] } ?? [])\(ends)</body></html>

            """
    }
}

extension HTML.Interpolation {
    /// Adds a text whose web addresses become links, and whose line breaks stay.
    fileprivate mutating func appendInterpolation(linked text: String) {
        for part in LinkedText(text).parts {
            switch part {
            case .text(let text):
                let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
                for (index, line) in lines.enumerated() {
                    appendInterpolation("<br>\n" as HTML, if: index > 0)
                    appendInterpolation(String(line))
                }
            case .address(let address):
                appendInterpolation("<a href=\"\(address)\">\(address)</a>" as HTML)
            }
        }
    }
}

/// A text that is divided into web addresses and the rest.
struct LinkedText {
    enum Part: Equatable {
        case text(String)
        case address(String)
    }

    let parts: [Part]

    init(_ text: String) {
        var parts: [Part] = []
        let bytes = text.utf8
        var plainStart = text.startIndex
        var index = text.startIndex
        var isInWord = false
        while index < text.endIndex {
            let end = isInWord ? nil : Self.endOfAddress(in: bytes[index...])
            if let end {
                if plainStart < index { parts.append(.text(String(text[plainStart..<index]))) }
                parts.append(.address(String(text[index..<end])))
                (plainStart, index) = (end, end)
            } else {
                isInWord = Self.isOfWord(bytes[index])
                index = bytes.index(after: index)
            }
        }
        if plainStart < text.endIndex { parts.append(.text(String(text[plainStart...]))) }
        self.parts = parts
    }

    /// The end of the address with which the text begins; nil if it begins with none.
    private static func endOfAddress(in text: Substring.UTF8View) -> String.Index? {
        let schemes = ["https://", "http://"]
        guard let scheme = schemes.first(where: { text.starts(with: $0.utf8) }) else { return nil }
        var address = text.prefix { byte in
            (0x21...0x7E).contains(byte) && !"<>\"".utf8.contains(byte)
        }
        // A sentence may end after the address.
        while let last = address.last, ".,;:!?)]}'".utf8.contains(last) {
            address.removeLast()
        }
        return address.count > scheme.utf8.count ? address.endIndex : nil
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
