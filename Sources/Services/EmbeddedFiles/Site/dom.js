// Builds the page from elements. Text is always text: nothing here takes markup, so whatever
// people have typed shows as they typed it.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element. Attributes that are functions listen to the event of that name; those that are
 * null, undefined or false are left out. Children are elements, text, or lists of both.
 */
export function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** An element of a drawing. */
export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(element, child);
    else if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

/** Puts new content into an element. */
export function show(element, ...children) {
  element.replaceChildren();
  append(element, children);
  element.removeAttribute('aria-busy');
}

/** The place that a page draws itself into. */
export const content = () => document.getElementById('content');

/** Gives the page its name, in the heading as in the window. */
export function setTitle(title) {
  document.title = `${title} · Sessions`;
  const heading = document.querySelector('main h1');
  if (heading) heading.textContent = title;
}

/** The address of a file that lies beside the scripts. */
export const asset = (path) => new URL(path, import.meta.url).href;

/** Tells those who listen to the page rather than look at it. */
export function announce(text) {
  const live = document.getElementById('live');
  live.textContent = '';
  requestAnimationFrame(() => { live.textContent = text; });
}

/** Says something for a few seconds, to everybody. */
export function toast(text) {
  document.querySelector('.toast')?.remove();
  const box = el('div', { class: 'toast' }, text);
  document.body.append(box);
  announce(text);
  setTimeout(() => box.remove(), 5000);
}

/**
 * Does the work again and again while somebody looks at the page, and at once when they come back
 * to it. Work that takes long, as there is much to read, is done more rarely: a fifth of the time at
 * most. A try that fails is simply followed by the next, each time a little later.
 */
export function whileVisible(seconds, work) {
  let failures = 0;
  let took = 0;
  let timer;
  const next = () => {
    clearTimeout(timer);
    timer = setTimeout(run, Math.max(seconds * 1000, 4 * took) * Math.min(2 ** failures, 8));
  };
  const run = async () => {
    if (document.hidden) return;
    const begin = performance.now();
    try {
      await work();
      failures = 0;
    } catch {
      failures += 1;
    }
    took = performance.now() - begin;
    next();
  };
  document.addEventListener('visibilitychange', () => { if (!document.hidden) run(); });
  next();
}

/** Offers text as a file to keep. */
export function download(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  el('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/** The number at that place of the address, such as the 7 of /my/bookings/7. */
export const numberInAddress = (place) => Number(location.pathname.split('/')[place]);
