package io.tunedzmq;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/** What is logged, which tests do to the standard error, from when it is made until it is closed. */
public final class CapturedLog implements AutoCloseable {
    private final PrintStream standardError = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    public CapturedLog() {
        System.setErr(new PrintStream(written, true, UTF_8));
    }

    /** What was logged until now; also after close. */
    public String text() {
        return written.toString(UTF_8);
    }

    public List<String> lines() {
        return text().lines().toList();
    }

    @Override
    public void close() {
        System.setErr(standardError);
    }
}
