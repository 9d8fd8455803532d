import JSONCoding
import SQLite

/// A page as every list answers it: `{"data": […], "page": {"next": …, "limit": …}}`.
extension Page: JSONWritable where Item: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { writeMembers(to: &$0) }
    }

    /// Writes the members alone, into an object that has more of them.
    package func writeMembers(to json: inout JSONWriter) {
        json.member("data", items)
        json.memberObject("page") { json in
            json.member("next", next?.text)
            json.member("limit", limit)
        }
    }
}
