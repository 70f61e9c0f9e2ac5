package io.tunedzmq;

import io.tunedzmq.config.OverflowPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A process with a small heap: a publisher that waits, and subscribers of a topic each that do not read. Together they
 * would take several heaps. Arguments: how many, and how often all break off and others come in their place, before
 * some read at last.
 */
final class BlockedCrowd {
    private static final int BYTES = 1_024;
    private static final int PATIENCE_MILLIS = 10_000;

    private final Publisher publisher;
    private final List<TopicPublisher> topics = new ArrayList<>();
    private final long[] accepted;

    private BlockedCrowd(Publisher publisher, int crowd) {
        this.publisher = publisher;
        accepted = new long[crowd];
        for (int i = 0; i < crowd; i++) {
            topics.add(publisher.topic(topic(i)));
        }
    }

    private static String topic(int i) {
        return String.format("t%03d", i);
    }

    public static void main(String[] args) throws Exception {
        try (TunedContext context =
                TunedContext.builder().ioThreads(2).linger(Duration.ZERO).build()) {
            Publisher publisher = context.publisher()
                    .bind("tcp://127.0.0.1:*")
                    .overflow(OverflowPolicy.block(Duration.ofMillis(200)))
                    .open();
            BlockedCrowd crowd = new BlockedCrowd(publisher, Integer.parseInt(args[0]));
            for (int round = 0; round < Integer.parseInt(args[1]); round++) {
                for (Socket socket : crowd.fill()) {
                    socket.close();
                }
                Wait.until("room that those had who left", () -> crowd.publish(0));
            }
            List<Socket> sockets = crowd.fill();
            System.out.println(context.stats().outgoingBytes() + " queued of "
                    + context.stats().outgoingBudget());
            System.out.println(publisher.stats().refused() + " refused");
            System.out.println(crowd.missing(sockets) + " missing");
            System.out.println(crowd.publish(0) ? "end" : "refused for ever");
        }
    }

    /** Connects one for each topic, and publishes until a message is refused. */
    private List<Socket> fill() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < topics.size(); i++) {
            Socket socket = RawSubscriber.connect(publisher.endpoint());
            RawSubscriber.subscribe(socket, topic(i));
            sockets.add(socket);
            int topic = i;
            Wait.until("the subscription", () -> publish(topic) && hasInput(socket));
        }
        // A queue of 2,016 frames has room for the whole budget at each of them.
        int next = 0;
        while (publish(next)) {
            next = (next + 1) % topics.size();
        }
        return sockets;
    }

    private static boolean hasInput(Socket socket) {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean publish(int topic) {
        boolean taken = topics.get(topic).publish(new byte[BYTES]) == PublishResult.ACCEPTED;
        accepted[topic] += taken ? 1 : 0;
        return taken;
    }

    /** Lets all read, and counts what does not come. */
    private long missing(List<Socket> sockets) throws Exception {
        ExecutorService threads = StalledCrowd.threads();
        List<Future<StockReader.Read>> reads = new ArrayList<>();
        for (int i = 0; i < sockets.size(); i++) {
            reads.add(threads.submit(new StockReader(sockets.get(i), accepted[i], PATIENCE_MILLIS)));
        }
        long missing = 0;
        for (int i = 0; i < sockets.size(); i++) {
            StockReader.Read read = reads.get(i).get(40, TimeUnit.SECONDS);
            missing += accepted[i] - read.before() - read.messages() + read.missing();
        }
        threads.shutdownNow();
        return missing;
    }
}
