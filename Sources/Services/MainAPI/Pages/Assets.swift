import CZlib
import Credentials
import EmbeddedFiles
import HTTP
import TextEncoding

/// The files of the pages: style, scripts and pictures, as they are embedded in the program.
///
/// They stand below an address that has their common digest, so a browser may keep them for good
/// and gets all of the new ones when any has changed. Scripts import each other by relative
/// addresses, which is why the digest is one folder of all.
struct Assets: Sendable {
    private struct File: Sendable {
        let type: FieldValue
        let content: [UInt8]
        /// Nil where it would not be smaller.
        let gzip: [UInt8]?
    }

    /// The address of them all, such as `/assets/Zk3x…`.
    let base: String
    private let digest: String
    private let files: [String: File]
    /// Of each script, the scripts that it imports, and those that these import, and so on.
    private let imports: [String: [String]]

    /// Compresses each file once.
    init() {
        var files: [String: File] = [:]
        var digest = SHA256()
        for index in 0..<WebAsset.count {
            let asset = WebAsset.at(index)
            let path = String(cString: asset.path)
            let content = [UInt8](
                UnsafeRawBufferPointer(start: asset.octets, count: asset.count))
            digest.update(Array(path.utf8) + [0])
            digest.update(content)
            files[path] = File(
                type: Self.type(of: path), content: content,
                gzip: Gzip.coded(content, level: 9))
        }
        self.files = files
        imports = Self.closure(of: files.filter { $0.key.hasSuffix(".js") }.mapValues(\.content))
        self.digest = Base64URL.encode(Array(digest.finalize().bytes.prefix(9)))
        base = "/assets/" + self.digest
    }

    /// The file at that path below the digest; nil where there is none.
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

    /// The addresses of what a script needs to run, itself apart.
    func imports(of script: String) -> [String] {
        (imports[script] ?? []).map { "\(base)/\($0)" }
    }

    private static func closure(of scripts: [String: [UInt8]]) -> [String: [String]] {
        let direct = Dictionary(
            uniqueKeysWithValues: scripts.map { path, content in
                (path, imported(by: path, content))
            })
        return direct.mapValues { first in
            var found: [String] = []
            var open = first
            while let next = open.popLast() {
                guard !found.contains(next) else { continue }
                found.append(next)
                open += direct[next] ?? []
            }
            return found.sorted()
        }
    }

    /// The modules that a script's import statements name, as paths below the assets.
    private static func imported(by path: String, _ source: [UInt8]) -> [String] {
        let folder = path.split(separator: "/").dropLast()
        return source.split(separator: UInt8(ascii: "\n")).compactMap(module(namedBy:)).map {
            var parts = folder
            for part in $0.split(separator: "/") where part != "." {
                if part == ".." { parts.removeLast() } else { parts.append(part) }
            }
            return parts.joined(separator: "/")
        }
    }

    /// The module that a line imports, such as `import { el } from './dom.js';` or the last line
    /// of a longer statement.
    private static func module(namedBy line: ArraySlice<UInt8>) -> Substring? {
        guard line.starts(with: "import ".utf8) || line.starts(with: "} from ".utf8) else {
            return nil
        }
        let parts = String(decoding: line, as: UTF8.self).split(separator: "'")
        return parts.count == 3 && parts[2] == ";" ? parts[1] : nil
    }

    private static func type(of path: String) -> FieldValue {
        if path.hasSuffix(".js") { return "text/javascript; charset=utf-8" }
        if path.hasSuffix(".css") { return "text/css; charset=utf-8" }
        return "image/svg+xml"
    }
}
