import Glibc
import Platform
import TextEncoding

/// A file of variables in the form of systemd's `EnvironmentFile`: a line `NAME=value` for each.
///
/// Lines that are empty or begin with `#` or `;` are ignored. A value may be in single or double
/// quotes. A backslash at the end of a line, which continues it in systemd, is an error.
struct EnvironmentFile {
    /// The file cannot be read, or has lines of another form.
    struct Invalid: Error, Equatable {
        /// A sentence for each error, without values, which may be secrets.
        let messages: [String]
    }

    private static let maximumBytes = 65_536

    let path: String
    let values: [String: String]

    init(path: String) throws(Invalid) {
        self.path = path
        let bytes: [UInt8]
        do {
            bytes = try Self.content(of: path)
        } catch {
            throw Invalid(messages: ["the file of settings cannot be read: \(error)"])
        }
        guard bytes.count <= Self.maximumBytes else {
            throw Invalid(messages: ["\(path) has more than \(Self.maximumBytes) bytes"])
        }
        var values: [String: String] = [:]
        var messages: [String] = []
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let line = Self.trimmed(line)
            guard let first = line.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";")
            else { continue }
            if let (name, value) = Self.assignment(line) {
                values[name] = value
            } else {
                messages.append("line \(index + 1) of \(path) is not of the form NAME=value")
            }
        }
        guard messages.isEmpty else { throw Invalid(messages: messages) }
        self.values = values
    }

    private static func assignment(_ line: ArraySlice<UInt8>) -> (name: String, value: String)? {
        guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let name = trimmed(line[..<equals])
        guard !name.isEmpty,
            name.allSatisfy({ ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "_") }),
            line.last != UInt8(ascii: "\\")
        else { return nil }
        var value = trimmed(line[line.index(after: equals)...])
        if let quote = value.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            guard value.count > 1, value.last == quote else { return nil }
            value = value.dropFirst().dropLast()
            if quote == UInt8(ascii: "\"") { value = unescaped(value)[...] }
        }
        return (
            String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self)
        )
    }

    /// In double quotes, a backslash makes the next character literal.
    private static func unescaped(_ value: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var isEscaped = false
        for byte in value {
            if byte == UInt8(ascii: "\\"), !isEscaped {
                isEscaped = true
            } else {
                result.append(byte)
                isEscaped = false
            }
        }
        return result
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
        var line = line.drop(while: isSpace)
        while let last = line.last, isSpace(last) { line.removeLast() }
        return line
    }

    /// The content, or its beginning if it is longer than `maximumBytes`.
    private static func content(of path: String) throws(SystemError) -> [UInt8] {
        let file = try Descriptor(open(path, O_RDONLY | O_CLOEXEC), of: "opening \(path)")
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: maximumBytes)
        while bytes.count <= maximumBytes {
            let count = read(file.number, &buffer, buffer.count)
            guard count >= 0 else { throw SystemError("reading \(path)") }
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
        }
        return bytes
    }
}
