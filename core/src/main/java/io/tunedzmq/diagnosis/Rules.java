package io.tunedzmq.diagnosis;

import java.util.List;

/** Every rule, those first whose cause explains what the later ones see. */
final class Rules {
    static final List<Rule> ALL = List.of(
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
            new PeerTooSlow(),
            new SlowJoiner(),
            new StalledHandshake(),
            new NoPublisher(),
            new TooManyContexts(),
            new TooManyIoThreads(),
            new FewFileDescriptors(),
            new ForeignSenders());

    private Rules() {}
}
