package io.tunedzmq;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who uses a context, and who of them leaves; the last one ends it. Thread-safe. */
final class ContextUsers {
    private final ReentrantLock lock = new ReentrantLock();

    /** Whose {@code close} was not called, in the order in which they came. Under the lock, as is the next one. */
    private final Set<ContextShare> users = new LinkedHashSet<>();

    private final Set<ContextShare> leaving = new LinkedHashSet<>();

    /** Who ends it; null as long as it has users. Set under the lock. */
    private volatile @Nullable ContextShare last;

    /** One more, made while nobody can be the last; null if there is none any more. */
    @Nullable
    ContextShare join(Supplier<ContextShare> user) {
        lock.lock();
        try {
            if (isOver()) {
                return null;
            }
            ContextShare share = user.get();
            users.add(share);
            return share;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the last one has left, or is about to. */
    boolean isOver() {
        return last != null;
    }

    Optional<ContextShare> first() {
        lock.lock();
        try {
            return users.stream().findFirst();
        } finally {
            lock.unlock();
        }
    }

    /** How many there are, and who. */
    @Override
    public String toString() {
        lock.lock();
        try {
            return (users.size() == 1 ? "1 user, " : users.size() + " users, ")
                    + users.stream().map(ContextShare::opener).collect(Collectors.joining("; "));
        } finally {
            lock.unlock();
        }
    }

    /** Begins to leave; returns whether the context ends with it. */
    boolean startLeaving(ContextShare user) {
        lock.lock();
        try {
            user.startClosing();
            users.remove(user);
            leaving.add(user);
            if (users.isEmpty() && last == null) {
                last = user;
            }
            return user.equals(last);
        } finally {
            lock.unlock();
        }
    }

    /** Has left. */
    void endLeaving(ContextShare user) {
        lock.lock();
        try {
            leaving.remove(user);
        } finally {
            lock.unlock();
        }
    }

    /** Whether others are about to leave. */
    boolean othersLeave(ContextShare user) {
        lock.lock();
        try {
            return leaving.stream().anyMatch(each -> !each.equals(user));
        } finally {
            lock.unlock();
        }
    }
}
