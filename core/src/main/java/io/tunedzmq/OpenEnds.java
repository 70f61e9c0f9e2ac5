package io.tunedzmq;

import io.tunedzmq.publish.PublisherEngine;
import io.tunedzmq.publish.PublisherReadings;
import io.tunedzmq.subscribe.SubscriberEngine;
import io.tunedzmq.subscribe.SubscriberReadings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The publishers and subscribers that are open, in the order in which they were opened, and by whom. Thread-safe. */
final class OpenEnds {
    /** Has one of the two engines. */
    private record Opened(
            ContextShare by,
            @Nullable PublisherEngine publisher,
            @Nullable SubscriberEngine subscriber) {}

    private final Runnable changed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<AutoCloseable, Opened> open = new LinkedHashMap<>();

    /** @param changed called whenever something else is open than before */
    OpenEnds(Runnable changed) {
        this.changed = changed;
    }

    void add(ContextShare by, AutoCloseable publisher, PublisherEngine engine) {
        put(publisher, new Opened(by, engine, null));
    }

    void add(ContextShare by, AutoCloseable subscriber, SubscriberEngine engine) {
        put(subscriber, new Opened(by, null, engine));
    }

    private void put(AutoCloseable socket, Opened opened) {
        lock.lock();
        try {
            open.put(socket, opened);
        } finally {
            lock.unlock();
        }
        changed.run();
    }

    void forget(AutoCloseable socket) {
        lock.lock();
        try {
            open.remove(socket);
        } finally {
            lock.unlock();
        }
        changed.run();
    }

    /** What users hold of them. */
    <T> List<T> ofType(Class<T> type) {
        lock.lock();
        try {
            return open.keySet().stream()
                    .filter(type::isInstance)
                    .map(type::cast)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    List<PublisherReadings> publishers() {
        return publishers(all()).stream().map(PublisherEngine::readings).toList();
    }

    List<SubscriberReadings> subscribers() {
        return subscribers(all()).stream().map(SubscriberEngine::readings).toList();
    }

    private List<Opened> all() {
        lock.lock();
        try {
            return List.copyOf(open.values());
        } finally {
            lock.unlock();
        }
    }

    /** Takes out what was opened through a share. */
    Taken take(ContextShare by) {
        List<Opened> taken = new ArrayList<>();
        lock.lock();
        try {
            open.values().removeIf(each -> each.by().equals(by) && taken.add(each));
        } finally {
            lock.unlock();
        }
        changed.run();
        return new Taken(publishers(taken), subscribers(taken));
    }

    record Taken(List<PublisherEngine> publishers, List<SubscriberEngine> subscribers) {}

    private static List<PublisherEngine> publishers(Collection<Opened> opened) {
        return opened.stream()
                .flatMap(each -> Stream.ofNullable(each.publisher()))
                .toList();
    }

    private static List<SubscriberEngine> subscribers(Collection<Opened> opened) {
        return opened.stream()
                .flatMap(each -> Stream.ofNullable(each.subscriber()))
                .toList();
    }
}
