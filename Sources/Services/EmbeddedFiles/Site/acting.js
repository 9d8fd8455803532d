// The facilitator for whom an owner of the centre works: `for` in the address of a facilitator's page.

/** The pages with a facilitator's events and bookings. The others are the person's own. */
const pages = /^\/facilitator(?!\/(?:centre|account|login|forgot|reset|confirm)\b)(?=[/?#]|$)/;

/** The number in the page's address; null without one. */
export const actingFor = /\/facilitator(\/|$)/.test(location.pathname)
  ? Number(new URLSearchParams(location.search).get('for')) || null : null;

/** The path of a page below the site, which stays with the same facilitator. */
export function keepActing(path) {
  if (!actingFor || !pages.test(path) || /[?&]for=/.test(path)) return path;
  const [page, ...fragment] = path.split('#');
  return [`${page}${page.includes('?') ? '&' : '?'}for=${actingFor}`, ...fragment].join('#');
}
