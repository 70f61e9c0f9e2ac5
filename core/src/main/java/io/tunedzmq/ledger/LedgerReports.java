package io.tunedzmq.ledger;

import io.tunedzmq.wire.ControlRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which publishers are to be told what became of their messages, and what. Confined to the receiving thread. */
final class LedgerReports {
    /** What asks for a report can be behind many messages: so often it may be late before one comes unasked. */
    private static final long UNASKED_NS = 2_000_000_000;

    /** Reports in one go to publishers that have never answered, most of which will not listen either. */
    private static final int MOST_TO_STRANGERS = 64;

    private final EpochTable epochs;
    private boolean marked;

    LedgerReports(EpochTable epochs) {
        this.epochs = epochs;
    }

    /** A publisher says its end. */
    void ends(EpochLedger books) {
        books.reportDue = true;
        marked = true;
    }

    /** A publisher asks. */
    void asks(EpochLedger books, long mark) {
        books.mark = mark;
        books.reportDue = false;
        books.atMark = books.counts(0); // Everything before it has been handed out.
        marked = true;
    }

    boolean wanted() {
        return marked;
    }

    List<ControlRequest.Report> take(long key, long within, @Nullable EpochLedger open, long notHandedOut, long nowNs) {
        marked = false;
        List<ControlRequest.Report> reports = new ArrayList<>();
        int toStrangers = 0;
        for (EpochLedger books : epochs.reporting()) {
            if (!books.proven && toStrangers >= MOST_TO_STRANGERS) {
                continue;
            }
            ControlRequest.Report report = due(books, key, within, books == open ? notHandedOut : 0, nowNs);
            if (report != null) {
                books.reported = report;
                books.reportedNs = nowNs;
                reports.add(report);
                toStrangers += books.proven ? 0 : 1;
            }
        }
        return reports;
    }

    private ControlRequest.@Nullable Report due(
            EpochLedger books, long key, long within, long notHandedOut, long nowNs) {
        ReportedCounts atMark = books.atMark;
        if (atMark != null) {
            books.atMark = null;
            marked |= books.reportDue; // The end came right behind.
            return atMark.to(books.epoch(), key, within);
        }
        boolean due = books.reportDue || nowNs - books.reportedNs >= UNASKED_NS * books.everySeconds;
        long heardNs = books.heard.get();
        if (!due || heardNs == books.reportedHeardNs) {
            return null;
        }
        books.reportDue = false;
        // What the last frame holds may be taken yet.
        books.reportedHeardNs = notHandedOut > 0 ? books.reportedHeardNs : heardNs;
        ControlRequest.Report report = books.counts(notHandedOut).to(books.epoch(), key, within);
        return report.equals(books.reported) ? null : report;
    }

    /** Publishers may have forgotten what they were told. */
    void again() {
        for (EpochLedger books : epochs.reporting()) {
            books.reported = null;
            books.reportedHeardNs = 0;
            books.reportDue = true;
        }
    }
}
