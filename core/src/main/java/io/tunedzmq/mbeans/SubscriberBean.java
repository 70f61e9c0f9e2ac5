package io.tunedzmq.mbeans;

import static io.tunedzmq.internal.Nanos.seconds;

import io.tunedzmq.jmx.SubscriberMXBean;
import io.tunedzmq.metrics.CachedReading;
import io.tunedzmq.metrics.MeasuredSocket;
import io.tunedzmq.metrics.SubscriberReading;

/** A subscriber in JMX. Thread-safe. */
final class SubscriberBean implements SubscriberMXBean {
    private final MeasuredSocket<SubscriberReading> socket;
    private final CachedReading<SubscriberReading> now;

    SubscriberBean(MeasuredSocket<SubscriberReading> socket) {
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
    public boolean isReady() {
        return now.get().ready();
    }

    @Override
    public int getConnections() {
        return now.get().connections();
    }

    @Override
    public long getReceived() {
        return now.get().stats().received();
    }

    @Override
    public long getDropped() {
        return now.get().stats().dropped();
    }

    @Override
    public long getGaps() {
        return now.get().stats().gaps();
    }

    @Override
    public long getDuplicates() {
        return now.get().stats().duplicates();
    }

    @Override
    public long getQueuedBytes() {
        return now.get().queuedBytes();
    }

    @Override
    public double getLagSeconds() {
        return seconds(now.get().lagNs());
    }

    @Override
    public long getSlowEpisodes() {
        return now.get().stats().slowEpisodes();
    }

    @Override
    public long getReconnects() {
        return now.get().stats().reconnects();
    }

    @Override
    public long getPublisherRestarts() {
        return now.get().stats().publisherRestarts();
    }

    @Override
    public long getPublisherSilences() {
        return now.get().stats().publisherSilences();
    }

    @Override
    public long getPublishersEnded() {
        return now.get().stats().publishersEnded();
    }

    @Override
    public long getUntagged() {
        return now.get().stats().untagged();
    }

    @Override
    public long getUntracked() {
        return now.get().stats().untracked();
    }

    @Override
    public long getMalformed() {
        return now.get().stats().malformed();
    }

    @Override
    public long getImplausible() {
        return now.get().stats().implausible();
    }

    @Override
    public long getUnwanted() {
        return now.get().stats().unwanted();
    }

    @Override
    public long getHandlerFailures() {
        return now.get().stats().handlerFailures();
    }
}
