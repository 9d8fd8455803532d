// Calls to the two services.

/** An error response (RFC 9457), or a service that cannot be reached. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || 'Something went wrong. Please try again.');
    this.status = status;
    this.code = body.code || 'unknown';
    /** The invalid fields: [{field, code, detail}]. */
    this.errors = body.errors || [];
    this.body = body;
  }

  /** Whether the service, or a service behind it, is down. */
  get isOutage() { return this.status === 0 || this.status === 502 || this.status === 503; }
}

/** Milliseconds by which the server's clock is ahead of this one. */
let clockOffset = 0;
export const serverNow = () => Date.now() + clockOffset;

/** A random key that makes repeated requests take effect once. */
export function idempotencyKey() {
  // crypto.randomUUID is missing on plain http addresses.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)),
    (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * A function that sends a request with a key. The content is repeated with the same key until there
 * is a response, so that it takes effect once. `send` gets the content and the key.
 */
export function withKey(send) {
  let unanswered = null;
  return async (body) => {
    const text = JSON.stringify(body);
    if (unanswered?.text !== text) unanswered = { text, key: idempotencyKey() };
    try {
      const answer = await send(body, unanswered.key);
      unanswered = null;
      return answer;
    } catch (problem) {
      if (problem.status && !problem.isOutage) unanswered = null;
      throw problem;
    }
  };
}

/**
 * The latest responses that have a tag, by token and address. They stay in memory alone: the lists
 * have personal data, so the browser must not store them.
 */
const latest = new Map();

function remember(name, response) {
  latest.delete(name);
  if (!response.etag) return;
  latest.set(name, response);
  if (latest.size > 100) latest.delete(latest.keys().next().value);
}

/**
 * Calls a service. The content is JSON, or the bytes of a Blob with its media type. Returns the
 * response's JSON (null for other content), its text and its ETag.
 *
 * The token goes into the Authorization field, because logs and histories store addresses.
 */
export async function call(base, method, path, { token, body, key, headers = {} } = {}) {
  const fields = { Accept: 'application/json', ...headers };
  if (token) fields.Authorization = `Bearer ${token}`;
  const isBlob = body instanceof Blob;
  if (body !== undefined) fields['Content-Type'] = isBlob ? body.type : 'application/json';
  if (key) fields['Idempotency-Key'] = key;
  const name = `${token || ''} ${base}${path}`;
  const known = method === 'GET' ? latest.get(name) : null;
  if (known) fields['If-None-Match'] = known.etag;
  let response;
  let text;
  try {
    response = await fetch(base + path, {
      method, headers: fields, body: body === undefined || isBlob ? body : JSON.stringify(body),
      // By default, a condition would turn off the browser's cache, and that of preflights with it.
      // Responses for one person are `no-store`, so no cache can have them.
      cache: known && token ? 'force-cache' : 'default',
      credentials: 'omit', redirect: 'error',
    });
    text = await response.text();
  } catch {
    throw new Problem(0, {
      code: 'unreachable', detail: 'The service cannot be reached. Check your connection and try again.',
    });
  }
  // A response that browsers may reuse has the date of the first time.
  const date = /max-age/.test(response.headers.get('Cache-Control')) ? 0 : Date.parse(response.headers.get('Date'));
  if (date) clockOffset = date - Date.now();
  if (response.status === 304 && known) return known;
  let value = null;
  try { value = text ? JSON.parse(text) : null; } catch { /* For example the error page of a proxy. */ }
  if (!response.ok) throw new Problem(response.status, value || {});
  const result = { value, text, etag: response.headers.get('ETag') };
  if (method === 'GET') remember(name, result);
  return result;
}

/**
 * Runs `work` at once and then every `seconds` while the tab is visible, and when it becomes
 * visible again. Work takes at most a fifth of the time. Each failure in a row doubles the
 * interval, up to eight times. Work that returns false found nothing new, and the interval grows by
 * half, up to ten seconds.
 *
 * Returns a function that runs the work at once, or once more after the run in progress.
 */
export function poll(seconds, work) {
  let failures = 0;
  let rest = 1;
  let isRunning = false;
  let isRequested = false;
  let timer;
  async function run() {
    isRequested = true;
    if (isRunning) return;
    isRunning = true;
    clearTimeout(timer);
    const start = performance.now();
    while (isRequested) {
      isRequested = false;
      try {
        rest = await work() === false ? Math.min(rest * 1.5, 10) : 1;
        failures = 0;
      } catch (problem) {
        failures += 1;
        if (!(problem instanceof Problem)) reportError(problem);
      }
    }
    isRunning = false;
    const rested = Math.min(seconds * rest, Math.max(seconds, 10));
    const interval = Math.max(rested * 1000, 4 * (performance.now() - start));
    timer = setTimeout(runIfVisible, interval * Math.min(2 ** failures, 8));
  }
  const runIfVisible = () => { if (!document.hidden) run(); };
  document.addEventListener('visibilitychange', () => { rest = 1; runIfVisible(); });
  run();
  return run;
}
