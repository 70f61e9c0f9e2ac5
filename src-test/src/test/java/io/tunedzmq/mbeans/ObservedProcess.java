package io.tunedzmq.mbeans;

import io.tunedzmq.JavaProcess;
import io.tunedzmq.LossyFeed;
import io.tunedzmq.TunedContext;
import java.io.IOException;

/**
 * A process with JMX, or with {@code hidden} without, whose subscriber has lost messages. Prints its stats whenever it
 * is asked, and loses more.
 */
public final class ObservedProcess {
    private ObservedProcess() {}

    public static void main(String[] args) throws IOException {
        try (TunedContext context =
                TunedContext.builder().ioThreads(2).jmx(args.length == 0).build()) {
            LossyFeed feed = LossyFeed.open(context, "trades", "book");
            feed.lose();
            System.out.println(ProcessHandle.current().pid());
            JavaProcess.answer(line -> switch (line) {
                case "context" -> context.stats().toString();
                case "publisher" -> feed.publisher().stats().toString();
                case "lose" -> lose(feed);
                default -> feed.subscriber().stats().toString();
            });
        }
    }

    private static String lose(LossyFeed feed) {
        long before = feed.subscriber().stats().dropped();
        feed.lose();
        return "dropped=" + (feed.subscriber().stats().dropped() - before);
    }
}
