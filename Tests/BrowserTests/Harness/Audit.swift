import JSONCoding

/// A look at a page as an accessibility checker takes it, after WCAG 2.2 AA.
enum Audit {
    /// What is wrong with the page now; empty when nothing is.
    static func findings(in browser: Browser) async throws -> [String] {
        try await browser.run(script).array?.compactMap(\.string) ?? ["no answer"]
    }

    /// What shows no mark when the keyboard comes to it (2.4.7), of all that it can come to.
    static func unmarkedFocus(in browser: Browser) async throws -> [String] {
        // From here on the browser takes the focus for the keyboard's.
        try await browser.press(Key.tab)
        return try await browser.run(focusScript).array?.compactMap(\.string) ?? ["no answer"]
    }

    private static let focusScript = """
        const scope = document.querySelector('dialog[open]') || document;
        const marked = (one) => {
            const style = getComputedStyle(one);
            return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        };
        const findings = [];
        for (const one of scope.querySelectorAll('a[href], button, input, select, textarea, [tabindex="0"]')) {
            if (!one.checkVisibility()) continue;
            one.focus();
            if (document.activeElement !== one) continue;
            // A card or a switch is marked as a whole, where what has the focus lies within.
            const places = [one, one.nextElementSibling, one.closest('article')].filter(Boolean);
            if (!places.some(marked)) findings.push(`the focus cannot be seen: ${one.outerHTML.slice(0, 110)}`);
        }
        return findings;
        """

    /// The checks, with the success criterion each belongs to.
    private static let script = #"""
        const findings = [];
        const name = (one) => one.outerHTML.slice(0, 110);
        const visible = (one) => one.checkVisibility({ opacityProperty: false, visibilityProperty: true })
            && one.getClientRects().length > 0;
        const all = (selector) => [...document.querySelectorAll(selector)].filter(visible);
        const text = (one) => [one.getAttribute('aria-label'), one.textContent,
            ...[...one.querySelectorAll('img')].map((image) => image.alt)].join(' ').trim();

        // 3.1.1, 2.4.2, 1.3.1: language, title, landmarks, headings
        if (!document.documentElement.lang) findings.push('the page names no language');
        if (document.title.length < 5) findings.push('the page has no title');
        for (const landmark of ['main', 'header', 'footer', 'nav']) {
            if (!document.querySelector(landmark)) findings.push(`no landmark ${landmark}`);
        }
        // 4.1.3: what changes is told
        if (!document.querySelector('[role=status][aria-live=polite]')) findings.push('nothing tells of changes');
        for (const fault of all('[aria-invalid=true]')) {
            const told = (fault.getAttribute('aria-describedby') || '').split(' ')
                .some((id) => document.getElementById(id)?.textContent.trim());
            if (!told) findings.push(`a fault without words: ${name(fault)}`);
        }
        for (const dialog of all('dialog')) {
            if (!document.getElementById(dialog.getAttribute('aria-labelledby'))) findings.push('a dialog without a name');
        }
        if (all('h1').length !== 1) findings.push(`${all('h1').length} first headings`);
        let level = 1;
        for (const heading of all('main h1, main h2, main h3, main h4')) {
            const next = Number(heading.tagName[1]);
            if (next > level + 1) findings.push(`a heading skips a level: ${name(heading)}`);
            level = next;
        }
        // 4.1.1, 1.3.1: references within the page
        const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
        for (const id of new Set(ids)) {
            if (ids.filter((other) => other === id).length > 1) findings.push(`id ${id} stands twice`);
        }
        for (const one of document.querySelectorAll('[aria-describedby], [aria-labelledby]')) {
            for (const attribute of ['aria-describedby', 'aria-labelledby']) {
                for (const id of (one.getAttribute(attribute) || '').split(' ').filter(Boolean)) {
                    if (!document.getElementById(id)) findings.push(`${attribute} leads nowhere: ${name(one)}`);
                }
            }
        }
        // 1.1.1, 4.1.2, 3.3.2: names of pictures, controls and fields
        for (const image of document.images) {
            if (!image.hasAttribute('alt')) findings.push(`no alt: ${name(image)}`);
        }
        for (const drawing of all('svg')) {
            if (drawing.getAttribute('aria-hidden') !== 'true' && !drawing.getAttribute('aria-label')) {
                findings.push(`a drawing without a name: ${name(drawing)}`);
            }
        }
        for (const control of all('a, button')) {
            if (!text(control)) findings.push(`no name: ${name(control)}`);
        }
        for (const field of all('input, select, textarea')) {
            if (!field.labels?.length && !field.getAttribute('aria-label')) findings.push(`no label: ${name(field)}`);
        }
        for (const header of all('th')) {
            if (!header.scope) findings.push(`a header cell without a scope: ${name(header)}`);
        }
        // 2.4.3: the order of the focus is the page's own
        for (const one of document.querySelectorAll('[tabindex]')) {
            if (one.tabIndex > 0) findings.push(`a tabindex of its own: ${name(one)}`);
        }
        // 2.5.8: what can be hit is large enough, links in a line of text apart
        for (const control of all('button, input, select, textarea, .button')) {
            const { width, height } = control.getBoundingClientRect();
            if (width < 24 || height < 24) findings.push(`too small to hit: ${name(control)}`);
        }
        // 1.4.10: nothing goes over the side
        const over = document.documentElement.scrollWidth - innerWidth;
        if (over > 0) findings.push(`the page is ${over} pixels too wide`);
        for (const table of all('.wrap')) {
            if (table.scrollWidth > table.clientWidth) findings.push('a table is wider than its place');
        }

