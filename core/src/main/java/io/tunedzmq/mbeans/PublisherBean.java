package io.tunedzmq.mbeans;

import static io.tunedzmq.internal.Nanos.seconds;

import io.tunedzmq.jmx.PublisherMXBean;
import io.tunedzmq.metrics.CachedReading;
import io.tunedzmq.metrics.MeasuredSocket;
import io.tunedzmq.metrics.PublisherReading;

/** A publisher in JMX. Thread-safe. */
final class PublisherBean implements PublisherMXBean {
    private final MeasuredSocket<PublisherReading> socket;
    private final CachedReading<PublisherReading> now;

    PublisherBean(MeasuredSocket<PublisherReading> socket) {
        this.socket = socket;
        now = new CachedReading<>(socket::read);
    }

    @Override
    public String getName() {
        return socket.name();
    }

    @Override
    public String[] getEndpoints() {
        return socket.endpoints().toArray(new String[0]);
    }

    @Override
    public String getId() {
        return Long.toHexString(socket.id());
    }

    @Override
    public long getPublished() {
        return now.get().stats().published();
    }

    @Override
    public long getRefused() {
        return now.get().stats().refused();
    }

    @Override
    public long getDropped() {
        return now.get().stats().dropped();
    }

    @Override
    public long getBatches() {
        return now.get().stats().batches();
    }

    @Override
    public long getBytes() {
        return now.get().stats().bytes();
    }

    @Override
    public long getStalls() {
        return now.get().stats().stalls();
    }

    @Override
    public double getStalledSeconds() {
        return seconds(now.get().stats().stalledNs());
    }

    @Override
    public boolean isFull() {
        return now.get().full();
    }

    @Override
    public long getQueuedBytes() {
        return now.get().queuedBytes();
    }

    @Override
    public int getWaitingThreads() {
        return now.get().waiting();
    }

    @Override
    public int getSubscribers() {
        return now.get().subscribers();
    }

    @Override
    public long getBehind() {
        return now.get().behind();
    }

    @Override
    public double getLagSeconds() {
        return seconds(now.get().lagNs());
    }

    @Override
    public long getTopics() {
        return now.get().stats().topics();
    }

    @Override
    public long getUntracked() {
        return now.get().stats().untracked();
    }

    @Override
    public long getIgnoredUpstream() {
        return now.get().stats().ignoredUpstream();
    }

    @Override
    public long getChecks() {
        return now.get().stats().checks();
    }

    @Override
    public long getUnbalanced() {
        return now.get().stats().unbalanced();
    }
}
