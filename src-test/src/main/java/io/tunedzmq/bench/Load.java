package io.tunedzmq.bench;

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

    int warmUp() {
        return Math.max(threads, messages / 10);
    }

    @Override
    public String toString() {
        return bytes + " B, " + messages + " messages, 1 -> " + subscribers + ", " + threads + " publishing threads, "
                + topics + " topics, " + ioThreads + " I/O threads";
    }
}
