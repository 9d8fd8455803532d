// The receipts of a booking of the facilitator's events, to print.

import '../header.js';
import { numberInAddress, setTitle } from '../dom.js';
import { loadPage } from '../live-page.js';
import { drawReceipts } from '../receipt-sheets.js';
import { facilitator } from '../session.js';
import { address } from '../site.js';
import { own, showEmpty } from './frame.js';

const id = numberInAddress(3);
document.querySelector('.crumb').href = address(`/facilitator/bookings/${id}`);

/** The receipts; null if the facilitator has no booking with this number. */
async function load() {
  try {
    return (await facilitator.get(`${own()}/bookings/${id}/receipts`)).data;
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
  if (receipts) {
    showEmpty('No receipt', 'There is one as soon as the guest has paid.', [`/facilitator/bookings/${id}`, 'Show the booking']);
  } else {
    showEmpty('Not found', 'You have no booking with this number.', ['/facilitator', 'Show my events']);
  }
}

loadPage(load, draw, { session: facilitator });
