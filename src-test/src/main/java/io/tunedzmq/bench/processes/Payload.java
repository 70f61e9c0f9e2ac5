package io.tunedzmq.bench.processes;

import io.tunedzmq.bench.Bytes;

/** What is in a message: its number in its topic, the topic, a time, and at its end a check of the first two. */
final class Payload {
    static final int NUMBER = 0;
    static final int TOPIC = 8;
    static final int TIME = 16;
    static final int CHECK_BYTES = 8;
    static final int LEAST_BYTES = TIME + 8 + CHECK_BYTES;

    /** In place of the topic in the last message, whose number is that of all before it. */
    static final long END = -1;

    private Payload() {}

    static void write(byte[] payload, long number, long topic, long timeNs) {
        Bytes.LONG.set(payload, NUMBER, number);
        Bytes.LONG.set(payload, TOPIC, topic);
        Bytes.LONG.set(payload, TIME, timeNs);
        Bytes.LONG.set(payload, payload.length - CHECK_BYTES, check(number, topic));
    }

    static long check(long number, long topic) {
        return number * 0x9E37_79B9_7F4A_7C15L ^ topic;
    }
}
