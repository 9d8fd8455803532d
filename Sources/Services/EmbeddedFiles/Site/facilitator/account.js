// A facilitator's own account: name, addresses, letters, text and password.

import '../header.js';
import { addressField } from '../address-field.js';
import { calendarAddress } from '../calendar-address.js';
import { call } from '../api.js';
import { content, el, setTitle, show, toast } from '../dom.js';
import { field, form } from '../forms.js';
import { loadPage } from '../live-page.js';
import { pictureField } from '../picture-field.js';
import { facilitator } from '../session.js';
import { root } from '../site.js';
import { isActing, own } from './frame.js';

const letters = [
  ['each', 'One for each'], ['daily', 'One a day'], ['none', 'None'],
];
const calendar = calendarAddress(facilitator, () => `${own()}/calendar`, 'events');

let portrait = null;

/** The account, and the portrait, which MainAPI has; an outage of MainAPI hides it. */
async function load() {
  const account = await facilitator.get(own());
  const profile = await call(root, 'GET', `/facilitators/${account.id}`).catch(() => null);
  return { account, picture: profile?.value.picture ?? null };
}

async function savePortrait(picture) {
  const { value } = await facilitator.ask(picture ? 'PUT' : 'DELETE', `${own()}/picture`, { body: picture ?? undefined });
  portrait = value.picture;
  toast(picture ? 'The portrait is saved.' : 'The portrait is removed.');
  return portrait;
}

function draw(account) {
  show(content(),
    section('Profile', isActing() ? `${account.name} logs in as ${account.username}.` : `You log in as ${account.username}.`, form([
      field('name', 'Name', 'text', { value: account.name, autocomplete: 'name', hint: 'Guests see it.' }),
      // An owner changes the address on the page of all accounts.
      !isActing() && addressField(account, 'For emails, and to replace a forgotten password.', resend),
      field('reply_to', 'Address for answers', 'email', {
        value: account.reply_to, hint: 'Guests’ answers to emails go there. Without it, they go to the email address of the account.',
      }),
      field('letters', 'Emails about bookings and cancellations', letters, { value: account.letters }),
      field('text', isActing() ? `About ${account.name}` : 'About you', 'textarea', {
        value: account.text, hint: 'Optional. Guests read it on the public page.', dir: 'auto', rows: 6,
      }),
    ], { label: 'Save', submit: save, more: el('a', { href: `/f/${account.id}` }, 'Show the public page') })),
    section('Portrait', 'Guests see it on the public page.', pictureField('Portrait', 'portrait', portrait, savePortrait).element),
    ...(isActing() ? [] : ownSections()));
}

const ownSections = () => [
  section('Your calendar', 'See your events and the seats taken in the calendar of your phone or computer.', calendar),
  section('Password', 'A new password logs you out on all other devices.', form([
    field('current_password', 'Current password', 'password', { autocomplete: 'current-password' }),
    field('password', 'New password', 'password', { autocomplete: 'new-password', hint: 'At least 8 characters.' }),
  ], { label: 'Change the password', kind: '', submit: savePassword })),
];

const section = (title, text, ...more) => el('section', { class: 'card stack', 'aria-label': title },
  el('h2', {}, title), el('p', { class: 'quiet small' }, text), more);

async function save({ name, email, reply_to: replyTo, letters: choice, text, current_password: password }) {
  const body = {
    name: name.trim(), reply_to: replyTo.trim() || null, letters: choice, text,
    ...(email !== undefined && { email: email.trim() || null }),
  };
  if (password) body.current_password = password;
  const { value } = await facilitator.ask('PATCH', own(), { body });
  if (!isActing()) facilitator.update(value);
  draw(value);
  toast('Saved.');
}

async function resend() {
  await facilitator.ask('POST', `${own()}/email/confirmation`);
  toast('The email is on its way.');
}

async function savePassword({ current_password, password }) {
  const { value } = await facilitator.ask('POST', `${own()}/password`, { body: { current_password, password } });
  facilitator.open(value);
  draw(value.facilitator);
  toast('Your password is changed.');
}

loadPage(load, ({ account, picture }) => {
  portrait = picture;
  if (isActing()) setTitle(account.name);
  draw(account);
}, { session: facilitator });
