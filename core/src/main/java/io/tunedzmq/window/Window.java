package io.tunedzmq.window;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.diagnosis.DiagnosisScope;
import io.tunedzmq.stats.SubscriberReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What happened between two observations: their difference, and what was sampled meanwhile.
 *
 * <p>Immutable.
 */
public final class Window {
    /** A window of 100 ms has about ten; with fewer than five, one late look is a quarter of them. */
    public static final int LEAST_LOOKS = 5;

    private static final String INPROC = "inproc:";

    private final ContextSnapshot before;
    private final ContextSnapshot after;
    private final WindowSamples sampled;
    private final List<IoThreadUse> ioThreads;
    private final List<PublisherUse> publishers;
    private final List<SubscriberUse> subscribers;

    /**
     * Checks that both observations are of the same things.
     *
     * @param before the first observation
     * @param after the second one, of the same threads and sockets
     * @param sampled the looks in between
     * @throws IllegalArgumentException if they are not of the same
     */
    public Window(ContextSnapshot before, ContextSnapshot after, WindowSamples sampled) {
        this.before = requireNonNull(before, "before");
        this.after = requireNonNull(after, "after");
        this.sampled = requireNonNull(sampled, "sampled");
        same("ioThreads", before.ioThreads(), after.ioThreads(), sampled.ioThreads());
        same("publishers", before.publishers(), after.publishers(), sampled.publishers());
        same("subscribers", before.subscribers(), after.subscribers(), sampled.subscribers());
        publishers = publisherUses();
        subscribers = subscriberUses();
        ioThreads = ioThreadUses();
    }

    private static void same(String what, List<?> before, List<?> after, List<?> sampled) {
        if (before.size() != after.size() || before.size() != sampled.size()) {
            throw new IllegalArgumentException(what + ": " + before.size() + " before, " + after.size() + " after, "
                    + sampled.size() + " sampled (expected: the same ones)");
        }
    }

    /** The first observation. */
    public ContextSnapshot before() {
        return before;
    }

    /** The second one. */
    public ContextSnapshot after() {
        return after;
    }

    /** The looks in between. */
    public WindowSamples sampled() {
        return sampled;
    }

    /** The I/O threads over the window. */
    public List<IoThreadUse> ioThreads() {
        return ioThreads;
    }

    /** The publishers over the window. */
    public List<PublisherUse> publishers() {
        return publishers;
    }

    /** The subscribers over the window. */
    public List<SubscriberUse> subscribers() {
        return subscribers;
    }

    /** From one observation to the other. */
    public Duration length() {
        return Duration.ofNanos(after.atNs() - before.atNs());
    }

    public double seconds() {
        return Math.max(1e-3, length().toNanos() / 1e9);
    }

    /** Who listens costs an I/O thread nothing. */
    public long listeners() {
        return Stream.concat(
                        publishers.stream().map(each -> listeners(each.endpoints(), each.connects())),
                        subscribers.stream().map(each -> listeners(each.endpoints(), each.connects())))
                .mapToLong(Long::longValue)
                .sum();
    }

    private static long listeners(List<String> endpoints, ConnectionsUse connects) {
        return endpoints.stream()
                .filter(endpoint ->
                        !endpoint.startsWith(INPROC) && !connects.endpoints().contains(endpoint))
                .count();
    }

    private List<IoThreadUse> ioThreadUses() {
        long listeners = listeners();
        return IntStream.range(0, after.ioThreads().size())
                .mapToObj(i -> IoThreadUse.of(
                        before.ioThreads().get(i),
                        after.ioThreads().get(i),
                        sampled.ioThreads().get(i),
                        listeners,
                        seconds()))
                .toList();
    }

    private List<PublisherUse> publisherUses() {
        Set<Long> own =
                after.subscribers().stream().map(ContextSnapshot.Subscriber::id).collect(Collectors.toSet());
        return IntStream.range(0, after.publishers().size())
                .mapToObj(i -> PublisherUse.of(
                        before.publishers().get(i),
                        after.publishers().get(i),
                        own,
                        sampled.publishers().get(i),
                        sampled.goesOn(),
                        after.atNs()))
                .toList();
    }

    private List<SubscriberUse> subscriberUses() {
        return IntStream.range(0, after.subscribers().size())
                .mapToObj(i -> SubscriberUse.of(
                        before.subscribers().get(i),
                        after.subscribers().get(i),
                        publishedTo(after.subscribers().get(i)),
                        sampled.subscribers().get(i),
                        length(),
                        late(before.subscribers().get(i), after.subscribers().get(i)),
                        after.atNs()))
                .toList();
    }

    /**
     * Of the messages that a subscriber has counted as dropped in the window, those that were on their way to it when
     * the window began, if its publishers had lacked room before and never since: then they were lost before.
     */
    private long late(ContextSnapshot.Subscriber then, ContextSnapshot.Subscriber now) {
        if (publishedTo(now).isEmpty()) {
            return 0; // It may have publishers that are not observed.
        }
        long underWay = 0;
        for (int i = 0; i < publishers.size(); i++) {
            PublisherUse publisher = publishers.get(i);
            ContextSnapshot.Publisher earlier = before.publishers().get(i);
            boolean roomAgain = earlier.stats().stalls() > 0
                    && publisher.overflows().isEmpty()
                    && publisher.full() * sampled.looks() < LEAST_LOOKS;
            underWay += roomAgain && publisher.reports().containsKey(now.id()) ? underWay(earlier, now.id()) : 0;
        }
        return Math.min(underWay, now.stats().dropped() - then.stats().dropped());
    }

