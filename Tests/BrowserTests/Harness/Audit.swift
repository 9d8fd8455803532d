import JSONCoding

/// Checks a page for accessibility, following WCAG 2.2 AA.
enum Audit {
    /// The findings on the page in its present state.
    static func findings(in browser: Browser) async throws -> [String] {
        try await browser.run(script).array?.compactMap(\.string) ?? ["no result"]
    }

    /// The focusable elements without a visible focus indicator (2.4.7).
    static func invisibleFocus(in browser: Browser) async throws -> [String] {
        // After a key press the browser shows focus indicators.
        try await browser.press(Key.tab)
        return try await browser.run(focusScript).array?.compactMap(\.string) ?? ["no result"]
    }

    /// The texts that large text cuts off, breaks within a word or pushes into each other (1.4.4).
    static func unreadableTexts(in browser: Browser) async throws -> [String] {
        try await browser.run(textScript).array?.compactMap(\.string) ?? ["no result"]
    }

    private static let textScript = #"""
        const findings = [];
        const isHidden = (one) => !one.checkVisibility({ contentVisibilityAuto: true })
            || one.closest('.skip, option, noscript, script, pre')
            || [one, ...function* () { for (let up = one.parentElement; up; up = up.parentElement) yield up; }()]
                .some((up) => getComputedStyle(up).clipPath !== 'none');
        const texts = document.createTreeWalker(document.querySelector('dialog[open]') || document.body,
            NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            const node = texts.currentNode;
            const parent = node.parentElement;
            if (!node.data.trim() || isHidden(parent)) continue;
            const range = document.createRange();
            for (const { 0: word, index } of node.data.matchAll(/(?<![\p{L}\p{N}_@.-])\p{L}+(?![\p{L}\p{N}_@])/gu)) {
                range.setStart(node, index);
                range.setEnd(node, index + word.length);
                const lines = new Set([...range.getClientRects()].filter(({ width }) => width > 0)
                    .map(({ top }) => Math.round(top)));
                if (lines.size > 1 && word.length <= 16) findings.push(`broken: ${word} in ${parent.outerHTML.slice(0, 90)}`);
            }
            let box = parent;
            const hasEdge = (style) => style.backgroundColor !== 'rgba(0, 0, 0, 0)' || parseFloat(style.borderTopWidth) > 0
                || style.overflowX === 'hidden';
            while (box !== document.body && !hasEdge(getComputedStyle(box))) box = box.parentElement;
            if (box === document.body || box.closest('.strip, .reference, .date-list, dialog')) continue;
            const edge = box.getBoundingClientRect();
            range.selectNodeContents(node);
            for (const line of range.getClientRects()) {
                const beyond = Math.max(edge.left - line.left, line.right - edge.right, edge.top - line.top - 4,
                    line.bottom - edge.bottom - 4);
                if (line.width && beyond > 1) findings.push(`outside its box: ${node.data.trim()} in ${box.outerHTML.slice(0, 90)}`);
            }
        }
        const items = [...document.querySelectorAll('.bar li > a, .bar li > button, .bar .brand')]
            .filter((one) => !isHidden(one) && !one.closest('.own')).map((one) => [one.textContent, one.getBoundingClientRect()]);
        items.forEach(([name, one], index) => {
            for (const [other, two] of items.slice(index + 1)) {
                if (one.left < two.right - 1 && two.left < one.right - 1 && one.top < two.bottom - 1 && two.top < one.bottom - 1) {
                    findings.push(`${name} and ${other} overlap`);
                }
            }
        });
        for (const field of document.querySelectorAll('input[type=search]')) {
            if (!isHidden(field) && field.clientWidth < 200) findings.push(`the search field is ${field.clientWidth} pixels wide`);
        }
        return [...new Set(findings)];
        """#

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
            // A card or a switch shows the indicator of the element inside it.
            const places = [one, one.nextElementSibling, one.closest('article')].filter(Boolean);
            if (!places.some(marked)) findings.push(`the focus is invisible: ${one.outerHTML.slice(0, 110)}`);
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
        if (!document.documentElement.lang) findings.push('no language');
        if (document.title.length < 5) findings.push('no title');
        for (const landmark of ['main', 'header', 'footer', 'nav']) {
            if (!document.querySelector(landmark)) findings.push(`no landmark ${landmark}`);
        }
        // 4.1.3: changes are announced
        if (!document.querySelector('[role=status][aria-live=polite]')) findings.push('no status region');
        for (const field of all('[aria-invalid=true]')) {
            const isDescribed = (field.getAttribute('aria-describedby') || '').split(' ')
                .some((id) => document.getElementById(id)?.textContent.trim());
            if (!isDescribed) findings.push(`an invalid field without a message: ${name(field)}`);
        }
        for (const dialog of all('dialog')) {
            if (!document.getElementById(dialog.getAttribute('aria-labelledby'))) findings.push('a dialog without a name');
        }
        if (all('h1').length !== 1) findings.push(`${all('h1').length} headings of level 1`);
        let level = 1;
        for (const heading of all('main h1, main h2, main h3, main h4')) {
            const next = Number(heading.tagName[1]);
            if (next > level + 1) findings.push(`a heading skips a level: ${name(heading)}`);
            level = next;
        }
        // 4.1.1, 1.3.1: references within the page
        const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
        for (const id of new Set(ids)) {
            if (ids.filter((other) => other === id).length > 1) findings.push(`the id ${id} occurs twice`);
        }
        for (const one of document.querySelectorAll('[aria-describedby], [aria-labelledby]')) {
            for (const attribute of ['aria-describedby', 'aria-labelledby']) {
                for (const id of (one.getAttribute(attribute) || '').split(' ').filter(Boolean)) {
                    if (!document.getElementById(id)) findings.push(`${attribute} refers to no element: ${name(one)}`);
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
        // 2.4.3: the focus follows the order of the document
        for (const one of document.querySelectorAll('[tabindex]')) {
            if (one.tabIndex > 0) findings.push(`a positive tabindex: ${name(one)}`);
        }
        // 2.5.8: targets are large enough, except for links in text
        for (const control of all('button, input, select, textarea, .button')) {
            const { width, height } = control.getBoundingClientRect();
            if (width < 24 || height < 24) findings.push(`the target is too small: ${name(control)}`);
        }
        for (const link of all('a:not(.skip)')) {
            const block = link.closest('p, li, td, dd, h1, h2, h3, h4, div, nav, main');
            // A card's link covers all of the card.
            const isCard = getComputedStyle(link, '::after').position === 'absolute';
            if (isCard || block.textContent.trim() !== link.textContent.trim()) continue;
            if (link.getBoundingClientRect().height < 24) findings.push(`the link is too low: ${name(link)}`);
        }
        // 1.4.10: no horizontal scrolling
        const overflow = document.documentElement.scrollWidth - innerWidth;
        if (overflow > 0) {
            const right = (one) => one.getBoundingClientRect().right;
            const widest = [...document.body.querySelectorAll('*')]
                .reduce((found, one) => right(one) > right(found) ? one : found);
            findings.push(`the page is ${overflow} pixels too wide: ${name(widest)}`);
        }
        for (const table of all('.wrap')) {
            if (table.scrollWidth > table.clientWidth) findings.push('a table is wider than its container');
        }

        // 1.4.3, 1.4.11: contrast
        const parse = (color) => {
            const [red, green, blue, alpha = 1] = color.match(/[\d.]+/g).map(Number);
            return { red, green, blue, alpha };
        };
        const blend = (top, bottom) => ({
            red: top.red * top.alpha + bottom.red * (1 - top.alpha),
            green: top.green * top.alpha + bottom.green * (1 - top.alpha),
            blue: top.blue * top.alpha + bottom.blue * (1 - top.alpha), alpha: 1,
        });
        // A blurred sky is behind the top of an event's page. Each of its pixels is a background.
        const glow = document.querySelector('.glow');
        const glowColors = [];
        if (glow?.complete) {
            const canvas = Object.assign(document.createElement('canvas'), { width: 24, height: 24 });
            const context = canvas.getContext('2d');
            context.drawImage(glow, 0, 0, 24, 24);
            const { data } = context.getImageData(0, 0, 24, 24);
            for (let at = 0; at < data.length; at += 4) {
                glowColors.push({
                    red: data[at], green: data[at + 1], blue: data[at + 2], alpha: Number(getComputedStyle(glow).opacity),
                });
            }
        }
        const backgrounds = (one) => {
            const plain = background(one);
            const box = one.getBoundingClientRect();
            const body = parse(getComputedStyle(document.body).backgroundColor);
            const isOnGlow = glow && !one.closest('header, .card') && box.top < glow.getBoundingClientRect().bottom
                && ['red', 'green', 'blue'].every((part) => plain[part] === body[part]);
            return isOnGlow ? glowColors.map((spot) => blend(spot, plain)) : [plain];
        };
        const background = (one) => {
            const layers = [];
            for (let place = one; place; place = place.parentElement) {
                const color = parse(getComputedStyle(place).backgroundColor);
                if (color.alpha > 0) layers.push(color);
                if (color.alpha === 1 || place.tagName === 'DIALOG') break;
            }
            const page = parse(getComputedStyle(document.body).backgroundColor);
            return layers.reverse().reduce((bottom, top) => blend(top, bottom), page);
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
            // A sample of colors has its own backgrounds, and may be of a color that is refused.
            if (one.closest('.visually-hidden, script, style, noscript, option, .skip, [aria-disabled=true], .looks')) continue;
            seen.add(one);
            const style = getComputedStyle(one);
            const color = parse(one.closest('svg') ? style.fill : style.color);
            const behind = backgrounds(one.closest('svg')?.parentElement || one);
            const size = parseFloat(style.fontSize);
            const wanted = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
            const found = Math.min(...behind.map((bottom) => ratio(blend(color, bottom), bottom)));
            if (found < wanted) findings.push(`contrast ${found.toFixed(2)}: ${name(one)}`);
        }
        for (const field of all('input:not([type=radio]), select, textarea')) {
            const edge = parse(getComputedStyle(field).borderTopColor);
            const found = ratio(edge, background(field.parentElement));
            if (found < 3) findings.push(`the edge's contrast is ${found.toFixed(2)}: ${name(field)}`);
        }
        return [...new Set(findings)];
        """#
}
