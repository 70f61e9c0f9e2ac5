package io.tunedzmq;

import io.tunedzmq.config.OverflowPolicy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A publisher in a process of its own, which publishes numbered messages to "prices" until it is killed. */
final class PublisherProcess implements AutoCloseable {
    private final Process process;
    private final String endpoint;

    private PublisherProcess(Process process, String endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    static PublisherProcess start(String endpoint) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PublisherProcess.class.getName(),
                        endpoint))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the publisher process ended without a word");
        }
        return new PublisherProcess(process, line);
    }

    String endpoint() {
        return endpoint;
    }

    /** SIGKILL: no end record, no linger. */
    void kill() throws InterruptedException {
        if (!process.destroyForcibly().waitFor(10, TimeUnit.SECONDS)) {
            throw new AssertionError("the process survived SIGKILL");
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    public static void main(String[] args) {
        try (TunedContext context = TunedContext.builder().build()) {
            Publisher publisher = context.publisher()
                    .bind(args[0])
                    .overflow(OverflowPolicy.block(Duration.ofMinutes(1)))
                    .open();
            System.out.println(publisher.endpoint());
            ByteBuffer payload = ByteBuffer.allocate(64);
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1); // Nobody may be left to kill it.
            for (long i = 1; System.nanoTime() < end; i++) {
                publisher.publish("prices", payload.putLong(0, i));
            }
        }
    }
}
