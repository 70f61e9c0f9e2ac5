package io.tunedzmq.wire;

import io.tunedzmq.internal.Counter;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The publisher instances a subscriber hears, and over which connection each. Confined to the receiving thread, except
 * the counters.
 */
final class EpochTable {
    /** Publisher instances kept at the same time. */
    static final int MOST_EPOCHS = 4_096;

    /** Baseline entries of all instances, 8 bytes each. */
    private static final int MOST_BASELINE_ENTRIES = 10_000_000;

    /** A connection that has been silent for so long while another one brings its publisher's messages is done for. */
    private static final long SILENCE_NS = 1_000_000_000;

    private final Map<Long, EpochLedger> epochs = new LinkedHashMap<>();
    private final Map<String, EpochLedger> byAddress = new HashMap<>();
    private @Nullable EpochLedger last;
    private int topics;
    private int baselineEntries;

    private final Counter restarts = new Counter();
    private final Counter reconnects = new Counter();

    @Nullable
    EpochLedger find(long id) {
        EpochLedger epoch = last; // Mostly: a look-up would cost more than the rest of the accounting.
        return epoch != null && epoch.epoch() == id ? epoch : epochs.get(id);
    }

    /**
     * The instance that this frame's connection brings; null if there is no room for one more.
     *
     * @param mayMove whether the connection may become the instance's own
     */
    @Nullable
    EpochLedger heard(long id, PeerConnection connection, long nowNs, boolean mayMove) {
        EpochLedger epoch = last;
        if (epoch == null || epoch.epoch() != id) {
            epoch = epochs.get(id);
            if (epoch == null) {
                epoch = add(id, connection);
            }
            last = epoch;
        }
        connection.heardNs = nowNs;
        if (epoch != null) {
            epoch.over = false;
            boolean another = epoch.connection != connection;
            boolean may = mayMove || connection.sameAddress(epoch.connection);
            if (another && may && takesOver(epoch, connection, nowNs)) {
                move(epoch, connection);
            }
        }
        return epoch;
    }

    private @Nullable EpochLedger add(long id, PeerConnection connection) {
        if (epochs.size() >= MOST_EPOCHS && !forgetOne(null)) {
            return null;
        }
        EpochLedger epoch = new EpochLedger(id, connection);
        epochs.put(id, epoch);
        connection.epochs++;
        noteRestart(epoch);
        return epoch;
    }

    private void noteRestart(EpochLedger epoch) {
        String address = epoch.connection.address();
        if (address == null) {
            return;
        }
        EpochLedger before = byAddress.put(address, epoch);
        // Several epochs over one connection are publishers behind a proxy, not one that came back.
        if (before != null && before.connection != epoch.connection && before.connection.epochs == 1) {
            restarts.add(1);
            before.over = true;
        }
    }

    /** Whether the connection is the publisher's from now on: the one it had is done for. */
    boolean takesOver(EpochLedger epoch, PeerConnection connection, long nowNs) {
        PeerConnection old = epoch.connection;
        return connection.sameAddress(old) || old.closed() || nowNs - old.heardNs >= SILENCE_NS;
    }

    private void move(EpochLedger epoch, PeerConnection connection) {
        if (connection != epoch.before) { // Back and forth between two that live is one publisher with two addresses.
            reconnects.add(1);
            connection.epochs++;
        }
        epoch.before = epoch.connection;
        String oldAddress = epoch.connection.address();
        if (oldAddress != null) {
            byAddress.remove(oldAddress, epoch);
        }
        epoch.connection = connection;
        String address = connection.address();
        if (address != null) {
            byAddress.put(address, epoch);
        }
    }

    /** Makes room for one more topic, if need be by forgetting publishers that are gone; false if there is none. */
    boolean addTopic(int most) {
        while (topics >= most) {
            if (!forgetOne(last)) {
                return false;
            }
        }
        topics++;
        return true;
    }

    /** Forgets the oldest instance that is over or has lost its connection; false if there is none. */
    private boolean forgetOne(@Nullable EpochLedger except) {
        Iterator<EpochLedger> each = epochs.values().iterator();
        while (each.hasNext()) {
            EpochLedger epoch = each.next();
            if (epoch != except && (epoch.over || epoch.connection.closed())) {
                each.remove();
                byAddress.values().remove(epoch);
                topics -= epoch.topicCount();
                baselineEntries -= epoch.baselineSize();
                last = epoch == last ? null : last;
                return true;
            }
        }
        return false;
    }

    /** Adds a part of a baseline, as far as there is memory for it. */
    void addBaseline(EpochLedger epoch, FrameReader frame) {
        int before = epoch.baselineSize();
        epoch.addBaseline(frame, MOST_BASELINE_ENTRIES - baselineEntries);
        baselineEntries += epoch.baselineSize() - before;
    }

    Iterable<EpochLedger> all() {
        return epochs.values();
    }

    long restarts() {
        return restarts.get();
    }

    long reconnects() {
        return reconnects.get();
    }
}
