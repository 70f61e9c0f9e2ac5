package io.tunedzmq.ledger;

import io.tunedzmq.wire.ControlRequest;

/**
 * What is to be reported of the books on a publisher.
 *
 * @param echo number of the one that brought the baseline; 0 if there was none, or not for every topic
 * @param received messages handed to the application
 * @param early received or dropped before that echo
 * @param dropped messages that never arrived
 * @param mark the last MARK that came, after everything before it was handed out; 0 if none
 */
record ReportedCounts(long echo, long received, long early, long dropped, long mark) {
    ControlRequest.Report to(long epoch, long key, long within) {
        return ControlRequest.Report.on(epoch, key, echo, received, early, dropped, mark, within);
    }
}
