// swift-tools-version: 6.2
import PackageDescription

/// Warnings are errors everywhere; Swift 6 language mode is the default of this tools version.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
    name: "Sessions",
    targets: [
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CLinux", providers: [.apt(["libcrypt-dev"])]),
        .target(name: "JSONCoding", swiftSettings: strict),
        .target(name: "Timekeeping", dependencies: ["CLinux"], swiftSettings: strict),
        .target(name: "SQLite", dependencies: ["CSQLite"], swiftSettings: strict),
        .target(
            name: "HTTP", dependencies: ["CLinux", "JSONCoding", "Timekeeping"],
            swiftSettings: strict),
        .target(
            name: "Credentials", dependencies: ["CLinux", "JSONCoding", "Timekeeping"],
            swiftSettings: strict),
        .target(name: "Lifecycle", dependencies: ["CLinux"], swiftSettings: strict),
        .target(
            name: "ServiceContract", dependencies: ["JSONCoding", "Timekeeping"],
            swiftSettings: strict),
        .target(
            name: "BookingDomain", dependencies: ["Timekeeping"], swiftSettings: strict),
        .target(
            name: "BookingStore",
            dependencies: ["BookingDomain", "ServiceContract", "SQLite", "JSONCoding", "Timekeeping"],
            swiftSettings: strict),
        // Embeds the openapi.json of each service.
        .target(name: "OpenAPIDocuments", cSettings: [.treatAllWarnings(as: .error)]),
        .testTarget(name: "JSONCodingTests", dependencies: ["JSONCoding"], swiftSettings: strict),
        .testTarget(name: "TimekeepingTests", dependencies: ["Timekeeping"], swiftSettings: strict),
        .testTarget(name: "SQLiteTests", dependencies: ["SQLite"], swiftSettings: strict),
        .testTarget(
            name: "CredentialsTests", dependencies: ["Credentials", "Timekeeping"],
            swiftSettings: strict),
        .testTarget(name: "LifecycleTests", dependencies: ["Lifecycle"], swiftSettings: strict),
        .testTarget(
            name: "BookingDomainTests", dependencies: ["BookingDomain", "Timekeeping"],
            swiftSettings: strict),
        .testTarget(
            name: "BookingStoreTests",
            dependencies: [
                "BookingStore", "BookingDomain", "ServiceContract", "SQLite", "JSONCoding",
                "Timekeeping",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "HTTPTests", dependencies: ["HTTP", "JSONCoding", "Timekeeping"],
            swiftSettings: strict),
    ],
    // For #embed.
    cLanguageStandard: .c2x
)
