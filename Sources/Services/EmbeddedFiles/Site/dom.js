// Builds pages from elements. No function here takes markup, so text from users is shown as text.

import { address, here } from './site.js';

const SVG = 'http://www.w3.org/2000/svg';

/** Attributes with an address; a path in one is below the site. */
const addresses = ['href', 'src', 'action'];

/**
 * An element. A function as an attribute listens to the event of that name; null, undefined and
 * false are left out. Children are elements, text, or lists of both.
 */
export function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** An SVG element. */
export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name, value);
    else {
      const text = value === true ? '' : String(value);
      element.setAttribute(name, addresses.includes(name) ? address(text) : text);
    }
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

/** Replaces an element's content. */
export function show(element, ...children) {
  element.replaceChildren();
  append(element, children);
  element.removeAttribute('aria-busy');
}

/** The element that a page draws its content into. */
export const content = () => document.getElementById('content');

/** The name of the center. */
export const centreName = () => document.querySelector('meta[name=application-name]').content;

/** Sets the title of the window and the page's first heading. */
export function setTitle(title) {
  document.title = `${title} · ${centreName()}`;
  const heading = document.querySelector('main h1');
  if (!heading) return;
  heading.dir = 'auto';
  heading.textContent = title;
}

/** The address of a file next to the scripts. */
export const asset = (path) => new URL(path, import.meta.url).href;

/** Announces a text to screen readers. */
export function announce(text) {
  const live = document.getElementById('live');
  live.textContent = '';
  requestAnimationFrame(() => { live.textContent = text; });
}

/** Shows a message for five seconds and announces it. */
export function toast(text) {
  document.querySelector('.toast')?.remove();
  const box = el('div', { class: 'toast' }, text);
  document.body.append(box);
  announce(text);
  setTimeout(() => box.remove(), 5000);
}

/** Moves the focus to the heading: the pressed button is gone, and so is what it was for. */
export function focusHeading() {
  const heading = document.querySelector('main h1');
  heading.tabIndex = -1;
  heading.focus();
}

/** Saves text as a file. */
export function download(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  el('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/** A number in the path, such as the 7 in `/my/bookings/7`, which is at index 3. */
export const numberInAddress = (index) => Number(here().split('/')[index]);