        // 1.4.3, 1.4.11: contrast
        const parse = (colour) => {
            const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
            return { red, green, blue, alpha };
        };
        const over1 = (top, under) => ({
            red: top.red * top.alpha + under.red * (1 - top.alpha),
            green: top.green * top.alpha + under.green * (1 - top.alpha),
            blue: top.blue * top.alpha + under.blue * (1 - top.alpha), alpha: 1,
        });
        // Behind the head of an event's page its sky glows: its darkest and its lightest spot count.
        const glow = document.querySelector('.glow');
        const extremes = [];
        if (glow?.complete) {
            const canvas = Object.assign(document.createElement('canvas'), { width: 24, height: 24 });
            const context = canvas.getContext('2d');
            context.drawImage(glow, 0, 0, 24, 24);
            const { data } = context.getImageData(0, 0, 24, 24);
            for (let at = 0; at < data.length; at += 4) {
                extremes.push({
                    red: data[at], green: data[at + 1], blue: data[at + 2], alpha: Number(getComputedStyle(glow).opacity),
                });
            }
        }
        const grounds = (one) => {
            const plain = ground(one);
            const box = one.getBoundingClientRect();
            const body = parse(getComputedStyle(document.body).backgroundColor);
            const isOnGlow = glow && !one.closest('header, .card') && box.top < glow.getBoundingClientRect().bottom
                && ['red', 'green', 'blue'].every((part) => plain[part] === body[part]);
            return isOnGlow ? extremes.map((spot) => over1(spot, plain)) : [plain];
        };
        const ground = (one) => {
            const layers = [];
            for (let place = one; place; place = place.parentElement) {
                const colour = parse(getComputedStyle(place).backgroundColor);
                if (colour.alpha > 0) layers.push(colour);
                if (colour.alpha === 1 || place.tagName === 'DIALOG') break;
            }
            const page = parse(getComputedStyle(document.body).backgroundColor);
            return layers.reverse().reduce((under, top) => over1(top, under), page);
        };
        const luminance = ({ red, green, blue }) => [red, green, blue].map((part) => {
            const share = part / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        }).reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
        const ratio = (one, other) => {
            const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
            return (light + 0.05) / (dark + 0.05);
        };
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const seen = new Set();
        while (texts.nextNode()) {
            const one = texts.currentNode.parentElement;
            if (!texts.currentNode.data.trim() || seen.has(one) || !visible(one)) continue;
            if (one.closest('.unseen, script, style, noscript, option, .skip, [aria-disabled=true]')) continue;
            seen.add(one);
            const style = getComputedStyle(one);
            const colour = parse(one.closest('svg') ? style.fill : style.color);
            const unders = grounds(one.closest('svg')?.parentElement || one);
            const size = parseFloat(style.fontSize);
            const wanted = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
            const found = Math.min(...unders.map((under) => ratio(over1(colour, under), under)));
            if (found < wanted) findings.push(`contrast ${found.toFixed(2)}: ${name(one)}`);
        }
        for (const field of all('input:not([type=radio]), select, textarea')) {
            const edge = parse(getComputedStyle(field).borderTopColor);
            const found = ratio(edge, ground(field.parentElement));
            if (found < 3) findings.push(`the edge's contrast is ${found.toFixed(2)}: ${name(field)}`);
        }
        return [...new Set(findings)];
        """#
}
