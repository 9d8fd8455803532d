// The logins of guests and facilitators.
//
// The browser's storage holds the tokens, not a cookie: the API accepts them only in the
// Authorization field, so other sites cannot make a browser send them. Only scripts of the page
// could read the storage, and the Content-Security-Policy allows no others than these.
// A guest's login is shared by all tabs. A facilitator's token gives access to personal data of
// guests, so it ends with its tab.

import { call } from './api.js';

class Session {
  constructor(name, storage, base, loginPage) {
    Object.assign(this, { name, storage, base, loginPage });
  }

  /** {token, expires, person}, or null without a login. */
  get current() {
    try {
      const stored = JSON.parse(this.storage.getItem(this.name));
      if (stored && stored.expires > Date.now()) return stored;
    } catch { /* Not written by this class. */ }
    return null;
  }

  /** Stores the response to a login. */
  open(response) {
    this.storage.setItem(this.name, JSON.stringify({
      token: response.access_token, expires: Date.now() + response.expires_in * 1000,
      person: response.user || response.facilitator,
    }));
    this.changed();
  }

  close() {
    this.storage.removeItem(this.name);
    this.changed();
  }

  /** Logs out: the service revokes every token of this person. */
  async end() {
    try {
      await this.post('/auth/logout');
    } catch { /* Logging out here works without the service and with an expired token. */ }
    this.close();
  }

  /** Stores changed details of the person. */
  update(person) {
    const login = this.current;
    if (login) this.storage.setItem(this.name, JSON.stringify({ ...login, person }));
    this.changed();
  }

  changed() { document.dispatchEvent(new Event('session')); }

  /** Calls the service as this person. A refused token ends the login. */
  async ask(method, path, options = {}) {
    const token = this.current?.token;
    try {
      return await call(this.base, method, path, { ...options, token });
    } catch (problem) {
      if (problem.status === 401 && token && this.current?.token === token) this.close();
      throw problem;
    }
  }

  async get(path) { return (await this.ask('GET', path)).value; }
  async post(path, options) { return (await this.ask('POST', path, options)).value; }

  /** All items of a list that the service returns page by page, up to 5000. */
  async all(path) {
    const items = [];
    let next = null;
    do {
      const query = `${path.includes('?') ? '&' : '?'}limit=200${next ? `&cursor=${next}` : ''}`;
      const { data, page } = await this.get(path + query);
      items.push(...data);
      next = page.next;
    } while (next && items.length < 5000);
    return items;
  }

  /** Whether there is a login; if not, the browser goes to the login page and then back here. */
  require() {
    if (this.current) return true;
    const here = location.pathname + location.search;
    location.replace(`${this.loginPage}?next=${encodeURIComponent(here)}`);
    return false;
  }
}

export const guest = new Session('guest', localStorage, '', '/login');

const crm = document.querySelector('meta[name=crm]')?.content || '';
export const facilitator = new Session('facilitator', sessionStorage, crm, '/facilitator/login');

/**
 * The address to open after logging in, which must be on this site.
 *
 * Resolving the address first removes dots and tabs and turns backslashes into slashes. A browser
 * would read a path with two leading slashes as another host.
 */
export function nextAddress(fallback) {
  const wanted = new URLSearchParams(location.search).get('next');
  if (!wanted) return fallback;
  try {
    const address = new URL(wanted, location.origin);
    const isOwn = address.origin === location.origin && !address.pathname.startsWith('//');
    return isOwn ? address.pathname + address.search : fallback;
  } catch {
    return fallback;
  }
}
