package io.tunedzmq.audience;

/**
 * What has become of everything that was sent until now, by the last reports of those connected.
 *
 * <p>Immutable.
 *
 * @param subscribers who have shown that they hear us
 * @param complete how many of them lack nothing: by our books, or where these are not known, by their answer to a mark
 *     before which they had heard all last sequences
 * @param undelivered messages that were sent to the others and are not accounted for
 * @param lost who had shown it, whose connection ended without a goodbye and who may lack something
 * @param unproven who is connected and has not shown it: its answer may be under way, and nobody knows what it has
 */
public record AudienceDelivery(int subscribers, int complete, long undelivered, int lost, int unproven) {
    /** Whether it is known that nobody lacks anything who has shown that it hears us. */
    public boolean isComplete() {
        return complete == subscribers && undelivered == 0 && lost == 0;
    }
}
