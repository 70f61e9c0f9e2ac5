package io.tunedzmq.stats;

/**
 * What became of a publisher's last messages.
 *
 * <p>Immutable.
 *
 * @param queued messages accepted and not yet handed to ZeroMQ when it began
 * @param notSent those of them that at least one subscriber had no room for until the time was over
 * @param subscribers subscribers of this library that were connected at the end; stock SUB sockets are not known
 * @param complete how many of these have said that every message was handed to their application or counted as dropped
 * @param undelivered messages that the others had not taken by their last reports, summed; a lower bound if a subscriber's filter is
 *     not known. After a drain they may still arrive, or be lost already without
 *     having been counted: a subscriber counts when it has read that far.
 */
public record CloseReport(long queued, long notSent, int subscribers, int complete, long undelivered) {

    /** Whether nothing was left: all was sent, and every subscriber that can say so has it. */
    public boolean isComplete() {
        return notSent == 0 && complete == subscribers;
    }
}
