import CZlib
import Credentials
import EmbeddedFiles
import HTTP
import ServiceRuntime
import TextEncoding

/// The style sheet, scripts and images of the pages, embedded in the program.
///
/// One digest of all files is part of their addresses, so browsers may cache them forever and
/// fetch new ones after a change. It is a folder, because scripts import each other by relative
/// addresses.
struct Assets: Sendable {
    private struct File: Sendable {
        let type: FieldValue
        let content: [UInt8]
        /// Nil if it would not be smaller.
        let gzip: [UInt8]?
    }

    /// Read and compressed once, although tests start many services in a process.
    static let embedded = Assets()

    /// The folder's path below the site, such as `/assets/Zk3x…`.
    let base: String
    private let digest: String
    private let files: [String: File]
    /// The scripts that each script imports, directly and indirectly.
    private let imports: [String: [String]]

    private init() {
        var files: [String: File] = [:]
        var digest = SHA256()
        for index in 0..<WebAsset.count {
            let asset = WebAsset.at(index)
            let path = String(cString: asset.path)
            let source = [UInt8](
                UnsafeRawBufferPointer(start: asset.bytes, count: asset.count))
            let isCode = path.hasSuffix(".js") || path.hasSuffix(".css")
            let isCompressed = path.hasSuffix(".jpg") || path.hasSuffix(".png")
            let content = isCode ? Self.withoutComments(source) : source
            digest.update(Array(path.utf8) + [0])
            digest.update(content)
            files[path] = File(
                type: Self.type(of: path), content: content,
                gzip: isCompressed ? nil : Gzip.compress(content, level: 9))
        }
        self.files = files
        imports = Self.imports(of: files.filter { $0.key.hasSuffix(".js") }.mapValues(\.content))
        self.digest = Base64URL.encode(Array(digest.finalize().bytes.prefix(9)))
        base = "/assets/" + self.digest
    }

    /// The file at `path`, or nil if there is none or the digest is another version's.
    func response(to request: Request, digest: String?, path: String) -> Response? {
        guard digest == self.digest, let file = files[path] else { return nil }
        var response = Response(.ok, type: file.type, body: file.content)
        if let gzip = file.gzip, request.acceptsGzip {
            response.body = gzip
            response.fields.add(.contentEncoding, "gzip")
        }
        response.fields.add(.cacheControl, "public, max-age=31536000, immutable")
        response.fields.add(.vary, "Accept-Encoding")
        return response
    }

    /// The icon for clients that look for it at its usual address, and not in a page.
    func icon(for request: Request) throws(Problem) -> Response {
        guard let file = files["favicon.ico"] else { throw .notFound }
        return Response(.ok, type: file.type, body: file.content)
            .with(.cacheControl, "public, max-age=86400")
            .unlessCurrent(for: request, isCompressible: false)
    }

    /// A script or style sheet without indentation and without the lines that are comments, which
    /// are a third of what a browser would load.
    ///
    /// No string of several lines may have such a line.
    static func withoutComments(_ source: [UInt8]) -> [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(source.count)
        var isComment = false
        for line in source.split(separator: UInt8(ascii: "\n")) {
            let text = line.drop { $0 == UInt8(ascii: " ") }
            if isComment || text.starts(with: "/*".utf8) {
                isComment = !text.suffix(2).elementsEqual("*/".utf8)
            } else if !text.isEmpty, !text.starts(with: "//".utf8) {
                content += text
                content.append(UInt8(ascii: "\n"))
            }
        }
        return content
    }

    /// The paths of the scripts that `script` imports, directly and indirectly.
    func imports(of script: String) -> [String] { imports[script] ?? [] }

    private static func imports(of scripts: [String: [UInt8]]) -> [String: [String]] {
        let direct = Dictionary(
            uniqueKeysWithValues: scripts.map { ($0, directImports(of: $0, $1)) })
        return direct.mapValues { first in
            var found: [String] = []
            var pending = first
            while let next = pending.popLast() {
                guard !found.contains(next) else { continue }
                found.append(next)
                pending += direct[next] ?? []
            }
            return found.sorted()
        }
    }

    /// The paths of the modules that a script's import statements name.
    private static func directImports(of path: String, _ source: [UInt8]) -> [String] {
        let folder = path.split(separator: "/").dropLast()
        return source.split(separator: UInt8(ascii: "\n")).compactMap(module(importedBy:)).map {
            var parts = folder
            for part in $0.split(separator: "/") where part != "." {
                if part == ".." { parts.removeLast() } else { parts.append(part) }
            }
            return parts.joined(separator: "/")
        }
    }

    /// The module that a line imports, such as `import { el } from './dom.js';` or the last line
    /// of a longer statement.
    private static func module(importedBy line: ArraySlice<UInt8>) -> Substring? {
        guard line.starts(with: "import ".utf8) || line.starts(with: "} from ".utf8) else {
            return nil
        }
        let parts = String(decoding: line, as: UTF8.self).split(separator: "'")
        return parts.count == 3 && parts[2] == ";" ? parts[1] : nil
    }

    private static func type(of path: String) -> FieldValue {
        if path.hasSuffix(".js") { return "text/javascript; charset=utf-8" }
        if path.hasSuffix(".css") { return "text/css; charset=utf-8" }
        if path.hasSuffix(".ico") { return "image/vnd.microsoft.icon" }
        if path.hasSuffix(".jpg") { return "image/jpeg" }
        if path.hasSuffix(".png") { return "image/png" }
        return "image/svg+xml"
    }
}
