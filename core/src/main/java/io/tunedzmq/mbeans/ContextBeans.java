package io.tunedzmq.mbeans;

import io.tunedzmq.internal.CoalescedTask;
import io.tunedzmq.jmx.ContextMXBean;
import io.tunedzmq.jmx.IoThreadMXBean;
import io.tunedzmq.jmx.PublisherMXBean;
import io.tunedzmq.jmx.SubscriberMXBean;
import io.tunedzmq.metrics.CachedReading;
import io.tunedzmq.metrics.ContextMetrics;
import io.tunedzmq.metrics.IoThreadReading;
import io.tunedzmq.metrics.MeasuredContext;
import io.tunedzmq.metrics.MeasuredSocket;
import io.tunedzmq.metrics.PublisherMetrics;
import io.tunedzmq.metrics.PublisherReading;
import io.tunedzmq.metrics.SubscriberMetrics;
import io.tunedzmq.metrics.SubscriberReading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The MBeans of a context: one for itself, one for each I/O thread, and one for each publisher and subscriber that is
 * open. They come and go with what they stand for. Thread-safe.
 */
public final class ContextBeans implements MeasuredContext.Watcher {
    private final MeasuredContext context;
    private final CoalescedTask showing = new CoalescedTask(this::show);

    // Guarded by showing.
    private final RegisteredBeans registrations = new RegisteredBeans();
    private final List<BeanNames.Numbered> fixed = new ArrayList<>();
    private final Map<MeasuredSocket<?>, BeanNames.Numbered> sockets = new HashMap<>();
    private boolean fixedShown;

    /** Of that context, which has to tell it when something is opened or closed. */
    public ContextBeans(MeasuredContext context) {
        this.context = context;
    }

    @Override
    public void changed() {
        showing.run();
    }

    private void show() {
        boolean over = context.isOver();
        List<MeasuredSocket<PublisherReading>> publishers = over ? List.of() : context.publishers();
        List<MeasuredSocket<SubscriberReading>> subscribers = over ? List.of() : context.subscribers();
        Set<MeasuredSocket<?>> open = new HashSet<>(publishers);
        open.addAll(subscribers);
        sockets.entrySet().removeIf(each -> {
            boolean closed = !open.contains(each.getKey());
            if (closed) {
                registrations.unregister(each.getValue());
            }
            return closed;
        });
        if (over) {
            fixed.forEach(registrations::unregister);
            fixed.clear();
        } else if (!fixedShown) {
            fixedShown = true;
            showContext();
            showIoThreads();
        }
        publishers.forEach(this::showPublisher);
        subscribers.forEach(this::showSubscriber);
    }

    private void showContext() {
        showFixed(
                "Context",
                null,
                new DescribedBean(
                        new ContextBean(context),
                        ContextMXBean.class,
                        "The ZeroMQ context of this process",
                        ContextMetrics.ALL));
    }

    private void showIoThreads() {
        CachedReading<List<IoThreadReading>> readings = new CachedReading<>(context::readIoThreads);
        List<IoThreadReading> threads = readings.get();
        for (int i = 0; i < threads.size(); i++) {
            showFixed(
                    "IoThread",
                    threads.get(i).name(),
                    new DescribedBean(
                            new IoThreadBean(readings, i),
                            IoThreadMXBean.class,
                            "A thread that moves the bytes of its connections",
                            ContextMetrics.IO_THREAD));
        }
    }

    private void showFixed(String type, @Nullable String name, DescribedBean bean) {
        BeanNames.Numbered mine = registrations.register(type, name, bean);
        if (mine != null) {
            fixed.add(mine);
        }
    }

    private void showPublisher(MeasuredSocket<PublisherReading> socket) {
        if (!sockets.containsKey(socket)) {
            showSocket(
                    "Publisher",
                    socket,
                    new DescribedBean(
                            new PublisherBean(socket),
                            PublisherMXBean.class,
                            "A publisher that is open",
                            PublisherMetrics.ALL));
        }
    }

    private void showSubscriber(MeasuredSocket<SubscriberReading> socket) {
        if (!sockets.containsKey(socket)) {
            showSocket(
                    "Subscriber",
                    socket,
                    new DescribedBean(
                            new SubscriberBean(socket),
                            SubscriberMXBean.class,
                            "A subscriber that is open",
                            SubscriberMetrics.ALL));
        }
    }

    private void showSocket(String type, MeasuredSocket<?> socket, DescribedBean bean) {
        BeanNames.Numbered mine = registrations.register(type, socket.name(), bean);
        if (mine != null) {
            sockets.put(socket, mine);
        }
    }
}
