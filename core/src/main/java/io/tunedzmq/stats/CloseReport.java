package io.tunedzmq.stats;

/**
 * What became of a publisher's last messages.
 *
 * <p>Immutable.
 *
 * @param queued messages accepted and not yet handed to ZeroMQ when it began
 * @param notSent those of them that at least one subscriber had no room for until the time was over
 * @param subscribers subscribers of this library that were connected at the end and had shown that they hear the
 *     publisher; stock SUB sockets are not known
 * @param complete how many of these lack nothing: they have said that every message was handed to their application or
 *     counted as dropped
 * @param undelivered messages sent that the others had not accounted for by their last reports, summed; a lower bound
 *     if a subscriber's filter is not known. They may still arrive, or be lost already without having been counted: a
 *     subscriber counts when it has read that far. To have heard the publisher's end does not make a subscriber
 *     complete.
 * @param lost subscribers whose connection ended less than a minute ago without a goodbye, that have not come back, and
 *     that may lack something by their last reports. Whoever closes says goodbye; a process that is killed, a network
 *     that fails and a proxy that is gone do not. Who has been away for a minute is taken for gone for good
 * @param unproven subscribers of this library that were connected at the end and had not shown yet that they hear the
 *     publisher: they have only just come, or their answers do not get through. What they have is unknown, and counted
 *     nowhere else
 */
public record CloseReport(
        long queued, long notSent, int subscribers, int complete, long undelivered, int lost, int unproven) {

    /** Whether nothing was left: all was sent, every subscriber of this library has said so, and none is lost. */
    public boolean isComplete() {
        return notSent == 0 && complete == subscribers && undelivered == 0 && lost == 0 && unproven == 0;
    }
}
