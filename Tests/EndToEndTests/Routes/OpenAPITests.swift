import CRMAPI
import HTTP
import HTTPClient
import JSONCoding
import MainAPI
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

    func testSecuritySchemesMatchTheRoutesCallers() async throws {
        let schemes: [String: [String]] = [
            "anyone": [],
            "the gateway, by its signature": [],
            "guest": ["guestToken"],
            "the facilitator": ["facilitatorToken"],
            "service token": ["serviceToken"],
            "service token or the facilitator": ["facilitatorToken", "serviceToken"],
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

    private func services() async throws -> [(OpenAPIDescription, Routes)] {
        let main = try await system.main.get("/openapi.json")
        let crm = try await system.crm.get("/openapi.json")
        return [
            (OpenAPIDescription(json: main.json), system.mainService.routes),
            (OpenAPIDescription(json: crm.json), system.crmService.routes),
        ]
    }
}
