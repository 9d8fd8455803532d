// The receipts of one of the guest's bookings, to print.

import '../header.js';
import { asset, content, numberInAddress, setTitle, show } from '../dom.js';
import { emptyState } from '../forms.js';
import { loadPage } from '../live-page.js';
import { drawReceipts } from '../receipt-sheets.js';
import { guest } from '../session.js';
import { address } from '../site.js';

const id = numberInAddress(3);
document.querySelector('.crumb').href = address(`/my/bookings/${id}`);

/** The receipts; null if the guest has no booking with this number. */
async function load() {
  try {
    return (await guest.get(`/bookings/${id}/receipts`)).data;
  } catch (problem) {
    if (problem.status === 404) return null;
    throw problem;
  }
}

function draw(receipts) {
  if (receipts?.length) {
    drawReceipts(receipts, id);
    return;
  }
  setTitle(receipts ? 'No receipt' : 'No such booking');
  show(content(), receipts
    ? emptyState(asset('./skies/night-session.svg'), 'No receipt', 'There is one as soon as you have paid.',
      [`/my/bookings/${id}`, 'Show the booking'])
    : emptyState(asset('./skies/night-session.svg'), 'Not found', 'You have no booking with this number.',
      ['/my/bookings', 'Show my bookings']));
}

loadPage(load, draw);
