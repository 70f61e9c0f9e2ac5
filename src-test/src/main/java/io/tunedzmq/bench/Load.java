package io.tunedzmq.bench;

import java.util.Locale;

/**
 * What a contender has to carry.
 *
 * @param bytes payload of a message, at least 8: it begins with its number
 * @param messages published in all, after as many as a tenth to warm up
 * @param subscribers each receives everything
 * @param threads that publish, sharing one publisher
 * @param topics published to in turn
 * @param ioThreads of the ZeroMQ context
 */
record Load(int bytes, int messages, int subscribers, int threads, int topics, int ioThreads) {

    static Load of(int bytes, int messages) {
        return new Load(bytes, messages, 1, 1, 1, 2);
    }

    Load subscribers(int more) {
        return new Load(bytes, messages, more, threads, topics, ioThreads);
    }

    Load threads(int more) {
        return new Load(bytes, messages, subscribers, more, topics, ioThreads);
    }

    Load topics(int more) {
        return new Load(bytes, messages, subscribers, threads, more, ioThreads);
    }

    Load ioThreads(int more) {
        return new Load(bytes, messages, subscribers, threads, topics, more);
    }

    Load divided(int by) {
        return new Load(bytes, messages / by, subscribers, threads, topics, ioThreads);
    }

    int warmUp() {
        return Math.max(threads, messages / 10);
    }

    /** What tells it from the other loads. */
    String text() {
        return String.format(
                Locale.ROOT,
                "%,d B, 1 -> %d, threads: %d, topics: %,d, I/O threads: %d",
                bytes,
                subscribers,
                threads,
                topics,
                ioThreads);
    }

    @Override
    public String toString() {
        return text() + String.format(Locale.ROOT, ", %,d messages", messages);
    }
}
