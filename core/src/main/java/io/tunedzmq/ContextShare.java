package io.tunedzmq;

import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.internal.CloseCall;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.jeromq.JeromqServices;
import io.tunedzmq.publish.OutgoingMemory;
import io.tunedzmq.publish.PublisherEngine;
import io.tunedzmq.stats.ClosedException;
import io.tunedzmq.stats.Health;
import io.tunedzmq.subscribe.SubscriberEngine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;

/**
 * The share that one user has of the context: what was opened through it ends with it, the context with the last one.
 * It stands between what users hold and what they share, so that neither side knows the other. Thread-safe.
 */
final class ContextShare {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.TunedContext");

    private final SharedContext shared;
    private final String opener;
    private final AutoCloseable user;
    private final ReentrantLock closeLock = new ReentrantLock();
    private boolean closed;

    /** Who closed it, or is about to; null while it is open. */
    private volatile @Nullable CloseCall closedBy;

    /**
     * @param opener which thread opened it, and where
     * @param user makes what the user holds; must only keep the share
     */
    ContextShare(SharedContext shared, String opener, Function<ContextShare, ? extends AutoCloseable> user) {
        this.shared = shared;
        this.opener = opener;
        this.user = user.apply(this);
    }

    String opener() {
        return opener;
    }

    /** What the user holds. */
    AutoCloseable user() {
        return user;
    }

    /** Of the context. */
    ContextConfig config() {
        return shared.config();
    }

    /** The policy of the first of two types of socket, or else of the second, or else of all. */
    HwmPolicy hwmOf(SocketType first, SocketType second) {
        boolean has = config().hwmBySocketType().containsKey(first.name());
        return config().hwmOf(has ? first.name() : second.name());
    }

    /** What all users share. */
    SharedContext shared() {
        return shared;
    }

    /** The books of what the publishers of the context have queued. */
    OutgoingMemory outgoingMemory() {
        return shared.outgoingMemory();
    }

    Diagnosis diagnose(Duration window) {
        requireOpen();
        return shared.diagnose(window, this::isClosed);
    }

    Health health() {
        return isClosed() ? new Health(Health.Status.DOWN, List.of(whyClosed())) : shared.health();
    }

    void showInJmx() {
        shared.showInJmx();
    }

    void diagnoseEvery(Duration interval, Consumer<? super Diagnosis> listener) {
        shared.diagnoseEvery(this, interval, listener);
    }

    /** Opens something on the sockets; if the user closes meanwhile, that is what the caller is told. */
    <T> T whileOpen(Function<JeromqServices, T> opening) {
        requireOpen();
        shared.services().requireWhole();
        try {
            return opening.apply(shared.services());
        } catch (RuntimeException e) {
            if (isClosed()) {
                throw new ClosedException(whyClosed(), e);
            }
            throw e;
        }
    }

    void opened(AutoCloseable publisher, PublisherEngine engine) {
        shared.sockets().add(this, publisher, engine);
        closeIfTooLate(publisher);
    }

    void opened(AutoCloseable subscriber, SubscriberEngine engine) {
        shared.sockets().add(this, subscriber, engine);
        closeIfTooLate(subscriber);
    }

    private void closeIfTooLate(AutoCloseable socket) {
        if (isClosed()) {
            forget(socket);
            try {
                socket.close();
            } catch (Exception e) {
                log.error("{} could not be closed", socket, e);
            }
            requireOpen();
        }
    }

    void forget(AutoCloseable socket) {
        shared.sockets().forget(socket);
    }

    boolean isClosed() {
        return closedBy != null;
    }

    void requireOpen() {
        if (isClosed()) {
            throw new ClosedException(whyClosed());
        }
    }

    private String whyClosed() {
        return "TunedContext is closed, " + closedBy + "; build a new one to open sockets";
    }

    /** Called when its user no longer counts as one, so that nobody finds one without the other. */
    void startClosing() {
        closedBy = CloseCall.now("close()");
    }

    /** Closes what was opened through it, and everything if it is the last one. */
    void close() {
        closeLock.lock();
        try {
            if (!closed) {
                shared.leave(this);
                closed = true;
            }
        } finally {
            closeLock.unlock();
        }
    }
}
