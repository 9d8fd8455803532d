// The address of a private calendar: shown on request, copied and renewed.

import { copy } from './copy-field.js';
import { el, show, toast } from './dom.js';
import { action, confirmAction, field } from './forms.js';

/**
 * The address that opens a calendar program. Some programs then begin with plain http, which a proxy
 * redirects to https; the address to copy is that of https.
 */
const webcal = (url) => url.replace(/^https?:/, 'webcal:');

/**
 * The part of an account page with the address. `session` is whose calendar it is, `path` returns
 * its resource, and `entries` names its contents.
 */
export function calendarAddress(session, path, entries) {
  const place = el('div', { class: 'stack' });

  function draw(url) {
    const address = field('calendar', 'Address', 'url', {
      value: url,
      readonly: true,
      hint: 'Your calendar program looks for changes about once an hour. '
        + `Anyone who has the address can read your ${entries}.`,
    });
    const input = address.querySelector('input');
    show(place, address, el('div', { class: 'row' },
      el('a', { class: 'button', href: webcal(url) }, 'Subscribe'),
      action('Copy', '', () => copy(input)),
      action('Renew the address …', '', renew)));
    return input;
  }

  function renew() {
    confirmAction('Renew the address?', el('p', {},
      'The current address stops working. Subscribe with the new one in every calendar program that you use.'), {
      label: 'Renew the address',
      keep: 'Keep the address',
      work: async () => {
        draw((await session.post(path())).url);
        toast('You have a new address.');
      },
    });
  }

  show(place, el('div', {}, action('Show the address', '', async () => {
    const { value } = await session.ask('GET', path(), { isAction: true });
    draw(value.url).focus();
  })));
  return place;
}
