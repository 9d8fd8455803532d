// swift-tools-version: 6.2
import PackageDescription

/// Warnings are errors everywhere; Swift 6 language mode is the default of this tools version.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
    name: "Sessions",
    targets: [
        // The system's libraries
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CLinux", providers: [.apt(["libcrypt-dev"])]),

        // What a service of any kind needs
        .target(name: "JSONCoding", swiftSettings: strict),
        .target(name: "Timekeeping", dependencies: ["CLinux"], swiftSettings: strict),
        .target(name: "Paging", dependencies: ["JSONCoding"], swiftSettings: strict),
        .target(name: "SQLite", dependencies: ["CSQLite"], swiftSettings: strict),
        .target(
            name: "HTTP", dependencies: ["CLinux", "JSONCoding", "Timekeeping"],
            swiftSettings: strict),
        .target(
            name: "Credentials", dependencies: ["CLinux", "JSONCoding", "Timekeeping"],
            swiftSettings: strict),
        .target(name: "Lifecycle", dependencies: ["CLinux"], swiftSettings: strict),
        .target(name: "HTTPCalls", dependencies: ["HTTP"], swiftSettings: strict),

        // Booking
        .target(name: "BookingDomain", dependencies: ["Timekeeping"], swiftSettings: strict),
        .target(
            name: "BookingStore",
            dependencies: [
                "BookingDomain", "JSONCoding", "Paging", "SQLite", "ServiceContract", "Timekeeping",
            ],
            swiftSettings: strict),

        .target(
            name: "Payments",
            dependencies: [
                "BookingDomain", "Credentials", "HTTPCalls", "JSONCoding", "Lifecycle", "SQLite",
                "Timekeeping",
            ],
            swiftSettings: strict),

        // The two services
        .target(
            name: "ServiceContract", dependencies: ["JSONCoding", "Timekeeping"],
            swiftSettings: strict),
        .target(
            name: "WebAssets", exclude: ["Site"], cSettings: [.treatAllWarnings(as: .error)]),
        .target(name: "GzipCoding", cSettings: [.treatAllWarnings(as: .error)]),
        // Embeds the openapi.json of each service.
        .target(name: "OpenAPIDocuments", cSettings: [.treatAllWarnings(as: .error)]),
        .target(
            name: "ServiceRuntime",
            dependencies: [
                "CLinux", "Credentials", "HTTP", "HTTPCalls", "JSONCoding", "Lifecycle",
                "OpenAPIDocuments", "Paging", "SQLite", "Timekeeping",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "MainAPI",
            dependencies: [
                "BookingDomain", "BookingStore", "Credentials", "GzipCoding", "HTTP", "HTTPCalls",
                "JSONCoding", "Lifecycle", "OpenAPIDocuments", "Paging", "Payments", "SQLite",
                "ServiceContract", "ServiceRuntime", "Timekeeping", "WebAssets",
            ],
            exclude: ["openapi.json"], swiftSettings: strict),
        .executableTarget(
            name: "CRMAPI",
            dependencies: [
                "Credentials", "HTTP", "JSONCoding", "Lifecycle", "OpenAPIDocuments", "Paging",
                "SQLite", "ServiceContract", "ServiceRuntime", "Timekeeping",
            ],
            exclude: ["openapi.json"], swiftSettings: strict),

        // Measuring
        .executableTarget(
            name: "HTTPBenchmark", dependencies: ["HTTP", "Lifecycle"], swiftSettings: strict),
        .executableTarget(
            name: "StoreBenchmark",
            dependencies: [
                "BookingDomain", "BookingStore", "CSQLite", "Credentials", "SQLite", "Timekeeping",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "OverloadBenchmark", dependencies: ["CLinux"], swiftSettings: strict),

        // Breaking
        .target(name: "Ports", swiftSettings: strict),
        .executableTarget(
            name: "Torture", dependencies: ["JSONCoding", "Lifecycle", "Ports", "SQLite"],
            swiftSettings: strict),

        // Tests
        .testTarget(name: "JSONCodingTests", dependencies: ["JSONCoding"], swiftSettings: strict),
        .testTarget(name: "TimekeepingTests", dependencies: ["Timekeeping"], swiftSettings: strict),
        .testTarget(name: "SQLiteTests", dependencies: ["SQLite"], swiftSettings: strict),
        .testTarget(
            name: "CredentialsTests", dependencies: ["Credentials", "JSONCoding", "Timekeeping"],
            swiftSettings: strict),
        .testTarget(name: "LifecycleTests", dependencies: ["Lifecycle"], swiftSettings: strict),
        .testTarget(name: "HTTPCallsTests", dependencies: ["HTTPCalls"], swiftSettings: strict),
        .testTarget(
            name: "HTTPTests", dependencies: ["HTTP", "JSONCoding", "Timekeeping"],
            exclude: ["Seeds"], swiftSettings: strict),
        .testTarget(
            name: "BookingDomainTests", dependencies: ["BookingDomain", "Timekeeping"],
            swiftSettings: strict),
        .testTarget(
            name: "BookingStoreTests",
            dependencies: [
                "BookingDomain", "BookingStore", "JSONCoding", "Paging", "SQLite",
                "ServiceContract", "Timekeeping",
            ],
            exclude: ["Fixtures", "schema.sql"], swiftSettings: strict),
        .testTarget(
            name: "CRMAPITests",
            dependencies: ["CRMAPI", "SQLite", "ServiceContract", "Timekeeping"],
            exclude: ["Fixtures", "schema.sql"], swiftSettings: strict),
        .testTarget(
            name: "MainAPITests",
            dependencies: [
                "BookingDomain", "BookingStore", "Credentials", "HTTP", "MainAPI", "Paging",
                "SQLite", "Timekeeping",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "PaymentsTests",
            dependencies: [
                "BookingDomain", "Credentials", "HTTP", "JSONCoding", "Lifecycle", "Payments",
                "SQLite", "Timekeeping",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "BookingDomain", "BookingStore", "CRMAPI", "CSQLite", "Credentials", "HTTP",
                "JSONCoding", "Lifecycle", "MainAPI", "OpenAPIDocuments", "Payments", "Ports",
                "SQLite", "ServiceRuntime", "Timekeeping",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "BrowserTests",
            dependencies: [
                "CRMAPI", "HTTP", "JSONCoding", "Lifecycle", "MainAPI", "Ports", "Timekeeping",
            ],
            swiftSettings: strict),
    ],
    // For #embed.
    cLanguageStandard: .c2x
)
