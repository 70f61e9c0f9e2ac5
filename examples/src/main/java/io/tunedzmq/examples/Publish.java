package io.tunedzmq.examples;

import io.tunedzmq.Publisher;
import io.tunedzmq.PublisherBuilder;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.stats.PublisherStats;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Publishes lines of text. */
@Command(
        name = "publish",
        header = "Publishes the lines of a file or of standard input.",
        description = "Lines published before a subscriber is there are not sent to it; --wait waits for it.",
        footer = {
            "",
            "Examples:",
            "  publish --bind tcp://*:5556 --wait 1 --overflow block:1000 words.txt",
            "  tail -f events.log | publish --connect tcp://collector:5557 --topic events"
        })
final class Publish extends Cli {
    private static final long LONGEST_PARK_NS = 100_000_000;

    @Mixin
    private SocketOptions sockets = new SocketOptions();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "What to read; - is standard input, the default.")
    private String file = "-";

    @Option(names = "--topic", description = "Topic of all lines. Default: ${DEFAULT-VALUE}.")
    private String topic = "lines";

    @Option(names = "--wait", paramLabel = "N", description = "First wait until N subscribers receive the topic.")
    private int subscribers;

    @Option(
            names = "--wait-timeout",
            paramLabel = "SECONDS",
            description = "Fail if they have not come by then. Default: ${DEFAULT-VALUE}.")
    private double waitSeconds = 30;

    @Option(
            names = "--overflow",
            paramLabel = "POLICY",
            converter = Overflow.class,
            description = "When a subscriber's queue is full: drop, or block:MILLIS to wait so long and then refuse "
                    + "the line. Default: drop.")
    private OverflowPolicy overflow = OverflowPolicy.drop();

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Lines per second; 0, the default, is as fast as possible.")
    private long rate;

    @Option(
            names = "--linger",
            paramLabel = "SECONDS",
            description = "Time for subscribers to take what is queued at the end. Default: ${DEFAULT-VALUE}.")
    private double lingerSeconds = 5;

    /** Publishes; see {@code --help}. */
    public static void main(String... args) {
        run(new Publish(), args);
    }

    @Override
    public Integer call() throws Exception {
        sockets.count("--rate", rate);
        sockets.count("--wait", subscribers);
        Duration patience = sockets.seconds("--wait-timeout", waitSeconds);
        try (TunedContext context = sockets.context(sockets.seconds("--linger", lingerSeconds))) {
            context.subscriber().topic(topic); // Says what is wrong with it before anything is opened.
            PublisherBuilder builder = context.publisher().overflow(overflow);
            sockets.endpoints(builder::bind, builder::connect);
            try (BufferedReader lines = lines()) {
                Publisher publisher = builder.open();
                try (Termination termination = Termination.watch(() -> conclude(context, publisher))) {
                    System.err.println("publishing on " + String.join(", ", publisher.endpoints()));
                    awaitSubscribers(publisher, patience);
                    publish(lines, publisher, termination);
                }
                return publisher.stats().refused() == 0 ? 0 : 1;
            }
        }
    }

    /** Latin-1 has a character for each byte, so lines leave as they came whatever their encoding is. */
    private BufferedReader lines() throws IOException {
        InputStream in = file.equals("-") ? System.in : new FileInputStream(file);
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
    }

    private void awaitSubscribers(Publisher publisher, Duration patience) throws TimeoutException {
        if (subscribers > 0) {
            System.err.println("waiting for " + subscribers + (subscribers == 1 ? " subscriber" : " subscribers")
                    + " of '" + topic + "'");
        }
        if (subscribers > 0 && !publisher.awaitSubscribers(subscribers, topic, patience)) {
            throw new TimeoutException("fewer than " + subscribers + " subscribers of '" + topic + "' came within "
                    + patience.toMillis() / 1e3 + " s");
        }
    }

    private void publish(BufferedReader lines, Publisher publisher, Termination termination) throws IOException {
        long startNs = System.nanoTime();
        long number = 0;
        String line = lines.readLine();
        while (line != null && !termination.requested()) {
            if (rate > 0) {
                // From the start and not from the line before, or each delay would lower the rate.
                parkUntil(startNs + (long) (number * 1e9 / rate), termination);
            }
            number++;
            try {
                publisher.publish(topic, line.getBytes(StandardCharsets.ISO_8859_1));
            } catch (IllegalArgumentException e) { // Nothing on the command line is wrong: the input is.
                throw new IOException("line " + number + ": " + e.getMessage(), e);
            }
            line = lines.readLine();
        }
    }

    private static void parkUntil(long dueNs, Termination termination) {
        long leftNs = dueNs - System.nanoTime();
        while (leftNs > 0 && !termination.requested()) {
            LockSupport.parkNanos(Math.min(leftNs, LONGEST_PARK_NS));
            leftNs = dueNs - System.nanoTime();
        }
    }

    private static void conclude(TunedContext context, Publisher publisher) {
        // Only after the close has everything been sent that will be.
        context.close();
        PublisherStats stats = publisher.stats();
        System.err.println("published " + stats.published() + ", refused " + stats.refused() + ", dropped "
                + stats.dropped() + " (as subscribers reported), batches " + stats.batches() + ", bytes "
                + stats.bytes() + ", stalls " + stats.stalls());
    }

    /** Reads {@code drop} and {@code block:MILLIS}. */
    static final class Overflow implements ITypeConverter<OverflowPolicy> {
        private static final String BLOCK = "block:";

        @Override
        public OverflowPolicy convert(String text) {
            if (text.equals("drop")) {
                return OverflowPolicy.drop();
            }
            if (!text.matches(BLOCK + "[0-9]{1,9}")) {
                throw new TypeConversionException(text + " (expected: drop or block:MILLIS, e.g. block:1000)");
            }
            try {
                return OverflowPolicy.block(Duration.ofMillis(Long.parseLong(text.substring(BLOCK.length()))));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
