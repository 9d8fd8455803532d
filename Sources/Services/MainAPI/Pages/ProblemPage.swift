import HTTP
import TextEncoding

/// The page that shows a problem to a person; a program gets JSON.
struct ProblemPage {
    let problem: Problem
    /// Finds the cause in the log.
    let requestID: String
    let site: Site

    var page: PageLayout.Page {
        PageLayout.Page(
            title: heading, width: "narrow", isIndexed: false, status: problem.status,
            content: """
                <div class="card empty"><img src="\(site.asset("skies/night-session.svg"))" alt="">
                <h1>\(heading)</h1>
                <p>\(detail)</p>
                <p><a class="button main" href="\(site.root)/">Show all events</a></p>
                <p class="small">If you ask for help, give this number: \(requestID)</p></div>
                """)
    }

    private var heading: String {
        switch problem.status.code {
        case 404: "Page not found"
        case 503: "Temporarily unavailable"
        case 500...: "Something went wrong"
        default: "That did not work"
        }
    }

    private var detail: String {
        problem.status == .notFound
            ? "The link may be out of date. The home page shows all upcoming events."
            : problem.detail
    }
}
