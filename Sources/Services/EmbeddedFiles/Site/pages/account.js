// The guest's account: change it, download its data, erase it.

import '../header.js';
import { content, download, el, show, toast } from '../dom.js';
import { field, form, openDialog } from '../forms.js';
import { day } from '../format.js';
import { loadPage } from '../live-page.js';
import { guest } from '../session.js';

function draw(user) {
  show(content(),
    section('You', `Registered as ${user.username} on ${day(user.created_at)}.`, form([
      field('name', 'Name', 'text', { value: user.name, autocomplete: 'name' }),
      field('email', 'E-mail', 'email', { value: user.email, autocomplete: 'email', hint: 'Optional. For confirmations and refunds.' }),
    ], { label: 'Save', submit: saveDetails })),
    section('Password', 'A new password logs you out everywhere else.', form([
      field('current_password', 'Current password', 'password', { autocomplete: 'current-password' }),
      field('password', 'New password', 'password', { autocomplete: 'new-password', hint: 'At least 8 characters.' }),
    ], { label: 'Change the password', kind: '', submit: savePassword })),
    section('Your data', 'All data stored about you, as one JSON file.',
      el('button', { class: 'button', type: 'button', click: downloadData }, 'Download my data')),
    section('Erase the account', 'Upcoming bookings are cancelled first, under their refund policies. Then your '
      + 'name, address and messages are deleted for good.',
    el('button', { class: 'button danger', type: 'button', click: erase }, 'Erase my account …')));
}

const section = (title, text, ...more) => el('section', { class: 'card stack', 'aria-label': title },
  el('h2', {}, title), el('p', { class: 'quiet small' }, text), more);

async function saveDetails({ name, email }) {
  const { value: user } = await guest.ask('PATCH', '/me', {
    body: { name: name.trim(), email: email.trim() || null },
  });
  guest.update(user);
  toast('Saved.');
}

async function savePassword(values, element) {
  const { value } = await guest.ask('PATCH', '/me', {
    body: { password: values.password, current_password: values.current_password },
  });
  guest.open(value);
  element.reset();
  toast('Your password is changed.');
}

async function downloadData() {
  try {
    const everything = await guest.get('/me/export');
    download('my-bookings.json', 'application/json', JSON.stringify(everything, null, 2));
  } catch (problem) {
    toast(problem.message);
  }
}

function erase() {
  openDialog('Erase your account?', el('p', { class: 'quiet' }, 'This cannot be undone.'), form([
    field('current_password', 'Current password', 'password', { autocomplete: 'current-password' }),
  ], {
    label: 'Erase it all',
    kind: 'danger main',
    submit: async ({ current_password }) => {
      await guest.ask('DELETE', '/me', { body: { current_password } });
      guest.close();
      location.replace('/');
    },
  }));
}

loadPage(() => guest.get('/me'), draw);
