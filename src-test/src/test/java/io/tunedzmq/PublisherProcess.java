package io.tunedzmq;

import io.tunedzmq.config.OverflowPolicy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A publisher in a process of its own, which publishes numbered messages to "prices" until it is killed. */
public final class PublisherProcess implements AutoCloseable {
    private final JavaProcess process;
    private final String endpoint;

    private PublisherProcess(JavaProcess process, String endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    public static PublisherProcess start(String endpoint) throws IOException {
        JavaProcess process = JavaProcess.start(PublisherProcess.class, endpoint);
        return new PublisherProcess(process, process.line());
    }

    public String endpoint() {
        return endpoint;
    }

    void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
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
