import TextEncoding

extension FormContent {
    /// Decodes a body of this media type: a URL-encoded form, or `multipart/form-data` (RFC 7578).
    ///
    /// Nil for a body that cannot be read. Files are not expected; a part's content must be UTF-8.
    package init?(decoding body: [UInt8], type: String?) {
        let type = type ?? ""
        guard type.utf8.starts(with: "multipart/form-data".utf8) else {
            self.init(decoding: body)
            return
        }
        guard let boundary = Self.parameter("boundary", of: type), !boundary.isEmpty else {
            return nil
        }
        self.init(multipart: body, delimiter: Array("--\(boundary)".utf8))
    }

    private init?(multipart body: [UInt8], delimiter: [UInt8]) {
        self.init()
        let end = Array("\r\n\r\n".utf8)
        // Each part is between two delimiters; the last delimiter ends in two more hyphens.
        var starts: [Int] = []
        var from = 0
        while let start = Self.index(of: delimiter, in: body, from: from) {
            starts.append(start)
            from = start + delimiter.count
        }
        guard starts.count > 1, starts.count <= 65 else { return nil }
        for (start, next) in zip(starts, starts.dropFirst()) {
            let part = start + delimiter.count + 2
            guard let head = Self.index(of: end, in: body, from: part - 2), head < next,
                let fields = String(streamSafe: body[min(part, head)..<head]),
                let name = Self.parameter("name", of: fields),
                let value = String(
                    streamSafe: body[(head + end.count)..<max(head + end.count, next - 2)])
            else { return nil }
            add(name, value)
        }
    }

    /// The value of a parameter such as `name="x"`, without its quotes.
    private static func parameter(_ name: String, of field: String) -> String? {
        for piece in field.utf8.split(whereSeparator: { $0 == 0x3B || $0 == 0x0D || $0 == 0x0A }) {
            let piece = piece.drop { $0 == 0x20 }
            guard piece.starts(with: "\(name)=".utf8) else { continue }
            let value = piece.dropFirst(name.utf8.count + 1)
            let isQuoted = value.first == 0x22 && value.last == 0x22 && value.count > 1
            return String(Substring(isQuoted ? value.dropFirst().dropLast() : value))
        }
        return nil
    }

    private static func index(of text: [UInt8], in body: [UInt8], from start: Int) -> Int? {
        guard start >= 0, body.count - start >= text.count else { return nil }
        return (start...(body.count - text.count)).first { index in
            body[index] == text[0] && body[index..<(index + text.count)].elementsEqual(text)
        }
    }
}
