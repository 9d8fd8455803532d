import HTTP

/// What people see of a problem, where a program would get its JSON.
struct ProblemPage {
    let problem: Problem
    /// By which the cause is found in the log.
    let requestID: String
    let assets: Assets

    var page: PageLayout.Page {
        PageLayout.Page(
            title: heading, width: "narrow", status: problem.status,
            content: """
                <div class="card empty"><img src="\(assets.base)/skies/night-session.svg" alt="">
                <h1>\(heading)</h1>
                <p>\(detail)</p>
                <p><a class="button main" href="/">Show all events</a></p>
                <p class="small">\(problem.status.code) · \(problem.code) · \(requestID)</p></div>
                """)
    }

    private var heading: String {
        switch problem.status.code {
        case 404: "There is nothing here"
        case 503: "Not just now"
        case 500...: "Something went wrong"
        default: "That did not work"
        }
    }

    private var detail: String {
        problem.status == .notFound
            ? "It may have been an old link. All that is to come is on the first page."
            : problem.detail
    }
}
