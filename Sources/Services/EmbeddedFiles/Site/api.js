// Calls to the two services.

/** A refusal in the server's own words (RFC 9457), or that it could not be reached. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || 'Something went wrong. Please try again.');
    this.status = status;
    this.code = body.code || 'unknown';
    /** What is wrong with which field: [{field, code, detail}]. */
    this.errors = body.errors || [];
    this.body = body;
  }

  /** Whether nobody answered at all, or somebody who could not. */
  get isOutage() { return this.status === 0 || this.status === 502 || this.status === 503; }
}

/** Milliseconds by which the server's clock is ahead of this one. */
let ahead = 0;
export const serverNow = () => Date.now() + ahead;

/** A key under which an effect happens once, however often it is asked for. */
export function idempotencyKey() {
  // crypto.randomUUID is missing on plain http addresses, where small centres may well be.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)),
    (octet) => octet.toString(16).padStart(2, '0')).join('');
}

/**
 * Calls a service and answers what it said: parsed JSON, or null for nothing.
 *
 * The token travels in the Authorization field and never in an address, where logs and histories
 * would keep it.
 */
export async function call(base, method, path, { token, body, key, headers = {} } = {}) {
  const fields = { Accept: 'application/json', ...headers };
  if (token) fields.Authorization = `Bearer ${token}`;
  if (body !== undefined) fields['Content-Type'] = 'application/json';
  if (key) fields['Idempotency-Key'] = key;
  let response;
  let text;
  try {
    response = await fetch(base + path, {
      method, headers: fields, body: body === undefined ? undefined : JSON.stringify(body),
      cache: 'no-store', credentials: 'omit', redirect: 'error',
    });
    text = await response.text();
  } catch {
    throw new Problem(0, {
      code: 'unreachable', detail: 'The service cannot be reached. Check your connection and try again.',
    });
  }
  const date = Date.parse(response.headers.get('Date'));
  if (date) ahead = date - Date.now();
  let value = null;
  try { value = text ? JSON.parse(text) : null; } catch { /* An error page of a proxy, say. */ }
  if (!response.ok) throw new Problem(response.status, value || {});
  return { value, etag: response.headers.get('ETag') };
}
