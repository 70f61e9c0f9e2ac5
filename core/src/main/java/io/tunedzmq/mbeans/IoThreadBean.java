package io.tunedzmq.mbeans;

import static io.tunedzmq.internal.Nanos.seconds;

import io.tunedzmq.jmx.IoThreadMXBean;
import io.tunedzmq.metrics.CachedReading;
import io.tunedzmq.metrics.IoThreadReading;
import java.util.List;

/** An I/O thread in JMX. Thread-safe. */
final class IoThreadBean implements IoThreadMXBean {
    private final CachedReading<List<IoThreadReading>> all;
    private final int index;

    IoThreadBean(CachedReading<List<IoThreadReading>> all, int index) {
        this.all = all;
        this.index = index;
    }

    private IoThreadReading now() {
        return all.get().get(index);
    }

    @Override
    public boolean isAlive() {
        return now().alive();
    }

    @Override
    public int getConnections() {
        return now().connections();
    }

    @Override
    public double getCpuSeconds() {
        return now().cpuNs().isPresent() ? seconds(now().cpuNs().getAsLong()) : Double.NaN;
    }

    @Override
    public double getCpuUsage() {
        return now().cpuUsage().orElse(Double.NaN);
    }
}
