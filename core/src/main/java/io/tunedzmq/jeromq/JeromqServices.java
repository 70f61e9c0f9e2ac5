package io.tunedzmq.jeromq;

import io.tunedzmq.config.ContextConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the sockets of one context share: the JeroMQ context and the two threads that look after them. */
public final class JeromqServices {
    private final JeromqContext context;
    private final HandshakeHealer handshakeHealer;
    private final Housekeeper housekeeper;
    private final Flusher flusher;

    /** Starts the threads; if that fails, those started end again. */
    public JeromqServices(ContextConfig config) {
        ClassPreloader.load();
        context = new JeromqContext(config);
        handshakeHealer = new HandshakeHealer(context);
        try {
            housekeeper = new Housekeeper(context);
        } catch (RuntimeException | Error e) {
            boolean unused = context.terminate(Duration.ZERO, Duration.ofSeconds(1));
            throw e;
        }
        flusher = new Flusher(context);
        housekeeper.add(handshakeHealer);
        housekeeper.add(new FileDescriptorGuard(context, handshakeHealer));
        housekeeper.add(context.health());
        housekeeper.add(new IoThreadRollCall(context.threads()));
        housekeeper.add(new WallClockGuard(context::wallClockSetBack));
    }

    public JeromqContext context() {
        return context;
    }

    public Housekeeper housekeeper() {
        return housekeeper;
    }

    public Flusher flusher() {
        return flusher;
    }

    public HandshakeHealer handshakeHealer() {
        return handshakeHealer;
    }

    /** Fresh connections that JeroMQ had stalled and that were brought to life. */
    public long healedHandshakes() {
        return handshakeHealer.healed();
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
        return context.threads().io().stream().map(handshakeHealer::served).toList();
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
