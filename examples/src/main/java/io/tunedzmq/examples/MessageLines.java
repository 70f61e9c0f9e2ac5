package io.tunedzmq.examples;

import io.tunedzmq.Message;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Writes messages as lines, payloads byte by byte as they came. Confined: one thread at a time. */
final class MessageLines {
    /** A reader who has gone is noticed after so many messages, also if the stream never pauses. */
    private static final int MESSAGES_PER_CHECK = 1_000;

    private final PrintStream target;
    private final BufferedOutputStream buffer;
    private final boolean quiet;
    private int unchecked;

    MessageLines(PrintStream target, boolean quiet) {
        this.target = target;
        this.quiet = quiet;
        buffer = new BufferedOutputStream(target, 1 << 16);
    }

    void print(Message message) throws IOException {
        if (quiet) {
            return;
        }
        buffer.write(message.topic().getBytes(StandardCharsets.UTF_8));
        buffer.write('\t');
        buffer.write(message.payload());
        buffer.write('\n');
        unchecked++;
        if (unchecked == MESSAGES_PER_CHECK) {
            flush();
        }
    }

    /** A PrintStream keeps its errors to itself until it is asked. */
    void flush() throws IOException {
        unchecked = 0;
        buffer.flush();
        if (target.checkError()) {
            throw new IOException("standard output is closed");
        }
    }
}
