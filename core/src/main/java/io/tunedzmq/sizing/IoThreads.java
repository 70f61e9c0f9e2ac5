package io.tunedzmq.sizing;

import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.internal.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How many I/O threads a load needs.
 *
 * @param load what is to be carried
 * @param share of an I/O thread that each connection takes
 * @param wanted threads, if there were CPUs and connections for all of them
 */
record IoThreads(Workload load, double share, long wanted) {

    static IoThreads of(Workload load) {
        double share = IoCost.share(load.messagesPerSecond(), load.messageBytes());
        return new IoThreads(load, share, Math.max(1, (long) Math.ceil(share * load.connections() / IoCost.PLANNED)));
    }

    /** Wanted, but no more than connections, which are served by one each, nor than CPUs. */
    int count() {
        return (int) Math.min(wanted, most());
    }

    private int most() {
        return Math.min(Math.min(load.connections(), load.cpus()), ContextConfig.MOST_IO_THREADS);
    }

    /** Why no number of threads is enough. */
    Optional<String> obstacle() {
        String each = Text.grouped(load.messagesPerSecond()) + "/s x " + Text.grouped(load.messageBytes()) + " bytes";
        if (share > 1) {
            long most = IoCost.most(load.messageBytes());
            long publishers = (load.messagesPerSecond() + most - 1) / most;
            return Optional.of(Checks.text(
                    "messagesPerSecond",
                    each + " = " + percent(share) + " of the one I/O thread that serves a connection",
                    "<= 100 %, at most " + Text.grouped(most) + "/s of this size",
                    "more I/O threads do not help; split the topics over at least " + publishers
                            + " publishers with an endpoint each"));
        }
        double busy = share * load.connections();
        if (busy > load.cpus()) {
            return Optional.of(Checks.text(
                    "connections",
                    Text.grouped(load.connections()) + " x " + each + " = " + Text.number(busy)
                            + " CPUs busy in I/O threads",
                    "<= cpus=" + load.cpus() + ", at most " + Text.grouped((long) (load.cpus() / share))
                            + " connections",
                    "serve the others from another host, by a subscriber there that publishes again"));
        }
        return Optional.empty();
    }

    List<String> reasons() {
        double traffic = (double) load.messagesPerSecond() * load.messageBytes() * load.connections();
        double busy = share * load.connections();
        List<String> reasons = new ArrayList<>();
        reasons.add("I/O threads: " + count() + ". " + Text.grouped(load.connections()) + " x "
                + Text.grouped(load.messagesPerSecond()) + " messages/s x " + Text.grouped(load.messageBytes())
                + " bytes = " + Text.traffic(traffic) + ", which keeps I/O threads busy for " + Text.number(busy)
                + " CPUs; each is planned for " + percent(IoCost.PLANNED) + " of one.");
        reasons.add("The published rules, one for each gigabyte/s or for each gigabit/s, would say "
                + Text.grouped(ceiling(traffic / 1e9)) + " or " + Text.grouped(ceiling(traffic * 8 / 1e9))
                + ". Measured: " + Text.number(IoCost.FRAME_NS) + " ns a frame and " + Text.number(IoCost.BYTE_NS)
                + " ns a byte, see core/docs/sizing.md.");
        if (count() < wanted) {
            reasons.add("That is as many as " + limit() + "; they will be " + percent(busy / count())
                    + " busy, which leaves little for rushes.");
        } else if (count() == load.connections()) {
            reasons.add("More would be idle: one connection is served by one I/O thread.");
        } else {
            reasons.add("More would only take turns: the load does not fill these.");
        }
        if (count() == load.cpus() && load.cpus() > 1) {
            reasons.add("They may take all " + load.cpus() + " CPUs, which your own threads need too.");
        }
        return reasons;
    }

    private static long ceiling(double threads) {
        return Math.max(1, (long) Math.ceil(threads));
    }

    private String limit() {
        return load.connections() <= load.cpus()
                ? "there are connections, of which one I/O thread serves each"
                : "there are CPUs; more threads than those make all of them wait";
    }

    private static String percent(double share) {
        return Text.number(share * 100) + " %";
    }
}
