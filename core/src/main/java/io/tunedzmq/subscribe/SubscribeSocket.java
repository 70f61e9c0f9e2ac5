package io.tunedzmq.subscribe;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.connection.IncomingFrames;
import io.tunedzmq.connection.ReadPauseLimit;
import io.tunedzmq.connection.SpareFrames;
import io.tunedzmq.jeromq.JeromqContext;
import io.tunedzmq.jeromq.JeromqHealth;
import io.tunedzmq.jeromq.JeromqServices;
import io.tunedzmq.jeromq.TunedSocket;
import io.tunedzmq.settings.InFlightLimit;
import io.tunedzmq.settings.PublisherSettings;
import io.tunedzmq.settings.SubscriberSettings;
import io.tunedzmq.wire.FrameLayout;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.zeromq.SocketType;

/** The XSUB socket of a subscriber, with memory for the frames that come in. Confined: guarded by the socket's lock. */
final class SubscribeSocket {
    /** Topic, header and record length of a frame, generously. */
    private static final int FRAME_OVERHEAD = 4_096;

    private final TunedSocket socket;
    private final IncomingFrames frames;
    private final JeromqContext context;

    SubscribeSocket(JeromqServices services, SubscriberSettings settings) {
        context = services.context();
        int largest = Math.max(settings.maxMessageBytes(), PublisherSettings.LARGEST_FRAME) + FRAME_OVERHEAD;
        AtomicReference<IncomingFrames> made = new AtomicReference<>();
        socket = new TunedSocket(
                context,
                SocketType.XSUB,
                0,
                settings.hwm().resolve(),
                largest,
                install -> {
                    IncomingFrames all = new IncomingFrames(
                            context.incomingMemory(),
                            context.spareFrames(),
                            largest,
                            limit(settings.hwm().resolve()),
                            install);
                    made.set(all);
                    return all.connections();
                },
                services.housekeeper()::wakeup);
        frames = requireNonNull(made.get());
    }

    private static ReadPauseLimit limit(int hwm) {
        return new ReadPauseLimit(
                InFlightLimit.BYTES, hwm == 0 ? ReadPauseLimit.ALL : hwm, FrameLayout::claimedMessages);
    }

    TunedSocket socket() {
        return socket;
    }

    IncomingFrames frames() {
        return frames;
    }

    /** Of the context in which it is. */
    JeromqHealth health() {
        return context.health();
    }

    /** Where the memory of frames that are done with goes. */
    SpareFrames spareFrames() {
        return context.spareFrames();
    }

    void close(Duration linger) {
        socket.close(linger);
        frames.close();
    }
}
