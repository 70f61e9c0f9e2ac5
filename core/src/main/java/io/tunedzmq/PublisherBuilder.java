package io.tunedzmq;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.internal.Checks;
import io.tunedzmq.settings.Endpoint;
import io.tunedzmq.settings.PublisherSettings;
import io.tunedzmq.settings.SubscriberSettings;
import io.tunedzmq.stats.SlowEpisode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.zeromq.SocketType;

/** Settings of a {@link Publisher}. Each setter checks its value at once. Confined: one thread at a time. */
public final class PublisherBuilder {
    private final ContextShare share;
    private final List<Endpoint> endpoints = new ArrayList<>();
    private HwmPolicy hwm;
    private OverflowPolicy overflow = OverflowPolicy.drop();
    private int maxMessageBytes = PublisherSettings.WHAT_FITS;
    private int maxTopics = 1_000_000;
    private Duration beaconInterval = Duration.ofSeconds(1);
    private int frameBytes = PublisherSettings.DEFAULT_FRAME;
    private Duration slowAfter = Duration.ofSeconds(2);
    private String name = "";
    private Consumer<SlowEpisode> onSlow = episode -> {};

    PublisherBuilder(ContextShare share) {
        this.share = share;
        hwm = share.hwmOf(SocketType.XPUB, SocketType.PUB);
    }

    /**
     * Listens for subscribers at {@code tcp://host:port} ({@code *} as port lets the system choose) or {@code
     * inproc://name}. Several calls add up.
     *
     * @throws IllegalArgumentException if the endpoint is not one
     */
    public PublisherBuilder bind(String endpoint) {
        endpoints.add(new Endpoint(Endpoint.Side.BIND, endpoint));
        return this;
    }

    /**
     * Connects to a subscriber or proxy that listens, now or later. Of a host name each address is tried in turn, from
     * when it has one. Several calls add up.
     *
     * @throws IllegalArgumentException if the endpoint is not one
     */
    public PublisherBuilder connect(String endpoint) {
        endpoints.add(new Endpoint(Endpoint.Side.CONNECT, endpoint));
        return this;
    }

    /**
     * Messages held for each subscriber, at least, before one is dropped or refused; of large ones as many as the
     * memory budget has room for, see {@link #maxMessageBytes}. Default the context's policy for {@code XPUB}. The
     * socket's own mark is twice that plus 16, in frames: JeroMQ counts what a subscriber has read only by halves of
     * the mark. Never more than half of the context's {@code memoryBudget}.
     */
    public PublisherBuilder hwm(HwmPolicy policy) {
        hwm = requireNonNull(policy, "policy");
        return this;
    }

    /** What happens when a subscriber's queue is full. Default {@code OverflowPolicy.drop()}. */
    public PublisherBuilder overflow(OverflowPolicy policy) {
        overflow = requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Largest payload in bytes, range 1 to 1 GiB. Default {@code memoryBudget / 2 / (2 x hwm + 16)} up to 64 MiB, of
     * which a full queue stays within the budget; and in any case 1 MiB, or a 64th of half the budget where that is
     * less (heaps below 256 MiB). Of messages larger than the former, a full queue holds fewer than the HWM: the budget
     * comes first. A subscriber has its own setting for what it takes.
     *
     * <p>More than both is refused by {@link #open}. A default below 1 MiB is logged when the publisher opens, with the
     * line to change.
     *
     * @throws IllegalArgumentException if out of range
     */
    public PublisherBuilder maxMessageBytes(int bytes) {
        maxMessageBytes = PublisherSettings.checkMaxMessageBytes(bytes);
        return this;
    }

    /**
     * Topics that are numbered, about 300 bytes of memory each. Default 1,000,000, range 1 to 100,000,000. Messages of
     * further topics are sent all the same, without a sequence; {@code stats().untracked()} counts them.
     *
     * @throws IllegalArgumentException if out of range
     */
    public PublisherBuilder maxTopics(int topics) {
        maxTopics = PublisherSettings.checkMaxTopics(topics);
        return this;
    }

    /**
     * Silence after which a topic's last sequence is announced, so that a lost tail is counted. Default 1 s, range 10
     * ms to 1 hour. Announced again ever more rarely, up to 64 intervals apart. Also how often subscribers get a sign
     * of life and, up to 200 of them a second, are asked for their reports: 1,000 report every 5 s.
     *
     * @throws IllegalArgumentException if out of range
     */
    public PublisherBuilder beaconInterval(Duration interval) {
        beaconInterval = PublisherSettings.checkBeaconInterval(interval);
        return this;
    }

    /**
     * Bytes after which a frame takes no further message: how many small messages travel together when they are there
     * anyway. Default 64 KiB, range 256 bytes to 1 MiB; less where {@code memoryBudget / 2 / (2 x hwm + 16)} is less.
     * Larger frames serve several subscribers at full speed better, smaller ones hold less memory in a full queue. A
     * larger message has a frame of its own.
     *
     * @throws IllegalArgumentException if out of range
     */
    public PublisherBuilder frameBytes(int bytes) {
        frameBytes = PublisherSettings.checkFrameBytes(bytes);
        return this;
    }

    /**
     * How long a subscriber of this library may be behind before it counts as slow. Default 2 s, range 10 ms to 1 hour.
     * Told apart in steps of the time between reports, and once it has said twice, half a second apart, that it is
     * there: from one whose connection is down nothing comes.
     *
     * @throws IllegalArgumentException if out of range
     */
    public PublisherBuilder slowAfter(Duration behind) {
        slowAfter = Checks.slowAfter(behind);
        return this;
    }

    /**
     * What log lines, findings and metrics call this publisher, beside its endpoints, and {@link Publisher#name()}
     * returns. It stays in this process. Default empty, up to 128 bytes of UTF-8 without NUL.
     *
     * @throws IllegalArgumentException if it is longer, or contains NUL
     */
    public PublisherBuilder name(String name) {
        this.name = SubscriberSettings.checkName(name);
        return this;
    }

    /**
     * Told when a subscriber of this library begins to be slow, which is to be behind for {@code slowAfter} or to lose
     * messages other than with its connection, and once more when that is over, with the publisher at the latest. By a
     * thread of the context that serves all, or the one that closes: must not block; what it throws is logged. Default:
     * nothing; the first 20 of a minute are logged as warnings in any case.
     */
    public PublisherBuilder onSlowSubscriber(Consumer<SlowEpisode> listener) {
        onSlow = requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Binds and connects.
     *
     * @throws IllegalArgumentException if there is no endpoint, or the high water mark times the largest message does
     *     not fit the memory budget
     * @throws io.tunedzmq.config.EndpointException if an endpoint cannot be bound or connected; nothing stays open
     * @throws io.tunedzmq.stats.ClosedException if the context is closed
     */
    public Publisher open() {
        return new Publisher(
                share,
                new PublisherSettings(
                        endpoints,
                        hwm,
                        overflow,
                        maxMessageBytes,
                        maxTopics,
                        beaconInterval,
                        share.config().linger(),
                        share.config().outgoingBudget(),
                        frameBytes,
                        slowAfter,
                        name),
                onSlow);
    }
}
