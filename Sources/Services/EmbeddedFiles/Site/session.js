// The logins of guests and facilitators.
//
// The browser's storage holds the tokens, not a cookie: the API accepts them only in the
// Authorization field, so other sites cannot make a browser send them. Only scripts of the page
// could read the storage, and the Content-Security-Policy allows no others than these.
// A guest's login is shared by all tabs. A facilitator's token gives access to personal data of
// guests, so no storage keeps it longer than a tab: each tab has a copy, a new tab gets one from an
// open tab, and it is gone with the last one. Only pages of this origin hear the channel.

import { call } from './api.js';
import { address, below, here, root } from './site.js';
import { local, session } from './storage.js';

class Session {
  constructor(name, storage, base, loginPage) {
    Object.assign(this, { name, storage, base, loginPage });
    /** A channel to the other tabs, if the storage is a tab's own. */
    this.tabs = null;
    /** Asks the person to log in again; resolves to whether that has happened. */
    this.renew = null;
    /** Says whether the page is for the person; null if it is for everyone. */
    this.admits = null;
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
    this.tabs?.postMessage({ login: this.current });
    this.changed();
  }

  /** Removes the login, in other tabs too. */
  close() {
    this.tabs?.postMessage({ ended: this.current?.token });
    this.storage.removeItem(this.name);
    this.changed();
  }

  /** Logs out: the service revokes every token of this person. */
  async end() {
    try {
      await call(this.base, 'POST', '/auth/logout', { token: this.current?.token });
    } catch { /* Logging out here works without the service and with an expired token. */ }
    this.tabs?.postMessage({ loggedOut: true });
    this.close();
  }

  /**
   * Shares the login with the other tabs, whose storage does not. Returns a function that waits
   * for the login of another tab.
   */
  share() {
    this.tabs = new BroadcastChannel(this.name);
    this.tabs.addEventListener('message', ({ data }) => this.hear(data));
    return () => new Promise((resolve) => {
      this.tabs.addEventListener('message', () => { if (this.current) resolve(); });
      this.tabs.postMessage({ asks: true });
      // An open tab answers within a few milliseconds, and the login page still hears it later.
      setTimeout(resolve, 300);
    });
  }

  hear({ asks, login, ended, loggedOut }) {
    const current = this.current;
    if (asks && current) this.tabs.postMessage({ login: current });
    if (login && !(current?.expires >= login.expires)) {
      this.storage.setItem(this.name, JSON.stringify(login));
      this.changed();
      // The page shows another person's data.
      if (current && current.person.id !== login.person.id) location.reload();
    }
    if (loggedOut || (ended && ended === current?.token)) {
      this.storage.removeItem(this.name);
      this.changed();
    }
    if (loggedOut) document.dispatchEvent(new Event('logged-out'));
  }

  /** Stores changed details of the person. */
  update(person) {
    const login = this.current;
    if (login) this.storage.setItem(this.name, JSON.stringify({ ...login, person }));
    this.changed();
  }

  changed() { document.dispatchEvent(new Event('session')); }

  /**
   * Calls the service as this person. A refused token ends the login. What was to be changed is
   * sent again after a new login, if the page has a way to ask for one. So is a GET with
   * `isAction`, which a person has asked for.
   */
  async ask(method, path, options = {}) {
    const token = this.current?.token;
    try {
      return await call(this.base, method, path, { ...options, token });
    } catch (problem) {
      if (problem.status !== 401) throw problem;
      if (token && this.current?.token === token) this.close();
      if ((method === 'GET' && !options.isAction) || !(await this.renew?.())) throw problem;
      return call(this.base, method, path, { ...options, token: this.current?.token });
    }
  }

  async get(path) { return (await this.ask('GET', path)).value; }
  async post(path, options) { return (await this.ask('POST', path, options)).value; }

  /** All items of a list that the service returns page by page, however many. */
  async all(path) {
    const items = [];
    let next = null;
    do {
      const query = `${path.includes('?') ? '&' : '?'}limit=200${next ? `&cursor=${next}` : ''}`;
      const { data, page } = await this.get(path + query);
      items.push(...data);
      next = page.next;
    } while (next);
    return items;
  }

  /**
   * Whether there is a login that the page is for. Without one, the browser goes to the login page
   * and then back here.
   */
  require() {
    if (this.current) return this.admits?.() ?? true;
    const next = encodeURIComponent(here() + location.search);
    location.replace(address(`${this.loginPage}?next=${next}`));
    return false;
  }
}

// Sites that share a host share its storage, so the names have the root.
export const guest = new Session(`guest${root}`, local, root, '/login');

/** Another tab has logged in or out. */
let person = guest.current?.person.id;
document.addEventListener('session', () => { person = guest.current?.person.id; });
window.addEventListener('storage', ({ key }) => {
  if (key !== null && key !== guest.name) return;
  const isOther = guest.current?.person.id !== person;
  guest.changed();
  // The page shows the data of the person before.
  if (isOther && here().startsWith('/my/') && guest.require()) location.reload();
});

const crm = document.querySelector('meta[name=crm]')?.content || '';
export const facilitator = new Session(`facilitator${root}`, session, crm, '/facilitator/login');
const loginOfOtherTab = facilitator.share();
if (here().startsWith('/facilitator') && !facilitator.current) await loginOfOtherTab();

/**
 * The path below the site to open after logging in.
 *
 * Resolving the address first removes dots and tabs and turns backslashes into slashes. A browser
 * would read a path with two leading slashes as another host.
 */
export function nextAddress(fallback) {
  const wanted = new URLSearchParams(location.search).get('next');
  if (!wanted) return fallback;
  try {
    const url = new URL(wanted, location.origin);
    const path = below(url.pathname);
    const isOwn = url.origin === location.origin && !path.startsWith('//');
    return isOwn ? path + url.search : fallback;
  } catch {
    return fallback;
  }
}
