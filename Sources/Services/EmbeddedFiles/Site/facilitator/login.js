// The facilitators' login page.

import '../header.js';
import { content, el, show } from '../dom.js';
import { storageNote } from '../login.js';
import { facilitator, nextAddress } from '../session.js';
import { address } from '../site.js';
import { loginForm } from './login-form.js';

const home = () => (facilitator.current.person.role === 'owner' ? '/facilitator/centre' : '/facilitator');
const goOn = () => { if (facilitator.current) location.replace(address(nextAddress(home()))); };

// A login in another tab opens the page here too.
document.addEventListener('session', goOn);
goOn();
if (!facilitator.current) {
  show(content(), storageNote('Allow storage for this site: without it, facilitators cannot stay logged in.'),
    el('div', { class: 'card' }, loginForm()),
    el('p', { class: 'quiet' }, 'Do you want to book? ', el('a', { href: '/login' }, 'Guests log in here'), '.'));
  content().querySelector('input').focus();
}
