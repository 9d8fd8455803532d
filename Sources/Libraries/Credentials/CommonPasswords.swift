/// Passwords that attackers guess first.
///
/// Each word also covers its variants: digits and signs around it, and any case. There are no other
/// rules for the characters of a password (NIST SP 800-63B §3.1.1.2).
package enum CommonPasswords {
    /// Whether the password is common: a listed word or its variant, a repetition or a run.
    package static func contain(_ password: String) -> Bool {
        let letters = password.lowercased().unicodeScalars.map { substitutions[$0] ?? $0 }
        var core = letters.drop(while: isDigitOrSign)
        while core.last.map(isDigitOrSign) == true { core.removeLast() }
        return core.isEmpty || isMonotonous(letters) || isMonotonous(Array(core))
            || words.contains(String(String.UnicodeScalarView(core)))
            || words.contains(String(String.UnicodeScalarView(letters)))
    }

    /// The letters that signs replace, as in `p@$$word`.
    private static let substitutions: [Unicode.Scalar: Unicode.Scalar] = ["@": "a", "$": "s"]

    private static func isDigitOrSign(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && !("a"..."z").contains(scalar)
    }

    /// A repetition of up to four characters, or a run along the alphabet or the keyboard.
    private static func isMonotonous(_ scalars: [Unicode.Scalar]) -> Bool {
        for length in 1...4 where scalars.count >= 2 * length {
            if scalars.indices.allSatisfy({ scalars[$0] == scalars[$0 % length] }) { return true }
        }
        let text = String(String.UnicodeScalarView(scalars))
        return scalars.count >= 4 && runs.contains { $0.contains(text) }
    }

    private static let runs: [String] = [
        "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba", "qwertyuiopasdfghjklzxcvbnm",
        "poiuytrewqlkjhgfdsamnbvcxz", "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn",
        "qazwsxedcrfvtgbyhnujmikolp", "qawsedrftgyhujikolp", "zaqxswcdevfrbgtnhymjukilop",
        "qweasdzxcrtyfghvbn", "asdfqwerzxcv", "qwerasdfzxcv",
    ]

    private static let words = Set(
        """
        password passw0rd pass passwd passport letmein welcome login admin administrator root user
        guest secret master changeme default test testing tester temp abc iloveyou loveyou lovely
        love lovers loveme babygirl baby princess angel angels sunshine sunflower butterfly flower
        flowers rainbow diamond crystal precious beautiful sweet sweetie sweetheart honey honeybee
        sugar cookie cookies chocolate candy cherry strawberry banana orange apple apples cheese
        chicken pepper ginger cinnamon coffee monkey dragon tiger tigers lion kitten kitty cat dog
        doggie puppy horse horses eagle eagles falcon phoenix panther dolphin dolphins turtle rabbit
        bunny spider scorpion bear bears wolf wolves shadow shadows football baseball basketball
        softball soccer hockey golf tennis cricket rugby swimming superman batman spiderman ironman
        starwars startrek pokemon pikachu naruto minecraft roblox fortnite nintendo playstation xbox
        zelda mario matrix trustno trustme access ninja samurai warrior knight soldier marine killer
        hunter hacker gangster rockstar rock metallica nirvana slipknot eminem blink beatles guitar
        music dance dancer disney mickey minnie tinkerbell snoopy garfield scooby winnie hellokitty
        michael michelle jennifer jessica jordan ashley amanda andrew anthony daniel danielle
        charlie charles thomas robert william matthew joshua nicholas nicole samantha stephanie
        elizabeth victoria christian christine christina christopher patrick jonathan benjamin
        alexander alexandra alexandria brandon justin jasmine hannah lauren rachel rebecca sarah
        natalie melissa vanessa veronica caroline catherine katherine margaret martin maria marina
        richard ronaldo messi rooney beckham george edward steven sophie olivia isabella gabriel
        maverick buster bailey maggie tigger chester harley cooper oliver sebastian barney samson
        scooter sparky rocky lucky max molly daisy jasper smokey peanut pumpkin cupcake freedom
        forever friends friendship family mother mommy daddy father brother sister children jesus
        jesuschrist christ heaven blessed blessing faith grace hope god godisgood church krishna
        ganesh ganesha shiva sairam saibaba jaimatadi hanuman bismillah allah muhammad london
        england america canada australia india mumbai bangalore bengaluru delhi chennai hyderabad
        pakistan germany berlin france paris italy mexico brasil texas florida chicago dallas boston
        newyork yankees redsox lakers cowboys steelers packers patriots raiders liverpool chelsea
        arsenal manchester barcelona realmadrid juventus everton rangers celtic january february
        march april june july august september october november december monday tuesday wednesday
        thursday friday saturday sunday spring summer autumn winter holiday christmas birthday
        easter midnight morning computer internet google facebook youtube twitter instagram linkedin
        samsung android iphone microsoft windows linux oracle cisco server system network security
        private corvette mustang ferrari porsche mercedes toyota honda yamaha suzuki kawasaki
        harleydavidson money dollar million lottery business manager office company service support
        customer champion winner victory legend hero king kings queen prince star stars superstar
        galaxy universe moonlight sunrise sunset sunny starlight thunder lightning storm hurricane
        fire ocean beach island river mountain forest summit nature green purple yellow blue black
        white silver gold golden red pink whatever nothing something anything everything someone
        nobody hello helloworld hellohello goodbye goodluck goodday fuckyou fuckoff asshole bitch
        sexy sexygirl pussy biteme naughty playboy hottie cutie badboy badgirl bigboy biggie player
        please letmeinplease opensesame sesame abracadabra homework school student teacher college
        university science history physics biology password1password lifehack lifeisgood lifesucks
        liverpoolfc mypassword thepassword newpassword yourpassword nopassword passphrase passcode
        p4ssword p4ssw0rd pa55word passwort motdepasse contrasena senha parola wachtwoord parool
        salasana haslo asd qwe zxc qaz wsx yoga yogi yogini namaste shanti omshanti meditation
        meditate breathe breathwork mindfulness mindful pranayama asana chakra retreat retreats
        session sessions booking bookings
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
