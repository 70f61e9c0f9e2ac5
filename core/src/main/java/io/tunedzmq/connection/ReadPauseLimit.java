package io.tunedzmq.connection;

import java.util.function.ToIntFunction;

/**
 * When a connection holds so much that it is left unread although there is memory: it holds more than these bytes, and
 * at least these messages. From when the application has taken something of it.
 *
 * @param bytes above which it may be left unread
 * @param messages that it may hold in any case; {@link #ALL} if only the memory bounds it
 * @param count how many messages a frame holds, by its content
 */
public record ReadPauseLimit(long bytes, long messages, ToIntFunction<byte[]> count) {
    /** For {@code messages}. */
    public static final long ALL = Long.MAX_VALUE;

    /** Where only the memory bounds it. */
    static ReadPauseLimit none() {
        return new ReadPauseLimit(0, ALL, frame -> 1);
    }

    boolean isReached(long bytesHeld, long messagesHeld) {
        return bytesHeld > bytes && messagesHeld >= messages;
    }

    /** Whether half of it is taken. */
    boolean isOver(long bytesHeld, long messagesHeld) {
        return bytesHeld <= bytes / 2 || messagesHeld <= messages / 2;
    }
}
