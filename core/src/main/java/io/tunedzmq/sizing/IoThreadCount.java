package io.tunedzmq.sizing;

import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.internal.Checks;
import io.tunedzmq.internal.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How many I/O threads a load needs. A connection stays on one of them, so that the busiest thread decides, and
 * connections are counted whole: two of 55 % are too much for one thread, however idle the others are.
 *
 * @param load what is to be carried
 * @param share of an I/O thread that each connection takes, on the slower of the machines measured
 * @param least the same on the faster one
 */
record IoThreadCount(Workload load, double share, double least) {
    /** In binary, 0.7 / 0.1 is a little less than 7. */
    private static final double ROUNDING = 1e-9;

    static IoThreadCount of(Workload load) {
        return new IoThreadCount(
                load,
                IoCost.SLOWER.share(load.messagesPerSecond(), load.messageBytes()),
                IoCost.FASTER.share(load.messagesPerSecond(), load.messageBytes()));
    }

    /** So many that none is planned for too much, but no more than there may be. */
    int count() {
        long each = Math.max(1, carried(IoCost.PLANNED, share));
        return (int) Math.min(ceiling((double) load.connections() / each), most());
    }

    private int most() {
        return Math.min(load.connections(), places());
    }

    /** Threads that can run, however many connections there are. */
    private int places() {
        return Math.min(load.cpus(), ContextConfig.MOST_IO_THREADS);
    }

    /** Connections that keep a thread busy for no more than this. */
    private static long carried(double busy, double share) {
        return (long) Math.floor(busy / share + ROUNDING);
    }

    /** Connections of the busiest of so many threads; JeroMQ gives each new one to a thread that has the fewest. */
    private long busiest(int threads) {
        return ceiling((double) load.connections() / threads);
    }

    /** Why no number of threads is enough, on whatever machine was measured. */
    Optional<String> obstacle() {
        if (least > 1) {
            return Optional.of(tooFast());
        }
        return busiest(most()) > carried(1, least) ? Optional.of(tooMany()) : Optional.empty();
    }

    private String tooFast() {
        long most = IoCost.FASTER.most(load.messageBytes());
        long publishers = (load.messagesPerSecond() + most - 1) / most;
        return Checks.text(
                "messagesPerSecond",
                each() + " = " + percent(least) + " of the one I/O thread that serves a connection",
                "<= 100 %, at most " + Text.grouped(most) + "/s of this size",
                "more I/O threads do not help; split the topics over at least " + publishers
                        + " publishers with an endpoint each");
    }

    private String tooMany() {
        int threads = most();
        long most = busiest(threads);
        boolean cpus = places() == load.cpus();
        return Checks.text(
                "connections",
                Text.grouped(load.connections()) + " x " + each() + " = " + percent(most * least) + " of the "
                        + (threads == 1 ? "one I/O thread" : "busiest of " + threads + " I/O threads")
                        + ", which serves " + Text.grouped(most),
                "<= 100 %, at most " + connections(carried(1, least) * places()) + " with "
                        + (cpus ? "cpus=" + load.cpus() : "the " + places() + " I/O threads that a context may have"),
                "serve the others from another " + (cpus ? "host" : "process")
                        + ", by a subscriber there that publishes again");
    }

    private String each() {
        return Text.grouped(load.messagesPerSecond()) + "/s x " + Text.grouped(load.messageBytes()) + " bytes";
    }

    List<String> reasons() {
        double traffic = (double) load.messagesPerSecond() * load.messageBytes() * load.connections();
        List<String> reasons = new ArrayList<>();
        reasons.add("I/O threads: " + count() + ". " + Text.grouped(load.connections()) + " x "
                + Text.grouped(load.messagesPerSecond()) + " messages/s x " + Text.grouped(load.messageBytes())
                + " bytes = " + Text.traffic(traffic) + ", which keeps I/O threads busy for "
                + Text.number(share * load.connections()) + " CPUs; each is planned for " + percent(IoCost.PLANNED)
                + " of one.");
        reasons.add("The published rules, one for each gigabyte/s or for each gigabit/s, would say "
                + Text.grouped(ceiling(traffic / 1e9)) + " or " + Text.grouped(ceiling(traffic * 8 / 1e9))
                + ". Measured: " + measured(IoCost.SLOWER) + " on the slower of two machines, "
                + measured(IoCost.FASTER)
                + " on the faster, see core/docs/sizing.md.");
        reasons.add(busy() + " " + whyNoMore());
        double busiest = busiest(count()) * share;
        if (busiest > 1) {
            reasons.add("That is more than an I/O thread of the slower machine carries; of the faster one it takes "
                    + percent(busiest(count()) * least) + ". Calibrate tells what yours does.");
        }
        if (count() == load.cpus() && load.cpus() > 1) {
            reasons.add("They may take all " + load.cpus() + " CPUs, which your own threads need too.");
        }
        return reasons;
    }

    private String busy() {
        String which = count() == 1 ? "It" : count() == load.connections() ? "Each" : "The busiest";
        long most = busiest(count());
        return which + " serves " + connections(most) + " and is " + percent(most * share) + " busy"
                + (most > carried(IoCost.PLANNED, share) && most * share <= 1
                        ? ", which leaves little for rushes."
                        : ".");
    }

    private String whyNoMore() {
        if (count() == load.connections()) {
            return "More would be idle: one connection is served by one I/O thread.";
        }
        if (busiest(count()) <= carried(IoCost.PLANNED, share)) {
            return "More would only take turns: the load does not need them.";
        }
        return count() == load.cpus()
                ? "More would only take turns: there are no more CPUs."
                : "More are not to be had: " + count() + " is the most that a context may have.";
    }

    private static String measured(IoCost cost) {
        return Text.number(cost.frameNs()) + " ns a frame and " + Text.number(cost.byteNs()) + " ns a byte";
    }

    private static String connections(long number) {
        return Text.grouped(number) + (number == 1 ? " connection" : " connections");
    }

    private static long ceiling(double threads) {
        return Math.max(1, (long) Math.ceil(threads));
    }

    private static String percent(double share) {
        return Text.number(share * 100) + " %";
    }
}
