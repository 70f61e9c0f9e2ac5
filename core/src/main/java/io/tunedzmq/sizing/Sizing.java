package io.tunedzmq.sizing;

import java.util.ArrayList;
import java.util.List;

/** Puts the two halves together, threads and queues, and refuses if one of them cannot be had. */
final class Sizing {
    private Sizing() {}

    static Recommendation of(Workload load) {
        List<String> obstacles = new ArrayList<>();
        IoThreadCount threads = IoThreadCount.of(load);
        QueueSizes queues = QueueSizes.of(load);
        threads.obstacle().ifPresent(obstacles::add);
        queues.obstacle().ifPresent(obstacles::add);
        if (!obstacles.isEmpty()) {
            throw new ImpossibleWorkloadException(obstacles);
        }
        List<String> reasons = new ArrayList<>(threads.reasons());
        reasons.addAll(queues.reasons());
        return new Recommendation(
                threads.count(),
                (int) queues.hwm(),
                queues.subscriberHwm(),
                queues.frameBytes(),
                load.messageBytes(),
                queues.contextBudget(),
                queues.leastBytes(),
                queues.mostBytes(),
                queues.subscriberBytes(),
                reasons);
    }
}
