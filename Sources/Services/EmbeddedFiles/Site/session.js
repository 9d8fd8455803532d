// Who has logged in.
//
// Tokens are kept by the browser's storage and not in a cookie: the API takes them from the
// Authorization field alone, so no other site can make a browser use them. What could read the
// storage is a script of this very page, and the Content-Security-Policy lets none run but these.
// A guest stays logged in across tabs and after a return from paying. A facilitator's token opens
// more, and other people's names too; it ends with its tab.

import { call } from './api.js';

class Session {
  constructor(name, storage, base, loginPage) {
    Object.assign(this, { name, storage, base, loginPage });
  }

  /** {token, expires, person}, or null for nobody. */
  get current() {
    try {
      const kept = JSON.parse(this.storage.getItem(this.name));
      if (kept && kept.expires > Date.now()) return kept;
    } catch { /* What cannot be read was not written here. */ }
    return null;
  }

  /** Keeps what a login answered. */
  open(answer) {
    this.storage.setItem(this.name, JSON.stringify({
      token: answer.access_token, expires: Date.now() + answer.expires_in * 1000,
      person: answer.user || answer.facilitator,
    }));
    this.changed();
  }

  close() {
    this.storage.removeItem(this.name);
    this.changed();
  }

  /** Logs out: the service ends the token, and every other of this person's, before it is forgotten. */
  async end() {
    try {
      await this.post('/auth/logout');
    } catch { /* Whoever leaves is not kept by a service that is away, nor by a token that has ended. */ }
    this.close();
  }

  /** Keeps the person's new name. */
  rename(person) {
    const kept = this.current;
    if (kept) this.storage.setItem(this.name, JSON.stringify({ ...kept, person }));
    this.changed();
  }

  changed() { document.dispatchEvent(new Event('session')); }

  /** Calls the service as this person. A token that no longer holds ends the session. */
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

  /** Every item of a list, page by page, up to a few thousand. */
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

  /** Whether somebody is logged in; sends everybody else to log in and back here. */
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

/** Where to go after logging in: an address of this site, never of another. */
export function nextAddress(otherwise) {
  const wanted = new URLSearchParams(location.search).get('next');
  if (!wanted) return otherwise;
  try {
    const address = new URL(wanted, location.origin);
    return address.origin === location.origin ? address.pathname + address.search : otherwise;
  } catch {
    return otherwise;
  }
}
