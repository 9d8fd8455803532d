import BookingDomain
import SQLite
import Timekeeping

extension Transaction {
    /// Issues a receipt for each payment of a booking, and a credit note for each refund that went
    /// through, which have none yet.
    ///
    /// It follows each step that moves money. A refund that the bank returned gets a receipt too, so
    /// that the sums of the documents are those of the ledger.
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
