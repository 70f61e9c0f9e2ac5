package io.tunedzmq.wire;

import java.util.Arrays;

/**
 * Other bytes that select what a subscription selects. A proxy forwards a subscription only if nobody behind it has the
 * same bytes; so where another proxy has dropped one that several subscribers share, only another form of it gets
 * there.
 *
 * <p>Behind its topic and a NUL, each frame has the same bytes before those that tell one frame from another; an exact
 * subscription may reach into these. A prefix has to be shorter instead, and selects more.
 */
public final class SubscriptionForms {
    /** So many forms there are; number 0 is how a subscription is said at first. */
    public static final int COUNT = 4;

    /** What follows a topic in each frame. */
    private static final byte[] BEHIND_TOPIC = {0, 'T', 'Z', FrameLayout.VERSION};

    private SubscriptionForms() {}

    /**
     * Of a subscription to one topic, with its NUL or without.
     *
     * @param form from 0
     */
    public static byte[] ofTopic(byte[] topic, int form) {
        int there = topic.length > 0 && topic[topic.length - 1] == 0 ? 1 : 0;
        byte[] longer = Arrays.copyOf(topic, topic.length + Math.min(form, BEHIND_TOPIC.length - there));
        System.arraycopy(BEHIND_TOPIC, there, longer, topic.length, longer.length - topic.length);
        return longer;
    }

    /**
     * Of a subscription to all topics that begin so; of a very short prefix there are fewer.
     *
     * @param form from 0
     */
    public static byte[] ofPrefix(byte[] prefix, int form) {
        return prefix.length > form ? Arrays.copyOf(prefix, prefix.length - form) : prefix;
    }
}
