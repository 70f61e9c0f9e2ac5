package io.tunedzmq.socket;

import io.tunedzmq.config.ContextConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the sockets of one context share: the JeroMQ context and the two threads that look after them. */
public final class Services {
    private final JeromqContext context;
    private final HandshakeHealer watches;
    private final Housekeeper housekeeper;
    private final Flusher flusher;
    private final OutgoingMemory outgoingMemory;

    /** Starts the threads; if that fails, those started end again. */
    public Services(ContextConfig config) {
        context = new JeromqContext(config);
        watches = new HandshakeHealer(context);
        try {
            housekeeper = new Housekeeper(context);
        } catch (RuntimeException | Error e) {
            boolean unused = context.terminate(Duration.ZERO, Duration.ofSeconds(1));
            throw e;
        }
        flusher = new Flusher(context);
        outgoingMemory = new OutgoingMemory(config.outgoingBudget(), housekeeper::wakeup);
        housekeeper.add(watches);
        housekeeper.add(outgoingMemory);
        housekeeper.add(new Doorkeeper(context, watches));
        housekeeper.add(context.health());
        housekeeper.add(new WallClock(context::wallClockSetBack));
    }

    public JeromqContext context() {
        return context;
    }

    Housekeeper housekeeper() {
        return housekeeper;
    }

    Flusher flusher() {
        return flusher;
    }

    OutgoingMemory outgoingMemory() {
        return outgoingMemory;
    }

    /** Bytes that all publishers together have queued. */
    public long outgoingBytes() {
        return outgoingMemory.bytes();
    }

    /** Messages of all publishers that were given up for memory, each counted for every subscriber that had not taken it. */
    public long givenUp() {
        return outgoingMemory.givenUp();
    }

    HandshakeHealer watches() {
        return watches;
    }

    /** Fresh connections that JeroMQ had stalled and that were brought to life. */
    public long healedHandshakes() {
        return watches.healed();
    }

    /** Why the context cannot go on; empty if it can. */
    public Optional<String> broken() {
        return context.health().broken();
    }

    /**
     * To be called before something is opened.
     *
     * @throws IllegalStateException if the context cannot go on
     */
    public void requireWhole() {
        context.health().require();
    }

    /** Errors after which its threads went on. */
    public long survivedErrors() {
        return context.health().survivedErrors();
    }

    /** Connections of publishers and subscribers, after a handshake, that each I/O thread serves. */
    public List<Integer> served() {
        return context.ioThreads().stream().map(watches::served).toList();
    }

    /** Bytes of frames that subscribers hold for their applications, or that were announced to them. */
    public long incomingBytes() {
        return context.incomingMemory().used();
    }

    /** Ends everything in bounded time; see {@link JeromqContext#terminate}. */
    public boolean close(Duration grace, Duration bound) {
        housekeeper.stop();
        flusher.stop();
        return context.terminate(grace, bound);
    }
}
