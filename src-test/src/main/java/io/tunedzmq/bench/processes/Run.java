package io.tunedzmq.bench.processes;

import io.tunedzmq.bench.Child;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Starts the processes of one run, has them begin when all are ready, and asks what they measured. */
final class Run implements AutoCloseable {
    /** For everything but the publishing itself. */
    private static final int MOST_SECONDS = 240;

    private final Candidate candidate;
    private final Setup setup;
    private final List<Child> children = new ArrayList<>();

    private Run(Candidate candidate, Setup setup) {
        this.candidate = candidate;
        this.setup = setup;
    }

    static Round of(Candidate candidate, Setup setup) throws IOException {
        try (Run run = new Run(candidate, setup)) {
            try {
                return run.measure();
            } catch (IOException e) {
                throw new IOException(run.said(), e);
            }
        }
    }

    private Round measure() throws IOException {
        Child publisher = start(PublisherProcess.class);
        String endpoint = publisher.answer("endpoint");
        List<Child> subscribers = new ArrayList<>();
        for (int i = 0; i < setup.subscribers(); i++) {
            subscribers.add(start(SubscriberProcess.class, endpoint));
        }
        for (Child subscriber : subscribers) {
            subscriber.answer("ready");
        }
        publisher.answer("ready");
        publisher.say("begin");
        List<Usage> usages = new ArrayList<>();
        List<Long> received = new ArrayList<>();
        List<long[]> figures = new ArrayList<>();
        for (Child subscriber : subscribers) {
            usages.add(Usage.of(subscriber.answer("used")));
            received.add(Long.valueOf(subscriber.answer("received")));
            figures.add(Usage.numbers(subscriber.answer("figures")));
        }
        Usage used = Usage.of(publisher.answer("used"));
        long published = Long.parseLong(publisher.answer("published"));
        publisher.say("end");
        if (received.stream().anyMatch(count -> count != published)) {
            throw new IOException(published + " published, received: " + received);
        }
        return new Round(setup, published, used, usages, figures);
    }

    private Child start(Class<?> main, String... arguments) throws IOException {
        Child child = Child.conversing(candidate.command(main, setup, arguments), MOST_SECONDS + setup.seconds());
        children.add(child);
        return child;
    }

    /** What all of them wrote into their logs: where one failed, the others tell why. */
    private String said() throws IOException {
        StringBuilder all = new StringBuilder(candidate.name() + ", " + setup.text());
        for (Child child : children) {
            all.append(System.lineSeparator()).append(child.output());
        }
        return all.toString();
    }

    @Override
    public void close() {
        children.forEach(Child::close);
    }
}
