import Credentials
import XCTest

final class CommonPasswordsTests: XCTestCase {
    func testCommonWordsAreRefusedWithDigitsAndSignsAroundThem() {
        for password in [
            "password", "PASSWORD", "Password1", "password2026!", "123password", "p@ssword",
            "P@$$word1", "passw0rd", "iloveyou", "Princess99", "football1!", "meditation1",
        ] {
            XCTAssertTrue(CommonPasswords.contain(password), password)
        }
    }

    func testDigitsRunsAndRepetitionsAreRefused() {
        for password in [
            "12345678", "11111111", "2026-11-22", "!!!!!!!!", "aaaaaaaa", "abababab", "abcdefgh",
            "qwertyui", "asdfghjk1", "zxcvbnm123", "lolalola",
        ] {
            XCTAssertTrue(CommonPasswords.contain(password), password)
        }
    }

    func testOtherPasswordsAreAcceptedWithAnyCharacters() {
        for password in [
            "asha-password", "om-shanti-om", "correct horse battery", "vjqkxwpz", "пароль-мой",
            "my dog ate it", "तीन शांत दिन", "password of asha",
        ] {
            XCTAssertFalse(CommonPasswords.contain(password), password)
        }
    }
}
