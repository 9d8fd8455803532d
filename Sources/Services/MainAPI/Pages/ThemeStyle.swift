import BookingDomain
import Credentials
import HTTP
import TextEncoding

/// The style sheet with the center's accent color, which overrides that of links and buttons.
///
/// It is made from the color alone, and its name has both and a digest of its content. So a browser may
/// keep it forever, and an older page finds its own.
struct ThemeStyle {
    let accent: AccentColor

    /// Paper has the colors of the printed pages.
    private var content: String {
        """
        @media screen{:root{--link:\(accent.text);--button:\(accent.text);--button-text:#fff}}
        @media screen and (prefers-color-scheme:dark){:root{--link:\(accent.onDark);\
        --button:\(accent.onDark);--button-text:\(AccentColor.textOnDarkThemesButton)}}

        """
    }

    /// Such as `2a4bb0-Zk3xQ0aF`.
    private var name: String {
        let digest = SHA256.hash(Array(content.utf8)).bytes.prefix(6)
        return "\(accent.text.dropFirst())-\(Base64URL.encode(Array(digest)))"
    }

    /// The path below the site.
    var path: String { "/theme/\(name).css" }

    /// The style sheet of that name; nil if there is none.
    static func response(named name: String) -> Response? {
        guard let accent = try? AccentColor("#" + name.prefix(6)) else { return nil }
        let style = ThemeStyle(accent: accent)
        guard style.name == name else { return nil }
        return Response(.ok, type: "text/css; charset=utf-8", body: Array(style.content.utf8))
            .with(.cacheControl, "public, max-age=31536000, immutable")
    }
}
