package io.tunedzmq.wire;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Publisher;
import io.tunedzmq.Python;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.OverflowPolicy;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Python program of {@code docs/wire-format.md}, run as it is printed there. */
@Timeout(120)
class ForeignReaderTest {
    private static final int MESSAGES = 10_000;

    @TempDir
    Path folder;

    @Test
    void shouldCountTheMessagesOfAPublisherInPython() throws Exception {
        List<String> expected =
                IntStream.range(0, MESSAGES).mapToObj(i -> "message " + i).toList();
        List<String> lines;

        try (TunedContext context = TunedContext.builder().build();
                Publisher publisher = context.publisher()
                        .bind("tcp://127.0.0.1:*")
                        .overflow(OverflowPolicy.block(Duration.ofSeconds(30)))
                        .open();
                Reader reader = new Reader(program(), publisher.endpoint(), "prices")) {
            reader.awaitFirst(publisher);
            expected.forEach(message -> publish(publisher, "prices", message));
            publish(publisher, "prices/other", "not asked for");
            publish(publisher, "prices", "end");
            lines = reader.linesUntil("end");
        }

        assertThat(lines).noneMatch(line -> line.startsWith("gap"));
        assertThat(lines.stream().map(line -> line.split(" ", 3)[2]).filter(text -> !text.equals("probe")))
                .containsExactlyElementsOf(
                        Stream.concat(expected.stream(), Stream.of("end")).toList());
        assertThat(sequences(lines)).isEqualTo(countingFrom(sequences(lines).get(0), lines.size()));
    }

    @Test
    void shouldDecodeTheTestVectorsInPython() throws Exception {
        List<String> expected = new ArrayList<>();
        WireVectors.valid().forEach(vector -> expected.add(vector.kind() == FrameKind.BUNDLE ? "None" : text(vector)));
        WireVectors.wrong().forEach(vector -> expected.add("None"));
        List<String> frames = new ArrayList<>();
        WireVectors.valid().forEach(vector -> frames.add(vector.hex()));
        WireVectors.wrong().forEach(vector -> frames.add(vector.hex()));

        program();
        List<String> decoded = python("""
                import sys, reader
                for line in sys.argv[1:]:
                    frame = reader.decode(bytes.fromhex(line))
                    print(frame and " ".join([frame[0].hex(), str(frame[1]), "%016x" % frame[2], str(frame[3])]
                            + [payload.hex() for payload in frame[4]]))
                """, frames);

        assertThat(decoded).isEqualTo(expected);
    }

    @Test
    void shouldReportAGapInPython() throws Exception {
        List<String> lines;

        try (TunedContext context = TunedContext.builder().build();
                PlainPublisher publisher = new PlainPublisher(context);
                Reader reader = new Reader(program(), publisher.endpoint(), "prices")) {
            reader.awaitFirst(publisher::sendProbe);
            publisher.send(5, 2);
            publisher.send(10, 1);
            publisher.send(6, 6);
            lines = reader.linesUntil("11");
        }

        assertThat(lines.stream().filter(line -> !line.endsWith("probe")))
                .containsExactly("prices 5 5", "prices 6 6", "gap of 3 from 7 prices", "prices 10 10", "prices 11 11");
    }

    private Path program() throws IOException {
        return Files.writeString(folder.resolve("reader.py"), WireVectors.codeBlock("python"));
    }

    private static void publish(Publisher publisher, String topic, String payload) {
        publisher.publish(topic, payload.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(WireVectors.Valid vector) {
        HexFormat hex = HexFormat.of();
        return Stream.concat(
                        Stream.of(
                                hex.formatHex(vector.topic().getBytes(StandardCharsets.UTF_8)),
                                Integer.toString(vector.kind().code),
                                hex.toHexDigits(vector.epoch()),
                                Long.toString(vector.sequence())),
                        vector.records().stream().map(hex::formatHex))
                .collect(joining(" "));
    }

    private static List<Long> sequences(List<String> lines) {
        return lines.stream().map(line -> Long.valueOf(line.split(" ", 3)[1])).toList();
    }

    private static List<Long> countingFrom(long first, int count) {
        return Stream.iterate(first, sequence -> sequence + 1).limit(count).toList();
    }

    private List<String> python(String program, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Python.withPyzmq(), "-c", program));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        List<String> lines;
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            lines = output.lines().toList();
        }
        assertThat(process.waitFor())
                .as(() -> errors(folder.resolve("errors").toFile()))
                .isZero();
        return lines;
    }

    private static String errors(File file) {
        try {
            return Files.readString(file.toPath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The Python program and what it has printed. */
    private static final class Reader implements AutoCloseable {
        private final Process process;
        private final File errors;
        private final BlockingQueue<String> printed = new LinkedBlockingQueue<>();
        private final List<String> lines = new ArrayList<>();

        Reader(Path program, String endpoint, String topic) throws Exception {
            errors = program.resolveSibling("errors").toFile();
            process = new ProcessBuilder(Python.withPyzmq(), program.toString(), endpoint, topic)
                    .redirectError(errors)
                    .start();
            Thread thread = new Thread(this::read, "reads the Python program's output");
            thread.setDaemon(true);
            thread.start();
        }

        private void read() {
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                output.lines().forEach(printed::add);
            } catch (IOException | UncheckedIOException e) {
                printed.add("gap in the output: " + e); // Closed before its end; no test expects that.
            }
        }

        void awaitFirst(Publisher publisher) throws InterruptedException {
            awaitFirst(() -> publish(publisher, "prices", "probe"));
        }

        /** A subscription arrives some time: probes are sent until one has come through. */
        void awaitFirst(Runnable sendProbe) throws InterruptedException {
            String line = null;
            while (line == null) {
                requireAlive();
                sendProbe.run();
                line = printed.poll(20, TimeUnit.MILLISECONDS);
            }
            lines.add(line);
        }

        List<String> linesUntil(String lastPayload) throws InterruptedException {
            while (!lines.get(lines.size() - 1).endsWith(" " + lastPayload)) {
                String line = printed.poll(1, TimeUnit.SECONDS);
                if (line == null) {
                    requireAlive();
                } else {
                    lines.add(line);
                }
            }
            return lines;
        }

        private void requireAlive() {
            assertThat(process.isAlive()).as(() -> errors(errors)).isTrue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** Sends frames with gaps, which a Publisher does not. */
    private static final class PlainPublisher implements AutoCloseable {
        private final org.zeromq.ZMQ.Socket socket;

        PlainPublisher(TunedContext context) {
            socket = context.socket(org.zeromq.SocketType.PUB);
            socket.bind("tcp://127.0.0.1:*");
        }

        String endpoint() {
            return socket.getLastEndpoint();
        }

        void sendProbe() {
            FrameWriter frame = new FrameWriter(Topics.withNul("prices"), 0);
            frame.append(Frames.bytes("probe"));
            socket.send(Frames.array(frame.seal(FrameKind.DATA, 1, 0, Frames.TIME_NS, 0)), 0);
        }

        void send(long first, int count) {
            socket.send(Frames.messages(1, "prices", 1, first, count).bytes(), 0);
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
