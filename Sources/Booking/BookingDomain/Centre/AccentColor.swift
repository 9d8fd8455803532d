import Foundation

/// The color of a center's links and buttons, with enough contrast in both themes.
///
/// Text and background differ by at least 4.5 : 1 (WCAG 2.2, success criterion 1.4.3).
package struct AccentColor: Equatable, Sendable {
    /// Why a color cannot be an accent.
    package enum Violation: Error, Equatable, Sendable {
        case malformed
        /// Its contrast with the light pages is too low.
        case tooLight

        package var detail: String {
            switch self {
            case .malformed: "The accent color must be a color such as #2a4bb0."
            case .tooLight:
                "The accent color is too light to read on a light page: choose a darker one."
            }
        }
    }

    private static let leastContrast = 4.5
    /// The darkest background of light pages, and the lightest one of dark pages.
    private static let (lightPage, darkPage) = (RGB(0xEC, 0xEF, 0xF4), RGB(0x1D, 0x26, 0x35))
    /// The text on buttons in the dark theme.
    package static let textOnDarkThemesButton = "#121927"

    /// For light pages, such as `#2a4bb0`, in lower case.
    package let text: String

    /// - Throws: The rule that the color violates.
    package init(_ text: String) throws(Violation) {
        guard let color = RGB(text) else { throw .malformed }
        guard color.contrast(with: Self.lightPage) >= Self.leastContrast else { throw .tooLight }
        self.text = color.text
    }

    /// A color from storage, which was validated before it was written.
    package init(stored text: String) { self.text = text }

    /// The same hue for dark pages: mixed with white until it has enough contrast with them.
    package var onDark: String {
        guard let color = RGB(text), let buttonText = RGB(Self.textOnDarkThemesButton) else {
            return text
        }
        let mixed = (0...20).lazy.map { color.mixedWithWhite(Double($0) / 20) }.first {
            $0.contrast(with: Self.darkPage) >= Self.leastContrast
                && $0.contrast(with: buttonText) >= Self.leastContrast
        }
        return (mixed ?? RGB(0xFF, 0xFF, 0xFF)).text
    }
}

/// A color of sRGB with channels from 0 to 255.
private struct RGB {
    private let channels: [Double]

    init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        channels = [Double(red), Double(green), Double(blue)]
    }

    /// Nil unless the text is `#` and six hexadecimal digits.
    init?(_ text: String) {
        let digits = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: "#"), digits.count == 6,
            digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt32(text.dropFirst(), radix: 16)
        else { return nil }
        self.init(
            UInt8(truncatingIfNeeded: value >> 16), UInt8(truncatingIfNeeded: value >> 8),
            UInt8(truncatingIfNeeded: value))
    }

    var text: String {
        let digits = channels.map { channel -> String in
            let number = String(Int(channel.rounded()), radix: 16)
            return number.utf8.count == 1 ? "0" + number : number
        }
        return "#" + digits.joined()
    }

    func mixedWithWhite(_ share: Double) -> RGB {
        let mixed = channels.map { UInt8(($0 + (255 - $0) * share).rounded()) }
        return RGB(mixed[0], mixed[1], mixed[2])
    }

    /// WCAG 2.2, “contrast ratio”: from 1 to 21.
    func contrast(with other: RGB) -> Double {
        let luminances = [luminance, other.luminance].sorted()
        return (luminances[1] + 0.05) / (luminances[0] + 0.05)
    }

    /// WCAG 2.2, “relative luminance”.
    private var luminance: Double {
        let linear = channels.map { channel -> Double in
            let value = channel / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }
}
