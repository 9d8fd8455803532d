// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Sessions",
    targets: [
        // System: interfaces of the C library and the kernel
        .systemLibrary(
            name: "CSQLite", path: "Sources/System/CSQLite", pkgConfig: "sqlite3",
            providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(
            name: "CLinux", path: "Sources/System/CLinux", providers: [.apt(["libcrypt-dev"])]),
        .target(
            name: "CZlib", path: "Sources/System/CZlib",
            cSettings: [.treatAllWarnings(as: .error)]),
        module("Platform", in: "System"),

        // Libraries: for a service of any kind
        module("TextEncoding", in: "Libraries"),
        module("JSONCoding", in: "Libraries", ["TextEncoding"]),
        module("Timekeeping", in: "Libraries", ["TextEncoding"]),
        module("SQLite", in: "Libraries", ["CSQLite", "Platform", "TextEncoding", "Timekeeping"]),
        module(
            "HTTP", in: "Libraries",
            ["CLinux", "CZlib", "JSONCoding", "Platform", "TextEncoding", "Timekeeping"]),
        module("HTTPClient", in: "Libraries", ["HTTP", "JSONCoding", "Platform", "TextEncoding"]),
        module(
            "Credentials", in: "Libraries",
            ["CLinux", "JSONCoding", "Platform", "TextEncoding", "Timekeeping"]),
        module("Configuration", in: "Libraries", ["HTTP", "Platform", "TextEncoding"]),
        module("Observability", in: "Libraries", ["Platform"]),
        module("Mail", in: "Libraries", ["Platform", "TextEncoding", "Timekeeping"]),
        module("Pictures", in: "Libraries", ["CZlib"]),
        module(
            "AccountLetters", in: "Libraries",
            ["Credentials", "SQLite", "TextEncoding", "Timekeeping"]),

        // Booking: rules, storage, payment gateways
        module("BookingDomain", in: "Booking", ["JSONCoding", "TextEncoding", "Timekeeping"]),
        module(
            "BookingStore", in: "Booking",
            [
                "AccountLetters", "BookingDomain", "Credentials", "JSONCoding", "Platform",
                "SQLite",
                "TextEncoding", "Timekeeping",
            ]),
        module(
            "PaymentGateways", in: "Booking",
            [
                "BookingDomain", "Configuration", "Credentials", "HTTPClient", "JSONCoding",
                "SQLite", "TextEncoding", "Timekeeping",
            ]),

        // Services: the two programs and their shared parts
        module("ServiceContract", in: "Services", ["BookingDomain", "JSONCoding", "Timekeeping"]),
        .target(
            name: "EmbeddedFiles", path: "Sources/Services/EmbeddedFiles", exclude: ["Site"],
            cSettings: [.treatAllWarnings(as: .error)]),
        module(
            "ServiceRuntime", in: "Services",
            [
                "AccountLetters", "BookingDomain", "CLinux", "Configuration", "Credentials",
                "EmbeddedFiles", "HTTP", "HTTPClient", "JSONCoding", "Mail", "Observability",
                "Pictures", "Platform", "SQLite", "TextEncoding", "Timekeeping",
            ]),
        program(
            "MainAPI", in: "Services",
            [
                "AccountLetters", "BookingDomain", "BookingStore", "CZlib", "Configuration",
                "Credentials", "EmbeddedFiles", "HTTP", "HTTPClient", "JSONCoding", "Mail",
                "Observability", "PaymentGateways", "Pictures", "Platform", "SQLite",
                "ServiceContract", "ServiceRuntime", "TextEncoding", "Timekeeping",
            ], exclude: ["openapi.json"]),
        program(
            "CRMAPI", in: "Services",
            [
                "AccountLetters", "BookingDomain", "Configuration", "Credentials", "EmbeddedFiles",
                "HTTP", "HTTPClient", "JSONCoding", "Mail", "Observability", "SQLite",
                "ServiceContract",
                "ServiceRuntime", "TextEncoding", "Timekeeping",
            ], exclude: ["openapi.json"]),

        // Tools: benchmarks and the crash test
        program(
            "Benchmark", in: "Tools",
            [
                "BookingDomain", "BookingStore", "CLinux", "CSQLite", "Credentials", "HTTP",
                "Platform", "SQLite", "ServiceRuntime", "Timekeeping",
            ]),
        program(
            "CrashTest", in: "Tools",
            ["Configuration", "HTTPClient", "JSONCoding", "Platform", "SQLite"]),

        // Tests
        .target(
            name: "TestSupport",
            dependencies: dependencies([
                "BookingStore", "CRMAPI", "CSQLite", "Configuration", "HTTP", "HTTPClient",
                "JSONCoding", "MainAPI", "Observability", "Platform", "SQLite", "Timekeeping",
            ]), path: "Tests/TestSupport", swiftSettings: settings()),
        tests(of: "TextEncoding"),
        tests(of: "JSONCoding"),
        tests(of: "Timekeeping", ["TestSupport"]),
        tests(of: "SQLite", ["Platform"]),
        tests(of: "Credentials", ["TextEncoding", "Timekeeping"]),
        tests(of: "Configuration"),
        tests(of: "Observability", ["Configuration"]),
        tests(of: "HTTPClient"),
        tests(of: "Mail", ["Timekeeping"]),
        tests(of: "Pictures", ["CZlib", "TestSupport"], exclude: ["Fixtures"]),
        tests(
            of: "HTTP", ["JSONCoding", "Platform", "TestSupport", "Timekeeping"], exclude: ["Seeds"]
        ),
        tests(
            of: "BookingDomain", ["JSONCoding", "TestSupport", "Timekeeping"],
            exclude: ["Fixtures"]),
        tests(
            of: "BookingStore",
            [
                "AccountLetters", "BookingDomain", "JSONCoding", "MainAPI", "SQLite",
                "ServiceContract",
                "TestSupport", "Timekeeping",
            ], exclude: ["Fixtures", "schema.sql"]),
        tests(of: "ServiceContract", ["BookingDomain", "JSONCoding", "Timekeeping"]),
        tests(of: "ServiceRuntime", ["HTTP", "Timekeeping"]),
        tests(
            of: "CRMAPI", ["BookingDomain", "SQLite", "ServiceContract", "Timekeeping"],
            exclude: ["Fixtures", "schema.sql"]),
        tests(
            of: "MainAPI",
            [
                "BookingDomain", "BookingStore", "Credentials", "HTTP", "JSONCoding", "SQLite",
                "Timekeeping",
            ], exclude: ["Letters"]),
        tests(
            of: "PaymentGateways",
            ["BookingDomain", "Configuration", "Credentials", "JSONCoding", "Timekeeping"]),
        tests(
            "EndToEndTests",
            [
                "BookingDomain", "BookingStore", "CRMAPI", "CSQLite", "Configuration",
                "Credentials", "EmbeddedFiles", "HTTP", "HTTPClient", "JSONCoding", "MainAPI",
                "Observability", "PaymentGateways", "Platform", "SQLite", "ServiceRuntime",
                "TestSupport", "TextEncoding", "Timekeeping",
            ]),
        tests(
            "BrowserTests",
            [
                "BookingDomain", "HTTP", "HTTPClient", "JSONCoding", "MainAPI", "Platform",
                "TestSupport", "Timekeeping",
            ]),
    ],
    // For #embed.
    cLanguageStandard: .c2x
)

/// Swift 6 language mode is the default of this tools version.
func settings() -> [SwiftSetting] {
    [.treatAllWarnings(as: .error), .enableUpcomingFeature("MemberImportVisibility")]
}

func dependencies(_ names: [String]) -> [Target.Dependency] { names.map { .byName(name: $0) } }

func module(_ name: String, in room: String, _ needs: [String] = []) -> Target {
    .target(
        name: name, dependencies: dependencies(needs), path: "Sources/\(room)/\(name)",
        swiftSettings: settings())
}

func program(
    _ name: String, in room: String, _ needs: [String], exclude: [String] = []
) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies(needs), path: "Sources/\(room)/\(name)",
        exclude: exclude, swiftSettings: settings())
}

func tests(of name: String, _ needs: [String] = [], exclude: [String] = []) -> Target {
    tests(name + "Tests", [name] + needs, exclude: exclude)
}

func tests(_ name: String, _ needs: [String], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies(needs), exclude: exclude, swiftSettings: settings())
}
