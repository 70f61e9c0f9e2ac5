package io.tunedzmq;

import io.tunedzmq.config.OverflowPolicy;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A process with a small heap: a publisher that waits, and subscribers of a topic each that do not read. Together they would take several
 * heaps. Arguments: how many, and how many of them break off before the others read.
 */
final class BlockedCrowd {
    private static final int BYTES = 1_024;

    private BlockedCrowd() {}

    public static void main(String[] args) throws Exception {
        int crowd = Integer.parseInt(args[0]);
        int breakingOff = Integer.parseInt(args[1]);
        ExecutorService threads = StalledCrowd.threads();
        try (TunedContext context =
                TunedContext.builder().ioThreads(2).linger(Duration.ZERO).build()) {
            Publisher publisher = context.publisher()
                    .bind("tcp://127.0.0.1:*")
                    .overflow(OverflowPolicy.block(Duration.ofMillis(200)))
                    .open();
            List<Socket> sockets = new ArrayList<>();
            List<TopicPublisher> topics = new ArrayList<>();
            for (int i = 0; i < crowd; i++) {
                String topic = String.format("t%03d", i);
                Socket socket = RawSubscriber.connect(publisher.endpoint());
                RawSubscriber.subscribe(socket, topic);
                sockets.add(socket);
                topics.add(publisher.topic(topic));
            }
            long[] accepted = new long[crowd];
            // A queue of 2,016 frames has room for the whole budget at each of them.
            publishUntilRefused(topics, accepted, 0);
            System.out.println(context.stats().outgoingBytes() + " queued of "
                    + context.stats().outgoingBudget());
            System.out.println(publisher.stats().refused() + " refused");

            for (Socket socket : sockets.subList(0, breakingOff)) {
                socket.close();
            }
            long before = publisher.stats().published();
            if (breakingOff > 0) {
                Wait.until("room that those had who left", () -> publish(topics.get(crowd - 1)));
                accepted[crowd - 1]++;
                publishUntilRefused(topics, accepted, breakingOff);
            }
            System.out.println((publisher.stats().published() - before) + " after some had left");

            List<Future<StockReader.Read>> reads = new ArrayList<>();
            for (int i = breakingOff; i < crowd; i++) {
                reads.add(threads.submit(new StockReader(sockets.get(i), accepted[i])));
            }
            long missing = 0;
            for (int i = breakingOff; i < crowd; i++) {
                StockReader.Read read = reads.get(i - breakingOff).get(40, TimeUnit.SECONDS);
                missing += accepted[i] - read.before() - read.messages() + read.missing();
            }
            System.out.println(missing + " missing");
            System.out.println(publish(topics.get(crowd - 1)) ? "end" : "refused for ever");
        } finally {
            threads.shutdownNow();
        }
    }

    private static void publishUntilRefused(List<TopicPublisher> topics, long[] accepted, int first) {
        int next = first;
        while (publish(topics.get(next))) {
            accepted[next]++;
            next = next + 1 < accepted.length ? next + 1 : first;
        }
    }

    private static boolean publish(TopicPublisher topic) {
        return topic.publish(new byte[BYTES]) == PublishResult.ACCEPTED;
    }
}
