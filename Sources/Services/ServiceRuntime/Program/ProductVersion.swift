/// The version of both programs, which `--version`, the metrics and both openapi.json name.
package enum ProductVersion {
    package static let current = "1.0.0"
}
