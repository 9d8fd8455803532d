/// The request that the present work is done for, wherever it goes on.
///
/// It travels with the handler's task and every task that this waits for, so that logs, rows and
/// calls far away from the handler can name the request without each function handing its id on.
package enum RequestContext {
    /// The request's id; nil in work that no request began.
    @TaskLocal package static var id: String?
}