    private static long underWay(ContextSnapshot.Publisher publisher, long subscriberId) {
        return publisher.reports().stream()
                .filter(report -> report.id() == subscriberId)
                .mapToLong(report -> report.behind().orElse(0))
                .max()
                .orElse(0);
    }

    /** Messages that its publishers sent to a subscriber; empty if not all of them are among those observed. */
    private OptionalLong publishedTo(ContextSnapshot.Subscriber subscriber) {
        long published = 0;
        int known = 0;
        for (int i = 0; i < after.publishers().size(); i++) {
            OptionalLong then = published(before.publishers().get(i), subscriber.id());
            OptionalLong now = published(after.publishers().get(i), subscriber.id());
            if (then.isPresent() && now.isPresent()) {
                published += now.getAsLong() - then.getAsLong();
                known++;
            }
        }
        // Connections within the process are not counted, so how many publishers there are is not known.
        boolean inproc = subscriber.endpoints().stream().anyMatch(endpoint -> endpoint.startsWith(INPROC));
        return known > 0 && known == subscriber.connected() && !inproc
                ? OptionalLong.of(published)
                : OptionalLong.empty();
    }

    private static OptionalLong published(ContextSnapshot.Publisher publisher, long subscriberId) {
        return publisher.reports().stream()
                .filter(report -> report.id() == subscriberId)
                .map(SubscriberReport::published)
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    /** CPUs that the process kept busy on average. */
    public OptionalDouble cpusUsed() {
        return share(before.process().cpuNs(), after.process().cpuNs());
    }

    /** Share of the window for which the container's quota stopped the process; of several CPUs it adds up. */
    public OptionalDouble throttled() {
        return share(before.process().throttledNs(), after.process().throttledNs());
    }

    /** Share of the window in garbage collections. */
    public double gc() {
        return (after.process().gcNs() - before.process().gcNs()) / 1e9 / seconds();
    }

    /** What the CPUs did that this process may run on; empty where the system does not tell, or if they changed. */
    public Optional<CpusUse> cpus() {
        Optional<ContextSnapshot.Cpus> then = before.host().cpus();
        return after.host()
                .cpus()
                .filter(now -> then.isPresent() && then.get().count() == now.count())
                .map(now -> CpusUse.of(then.orElseThrow(), now, seconds()));
    }

    /** What the network interfaces did; those that were there all the time. */
    public List<InterfaceUse> interfaces() {
        List<InterfaceUse> uses = new ArrayList<>();
        for (ContextSnapshot.Interface now : after.host().interfaces()) {
            before.host().interfaces().stream()
                    .filter(then -> then.name().equals(now.name()))
                    .forEach(then -> uses.add(InterfaceUse.of(then, now, seconds())));
        }
        return uses;
    }

    /** TCP segments sent. */
    public OptionalLong segmentsSent() {
        return minus(before.host().segmentsSent(), after.host().segmentsSent());
    }

    /** TCP segments sent again. */
    public OptionalLong segmentsResent() {
        return minus(before.host().segmentsResent(), after.host().segmentsResent());
    }

    /** Connection attempts dropped because a listener's queue was full. */
    public OptionalLong listenDrops() {
        return minus(before.host().listenDrops(), after.host().listenDrops());
    }

    private OptionalDouble share(OptionalLong then, OptionalLong now) {
        OptionalLong spent = minus(then, now);
        return spent.isPresent() ? OptionalDouble.of(spent.getAsLong() / 1e9 / seconds()) : OptionalDouble.empty();
    }

    private static OptionalLong minus(OptionalLong then, OptionalLong now) {
        return then.isPresent() && now.isPresent()
                ? OptionalLong.of(now.getAsLong() - then.getAsLong())
                : OptionalLong.empty();
    }

    /** Whether shares of looks say anything; after an early end they do not. */
    public boolean enoughLooks() {
        return sampled.looks() >= LEAST_LOOKS;
    }

    /** What was looked at, for whoever reads the diagnosis. */
    public DiagnosisScope observed() {
        return new DiagnosisScope(
                length(),
                after.ioThreads().size(),
                after.publishers().size(),
                publishers.stream().mapToLong(each -> each.stats().published()).sum(),
                after.subscribers().size(),
                subscribers.stream().mapToLong(each -> each.stats().received()).sum(),
                subscribers.stream()
                        .mapToLong(each -> each.stats().dropped() - each.late())
                        .sum(),
                before.subscribers().stream()
                                .mapToLong(each -> each.stats().dropped())
                                .sum()
                        + subscribers.stream().mapToLong(SubscriberUse::late).sum(),
                sampled.looks());
    }
}
