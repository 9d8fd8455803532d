/// A route with what follows from it, worked out once and shared by all its requests.
final class Endpoint: Sendable {
    let route: Routes.Route
    /// The route's name in metrics and logs.
    let label: String
    /// The names in the route's pattern, in their order.
    let parameterNames: [String]

    init(_ route: Routes.Route) {
        self.route = route
        label = route.label
        parameterNames = route.pattern.parameterNames
    }
}
