/// Invalid requests; the connection closes after each response.
let rejectedRows: [CorpusRow] =
    requestLineRows + hostRows + lengthRows + codingRows + fieldRows + chunkRows + byteRows

private func refused(_ name: String, _ text: String, _ status: Int = 400) -> CorpusRow {
    CorpusRow(name, text, status, stays: false)
}

private func bare(_ line: String) -> String { "\(line)\r\nHost: a\r\n\r\n" }

private let requestLineRows: [CorpusRow] = [
    refused("a TLS hello", "\u{16}\u{03}\u{01}\u{02}\u{00}\u{01}\u{00}\r\n"),
    refused("no target", bare("GET HTTP/1.1")),
    refused("no version", bare("GET /hello")),
    refused("two spaces before the target", bare("GET  /hello HTTP/1.1")),
    refused("two spaces before the version", bare("GET /hello  HTTP/1.1")),
    refused("a space after the version", bare("GET /hello HTTP/1.1 ")),
    refused("a tab in place of a space", bare("GET\t/hello HTTP/1.1")),
    refused("a space within the target", bare("GET /hel lo HTTP/1.1")),
    refused("a space before the method", bare(" GET /hello HTTP/1.1")),
    refused("a lower-case version name", bare("GET /hello http/1.1")),
    refused("a version of letters", bare("GET /hello HTTP/x.y")),
    refused("a version of one digit", bare("GET /hello HTTP/1")),
    refused("a version without its minor digit", bare("GET /hello HTTP/1.")),
    refused("a version of two minor digits", bare("GET /hello HTTP/1.10")),
    refused("a version of two major digits", bare("GET /hello HTTP/01.1")),
    refused("a version with a comma", bare("GET /hello HTTP/1,1")),
    refused("a version with a plus sign", bare("GET /hello HTTP/+1.1")),
    refused("another protocol", bare("GET /hello HTTQ/1.1")),
    refused("HTTP/2.0", bare("GET /hello HTTP/2.0"), 505),
    refused("HTTP/3.0", bare("GET /hello HTTP/3.0"), 505),
    refused("HTTP/0.9 with a version", bare("GET /hello HTTP/0.9"), 505),
    refused("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    refused("an asterisk for GET", bare("GET * HTTP/1.1")),
    refused("an asterisk followed by text", bare("OPTIONS *a HTTP/1.1")),
    refused("a relative target", bare("GET hello HTTP/1.1")),
    refused("authority form for GET", bare("GET a:80 HTTP/1.1")),
    refused("origin form for CONNECT", bare("CONNECT /hello HTTP/1.1")),
    refused("CONNECT without a port", bare("CONNECT a HTTP/1.1")),
    refused("CONNECT with an empty port", bare("CONNECT a: HTTP/1.1")),
    refused("a scheme that is not HTTP", bare("GET ftp://a/hello HTTP/1.1")),
    refused("an absolute target without an authority", bare("GET http:///hello HTTP/1.1")),
    refused("an absolute target with user information", bare("GET http://u@a/hello HTTP/1.1")),
    refused("an absolute target with an invalid port", bare("GET http://a:b/hello HTTP/1.1")),
    refused("one slash after the scheme", bare("GET http:/a/hello HTTP/1.1")),
    refused("a fragment", bare("GET /hello#part HTTP/1.1")),
    refused("a bare LF after the request line", "GET /hello HTTP/1.1\nHost: a\r\n\r\n"),
    refused("a bare CR after the request line", "GET /hello HTTP/1.1\rHost: a\r\n\r\n"),
    refused("two empty lines before the request", "\r\n\r\n" + get()),
    refused("a bare LF before the request", "\n" + get()),
    refused("garbage", "hello there\r\n\r\n"),
    refused("a line too long", bare("GET /\(String(repeating: "a", count: 20_000)) HTTP/1.1"), 414),
    refused(
        "a query too long", bare("GET /?\(String(repeating: "a", count: 20_000)) HTTP/1.1"), 414),
    refused("a method too long", bare("\(String(repeating: "A", count: 20_000)) / HTTP/1.1")),
    refused("a method without an end", String(repeating: "A", count: 20_000)),
    refused("an incomplete encoding in the path", bare("GET /%6 HTTP/1.1")),
    refused("an encoding without hexadecimal digits", bare("GET /%zz HTTP/1.1")),
    refused("an invalid encoding in an unknown path", bare("GET /nothing/there/%G0 HTTP/1.1")),
    refused("an incomplete encoding in an absolute target", bare("GET http://a/%6 HTTP/1.1")),
    refused("an incomplete encoding in a path with a query", bare("GET /hello%?a=b HTTP/1.1")),
    refused("an encoded NUL in the path", bare("GET /hello%00 HTTP/1.1")),
    refused("an encoded line break in the path", bare("GET /a%0d%0aName:%20value HTTP/1.1")),
    refused("an encoded control character in the path", bare("GET /a%1F HTTP/1.1")),
    refused("an encoded DEL in the path", bare("GET /a%7f HTTP/1.1")),
    refused("a backslash in the path", bare("GET /hello\\..\\hello HTTP/1.1")),
]

private let hostRows: [CorpusRow] =
    [
        refused("no Host", "GET /hello HTTP/1.1\r\n\r\n"),
        refused("no Host with an absolute target", "GET http://a/hello HTTP/1.1\r\n\r\n"),
        refused("Host twice", get("/hello", "Host: a\r\n")),
        refused("Host twice with different values", get("/hello", "Host: b\r\n")),
        refused("Host twice in HTTP/1.0", get("/hello", "host: a\r\n", version: "1.0")),
        refused("an empty Host in HTTP/1.0", "GET /hello HTTP/1.0\r\nHost:\r\n\r\n"),
        refused("an invalid Host in HTTP/1.0", "GET /hello HTTP/1.0\r\nHost: a b\r\n\r\n"),
    ]
    + [
        "", "u@a", "a/b", "a b", "a, b", "a:b", "a:-1", "a:+80", "a:80:80", "a:65536", "a:999999",
        "a:0x50", ":80", "[::1", "::1", "[::1]a", "[::1]:x", "[]", "[:::1]", "[1:2:3:4:5:6:7:8:9]",
        "[::g]", "[12345::]", "[v1.a]", "[::1%25eth0]", "http://a", "a?b", "a#b", "a\\b", "<a>",
        "a\"b", "a%", "a%2", "a%zz", "\u{E9}",
    ].map { refused("Host: \($0)", "GET /hello HTTP/1.1\r\nHost: \($0)\r\n\r\n") }

private let lengthRows: [CorpusRow] =
    [
        "+1", "-0", "-1", "0x2", "1_0", "", "2 2", "2,3", "2, 2", "2;", "2.0", "1e1", "\"2\"", "a",
        "\u{B2}", "9223372036854775808", "18446744073709551616",
        "99999999999999999999999999999999999",
    ].map { refused("Content-Length: \($0)", post("Content-Length: \($0)\r\n", "ab")) } + [
        refused("differing lengths", post("Content-Length: 2\r\nContent-Length: 3\r\n", "abc")),
        refused("a length twice", post("Content-Length: 2\r\nContent-Length: 2\r\n", "ab")),
        refused(
            "an invalid length after a valid one",
            post("Content-Length: 2\r\ncontent-length: x\r\n")),
        refused("an invalid length on GET", get("/hello", "Content-Length: -1\r\n")),
        refused("a length over the bound", post("Content-Length: 2097153\r\n"), 413),
        refused(
            "a length far over the bound", post("Content-Length: 9223372036854775807\r\n"), 413),
        refused(
            "a length over the route's bound",
            post("Content-Length: 17\r\n", path: "/small"), 413),
    ]

private let codingRows: [CorpusRow] =
    [
        "", "identity", "gzip", "chunked, gzip", "chunked, identity", "chunked, chunked",
        "chunked,", ",chunked", "chunked;q=1", "xchunked", "chunkedx", "chun ked", "\"chunked\"",
        "chunked\u{0B}", "chun\u{212A}ed", "chunked, ",
    ].map { refused("Transfer-Encoding: \($0)", post("Transfer-Encoding: \($0)\r\n", "0\r\n\r\n")) }
    + [
        refused(
            "an unknown coding before chunked",
            post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501),
        refused(
            "an unknown coding in a line before chunked",
            post("Transfer-Encoding: br\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 501),
        refused(
            "chunked twice, in two lines",
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")),
        refused(
            "a length and chunked",
            post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")),
        refused(
            "chunked and a length",
            post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n")),
        refused(
            "chunked on HTTP/1.0",
            "POST /echo HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        refused(
            "a coding on a GET", get("/hello", "Transfer-Encoding: gzip\r\n")),
    ]

private let fieldRows: [CorpusRow] = [
    refused("a space before the colon", get("/hello", "Name : value\r\n")),
    refused("a tab before the colon", get("/hello", "Name\t: value\r\n")),
    refused("a space before the length's colon", post("Content-Length : 2\r\n", "ab")),
    refused("a space before the coding's colon", post("Transfer-Encoding : chunked\r\n")),
    refused("whitespace before the first field", "GET /hello HTTP/1.1\r\n Host: a\r\n\r\n"),
    refused("a whitespace line before the first", "GET /hello HTTP/1.1\r\n \r\nHost: a\r\n\r\n"),
    refused("a folded value", get("/hello", "Name: one\r\n two\r\n")),
    refused("a value folded by a tab", get("/hello", "Name: one\r\n\ttwo\r\n")),
    refused("a folded coding", post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n")),
    refused("an empty name", get("/hello", ": value\r\n")),
    refused("no colon", get("/hello", "Name\r\n")),
    refused("a space in place of the colon", get("/hello", "Name value\r\n")),
    refused("a space within the name", get("/hello", "Na me: value\r\n")),
    refused("a bare LF after a field", "GET /hello HTTP/1.1\r\nHost: a\nName: b\r\n\r\n"),
    refused("a bare LF in place of the empty line", "GET /hello HTTP/1.1\r\nHost: a\r\n\n"),
    refused("a bare CR within a value", get("/hello", "Name: a\rOther: b\r\n")),
    refused("CR CR LF", get("/hello", "Name: a\r\r\n")),
    refused("a NUL within a value", get("/hello", "Name: a\u{00}b\r\n")),
    refused(
        "too many fields",
        get("/hello", String(repeating: "N: v\r\n", count: 100)), 431),
    refused(
        "fields too large",
        get("/hello", "Name: \(String(repeating: "a", count: 33_000))\r\n"), 431),
    refused(
        "many fields too large together",
        get(
            "/hello", String(repeating: "N: \(String(repeating: "a", count: 1_000))\r\n", count: 40)
        ),
        431),
    refused(
        "a type twice",
        post("Content-Type: a/b\r\nContent-Type: c/d\r\nContent-Length: 2\r\n", "ab")),
    refused("credentials twice", get("/hello", "Authorization: a b\r\nauthorization: a c\r\n")),
    refused("an idempotency key twice", post("Idempotency-Key: a\r\nIdempotency-Key: a\r\n")),
    refused("another expectation", post("Expect: 200-ok\r\nContent-Length: 2\r\n", "ab"), 417),
]

private let chunkRows: [CorpusRow] =
    [
        "+5", "-5", "0x5", "5_0", " 5", "5 ", "\t5", "5\t", "g", "", ";a", "5;", "5;;a", "5; ",
        "5;a=", "5;a=\"b", "5;=b", "5 a", "5,a", "5;a b", "5;a=b c", "5;a=\"b\"c", "5;a=\u{01}",
        "5;\u{00}", "5\r", "\u{FF15}", "7FFFFFFFFFFFFFFFF", "FFFFFFFFFFFFFFFF",
        "10000000000000005", "00000000000000005",
    ].map { refused("chunk size \($0.debugDescription)", chunked("\($0)\r\nhello\r\n0\r\n\r\n")) }
    + [
        refused("a bare LF after the size", chunked("5\nhello\r\n0\r\n\r\n")),
        refused("a bare CR after the size", chunked("5\rhello\r\n0\r\n\r\n")),
        refused("a bare LF after an extension", chunked("5;a\nhello\r\n0\r\n\r\n")),
        refused("data without CR LF", chunked("5\r\nhello0\r\n\r\n")),
        refused("data longer than its size", chunked("4\r\nhello\r\n0\r\n\r\n")),
        refused("data followed by a bare LF", chunked("5\r\nhello\n0\r\n\r\n")),
        refused("data followed by a bare CR", chunked("5\r\nhello\r0\r\n\r\n")),
        refused("data followed by LF CR", chunked("5\r\nhello\n\r0\r\n\r\n")),
        refused("a bare LF after the last chunk", chunked("0\n\r\n")),
        refused("a bare LF after the trailers", chunked("0\r\n\n")),
        refused("a trailer without a colon", chunked("0\r\nName\r\n\r\n")),
        refused("a trailer with a space before its colon", chunked("0\r\nName : a\r\n\r\n")),
        refused("a folded trailer", chunked("0\r\nName: a\r\n b\r\n\r\n")),
        refused("a NUL in a trailer", chunked("0\r\nName: \u{00}\r\n\r\n")),
        refused(
            "too many trailers",
            chunked("0\r\n" + String(repeating: "N: v\r\n", count: 101) + "\r\n"), 431),
        refused(
            "trailers too large",
            chunked("0\r\nName: \(String(repeating: "a", count: 33_000))\r\n\r\n"), 431),
        refused(
            "many trailers too large together",
            chunked(
                "0\r\n"
                    + String(repeating: "N: \(String(repeating: "a", count: 1_000))\r\n", count: 40)
            ),
            431),
        refused(
            "an extension too long",
            chunked("5;\(String(repeating: "a", count: 1_100))\r\nhello\r\n0\r\n\r\n")),
        refused(
            "too many extensions",
            chunked(
                String(repeating: "1;\(String(repeating: "a", count: 1_000))\r\na\r\n", count: 20)
                    + "0\r\n\r\n")),
        refused("a chunk over the bound", chunked("200001\r\n"), 413),
        refused(
            "a chunk over the rest of the bound",
            chunked("1\r\na\r\n200000\r\n"), 413),
    ]

/// Every byte that is invalid in each place.
private let byteRows: [CorpusRow] =
    allCharacters.filter { !tokenCharacters.contains($0) && $0 != " " }
    .map { refused("\($0.debugDescription) in the method", bare("G\($0)T /hello HTTP/1.1")) }
    + allCharacters.filter { !tokenCharacters.contains($0) && $0 != ":" }
    .map { refused("\($0.debugDescription) in a name", get("/hello", "Na\($0)me: value\r\n")) }
    + (characters(0...8) + characters(10...31) + ["\u{7F}"])
    .map { refused("\($0.debugDescription) in a value", get("/hello", "Name: a\($0)b\r\n")) }
    + (characters(0...32) + ["\"", "#", "<", ">"] + characters(127...255))
    .map { refused("\($0.debugDescription) in the target", bare("GET /hel\($0)lo HTTP/1.1")) }
    + characters(0...255).filter { !$0.isASCII || !$0.isHexDigit && $0 != ";" }
    .map {
        refused("\($0.debugDescription) in a chunk size", chunked("5\($0)\r\nhello\r\n0\r\n\r\n"))
    }
