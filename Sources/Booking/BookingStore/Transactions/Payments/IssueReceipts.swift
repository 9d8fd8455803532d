import BookingDomain
import SQLite
import Timekeeping

extension Transaction {
    /// Issues the receipts and credit notes that a booking's payments and refunds do not have yet.
    ///
    /// It follows each step that moves money. A refund that the bank returned gets a receipt too.
    /// So the documents always add up to the ledger.
    func issueReceipts(for booking: BookingID) throws {
        let lines = try receipts.undocumented(of: booking)
        guard !lines.isEmpty else { return }
        let centre = try self.centre.current()
        let year = LocalTime(now, in: centre.zone).year
        for line in lines {
            let number = try receiptNumbers.next(in: year)
            try receipts.insert(number, for: line, of: booking, from: centre)
        }
    }
}
