// The addresses of the site, whose public address may have a path, such as `/book`.
//
// A path in a script is one below the site, such as `/e/7`. `el` in dom.js makes links of such paths.

/** The path before every address of the site: that of the assets before `/assets/`. Often empty. */
export const root = (() => {
  const { pathname } = new URL(import.meta.url);
  return pathname.slice(0, pathname.lastIndexOf('/assets/'));
})();

/** The pages with a facilitator's events and bookings. The others are the person's own. */
const pages = /^\/facilitator(?!\/(?:centre|account|login|forgot|reset|confirm)\b)(?=[/?#]|$)/;

/** The facilitator for whom an owner works, by the number `for` in the page's address; null for none. */
export const actingFor = /\/facilitator(\/|$)/.test(location.pathname)
  ? Number(new URLSearchParams(location.search).get('for')) || null : null;

/** The path of a page below the site, which stays with the same facilitator. */
function keepActing(path) {
  if (!actingFor || !pages.test(path) || /[?&]for=/.test(path)) return path;
  const [page, ...fragment] = path.split('#');
  return [`${page}${page.includes('?') ? '&' : '?'}for=${actingFor}`, ...fragment].join('#');
}

/**
 * The address of a path below the site; every other address stays as it is. Those of a facilitator's
 * pages keep for whom an owner works.
 */
export const address = (path) => (/^\/(?!\/)/.test(path) ? root + keepActing(path) : path);

/** The path below the site of an address, which need not have the root. */
export const below = (path) => (root && (path === root || path.startsWith(`${root}/`))
  ? path.slice(root.length) || '/' : path);

/** The path of this page below the site. */
export const here = () => below(location.pathname);
