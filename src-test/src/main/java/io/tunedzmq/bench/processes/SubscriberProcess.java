package io.tunedzmq.bench.processes;

import java.util.List;

/**
 * Receives everything that a publisher says it has sent, and fails if anything is lost, twice or wrong. The first
 * arguments are the carrier and the publisher's endpoint. It says "ready" when it has subscribed, and at the end
 * "used", "received" and "figures".
 */
final class SubscriberProcess {
    private SubscriberProcess() {}

    public static void main(String[] args) throws Exception {
        Setup setup = Setup.of(List.of(args).subList(2, args.length));
        Watch watch = Watch.of(setup);
        Arrivals arrivals = new Arrivals(setup, watch);
        try (Receiver receiver = Carrier.of(args[0]).receiver(setup, args[1])) {
            Usage before = Usage.now();
            System.out.println("ready");
            while (!arrivals.complete()) {
                if (!receiver.receive(arrivals)) {
                    throw new IllegalStateException("nothing more came after " + arrivals.count() + " messages");
                }
            }
            System.out.println("used " + Usage.now().since(before).line());
            System.out.println("received " + arrivals.count());
            System.out.println("figures " + Usage.line(watch.figures()));
        }
    }
}
