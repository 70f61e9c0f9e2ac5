package io.tunedzmq.diagnosis;

import java.util.List;
import java.util.stream.Stream;

/** Every rule, those first whose cause explains what the later ones see. */
final class Rules {
    /** Those that explain a loss. */
    static final List<Rule> OF_LOSS = List.of(
            new DeadIoThread(),
            new CpuThrottled(),
            new GcPauses(),
            new ApplicationBlocked(),
            new SlowSubscriber(),
            new BusyIoThreads(),
            new NetworkSaturated(),
            new NetworkLossy(),
            new RcvHwmTooLow(),
            new SndHwmTooLow(),
            new PeerTooSlow());

    static final List<Rule> ALL = Stream.concat(
                    OF_LOSS.stream(),
                    Stream.of(
                            new UnexplainedLoss(),
                            new SlowJoiner(),
                            new StalledHandshake(),
                            new NoPublisher(),
                            new TooManyContexts(),
                            new TooManyIoThreads(),
                            new FewFileDescriptors(),
                            new ForeignSenders()))
            .toList();

    private Rules() {}
}
