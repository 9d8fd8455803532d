import BookingDomain
import BookingStore
import CRMAPI
import HTTP
import HTTPClient
import JSONCoding
import MainAPI
import ServiceRuntime
import TestSupport
import XCTest

/// Each service's openapi.json matches its routes.
final class OpenAPITests: SystemTestCase {
    func testTheDescriptionHasExactlyTheRoutes() async throws {
        for (description, routes) in try await services() {
            XCTAssertEqual(
                description.operations.map(\.label).sorted(), routes.all.map(\.label).sorted(),
                description.title)
        }
    }

    func testTheDescriptionHasTheVersionOfThePrograms() async throws {
        for service in [system.main, system.crm] {
            let description = try await service.get("/openapi.json").json
            XCTAssertEqual(description["info"]?["version"]?.string, ProductVersion.current)
            let metrics = try await service.get("/metrics").text
            XCTAssertTrue(
                metrics.contains("\nbuild_info{version=\"\(ProductVersion.current)\"} 1\n"), metrics
            )
        }
    }

    func testSecuritySchemesMatchTheRoutesCallers() async throws {
        let schemes: [String: [String]] = [
            "anyone": [],
            "the gateway, by its signature": [],
            "guest": ["guestToken"],
            "the facilitator": ["facilitatorToken"],
            "service token": ["serviceToken"],
            "service token, an owner or the facilitator": ["facilitatorToken", "serviceToken"],
            "service token or an owner": ["ownerToken", "serviceToken"],
        ]
        for (description, routes) in try await services() {
            for route in routes.all {
                let operation = description.operations.first { $0.label == route.label }
                XCTAssertEqual(
                    operation?.securitySchemes, schemes[route.authenticator],
                    "\(route.label) is for: \(route.authenticator)")
            }
        }
    }

    func testOperationsWithATokenDescribeTheir401() async throws {
        for (description, _) in try await services() {
            for operation in description.operations where !operation.securitySchemes.isEmpty {
                XCTAssertNotNil(operation.content["responses"]?["401"], operation.label)
            }
        }
    }

    func testPathParametersMatchTheirPaths() async throws {
        for (description, _) in try await services() {
            for operation in description.operations {
                let parameters = description.parameters(of: operation)
                    .filter { $0["in"]?.string == "path" }
                XCTAssertEqual(
                    parameters.compactMap { $0["name"]?.string }.sorted(),
                    operation.namesInPath.sorted(), operation.label)
                XCTAssertTrue(
                    parameters.allSatisfy { $0["required"]?.bool == true }, operation.label)
            }
        }
    }

    func testEveryReferenceAndLinkHasATarget() async throws {
        for (description, _) in try await services() {
            for reference in description.strings(named: "$ref") {
                XCTAssertNotNil(description.target(of: reference), reference)
            }
            let operations = description.operations.compactMap {
                $0.content["operationId"]?.string
            }
            XCTAssertEqual(Set(operations).count, description.operations.count)
            // Includes the operations' own IDs.
            for name in description.strings(named: "operationId") {
                XCTAssertTrue(operations.contains(name), name)
            }
        }
    }

    /// openapi-generator and openapi-python-client drop or refuse these forms.
    func testSchemasUseFormsThatClientGeneratorsUnderstand() async throws {
        for (description, _) in try await services() {
            for schema in description.objects {
                let members = Set(schema.members.map(\.name))
                if members.contains("$ref") {
                    XCTAssertTrue(
                        members.isSubset(of: ["$ref", "description", "summary"]),
                        "\(schema): a reference has further members; use allOf")
                }
                for choices in ["anyOf", "oneOf"] {
                    for choice in schema[choices]?.array ?? [] where choice["$ref"] == nil {
                        XCTAssertNil(choice["required"], "\(choice): a choice has no name")
                        XCTAssertNil(choice["properties"], "\(choice): a choice has no name")
                    }
                }
                if let parts = schema["allOf"]?.array {
                    XCTAssertGreaterThan(parts.count, 1, "\(schema): only the reference is read")
                    XCTAssertNil(schema["properties"], "\(schema): has members beside allOf")
                }
            }
            for link in description.json["components"]?["links"]?.object?.members ?? [] {
                XCTAssertNil(link.value["requestBody"], link.name)
            }
        }
    }

    func testEnumerationsHaveTheWordsOfTheirTypes() async throws {
        let words: [(schema: String, member: String?, [String])] = [
            ("Booking", "status", SeatState.allCases.map(\.rawValue)),
            ("Booking", "source", BookingSource.allCases.map(\.rawValue)),
            ("BookingChange", "kind", BookingChange.Kind.allCases.map(\.rawValue)),
            ("BookingChange", "actor", BookingChange.Actor.allCases.map(\.rawValue)),
            ("Refund", "reason", Refund.Reason.allCases.map(\.rawValue)),
            ("Refund", "payment_provider", PaymentProvider.allCases.map(\.rawValue)),
            ("RefundStatus", nil, RefundStatus.allCases.map(\.rawValue)),
            ("Attendance", nil, Attendance.allCases.map(\.rawValue)),
            ("OfflinePayment", "method", OfflinePayment.Method.allCases.map(\.rawValue)),
            ("Receipt", "kind", Receipt.Kind.allCases.map(\.rawValue)),
            ("Notification", "kind", InAppNotification.Kind.allCases.map(\.rawValue)),
        ]
        for (description, _) in try await services() {
            for (name, member, expected) in words {
                guard let schema = description.json["components"]?["schemas"]?[name] else {
                    XCTAssertEqual(name, "Notification", "only MainAPI has messages")
                    continue
                }
                let described = member.map { schema["properties"]?[$0] } ?? schema
                XCTAssertEqual(
                    Set(described?["enum"]?.array?.compactMap(\.string) ?? []), Set(expected),
                    "\(description.title): \(name) \(member ?? "")")
            }
        }
    }

    private func services() async throws -> [(OpenAPIDescription, Routes)] {
        let main = try await system.main.get("/openapi.json")
        let crm = try await system.crm.get("/openapi.json")
        return [
            (OpenAPIDescription(json: main.json), system.mainService.routes),
            (OpenAPIDescription(json: crm.json), system.crmService.routes),
        ]
    }
}
