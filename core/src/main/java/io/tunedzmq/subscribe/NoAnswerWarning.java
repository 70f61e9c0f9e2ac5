package io.tunedzmq.subscribe;

import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.internal.Text;
import java.util.Collection;

/**
 * Says once that all connections are up and no publisher answers. A stock publisher never does, and sends nothing at
 * all where exact topics are subscribed to, because it does not end its topics as ours do: without a word that looks
 * like a feed that is silent. Confined to the socket lock.
 */
final class NoAnswerWarning {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.Subscriber");

    private static final long PATIENCE_NS = 10_000_000_000L;
    private static final int SHOWN = 128;

    private final Collection<String> topics;
    private boolean over;
    private boolean up;
    private long upSinceNs;

    /** @param topics those subscribed to exactly */
    NoAnswerWarning(Collection<String> topics) {
        this.topics = topics;
        over = topics.isEmpty();
    }

    /**
     * @param connected whether every connection is up, and no message waits that an answer may stand behind
     * @param answered whether every publisher has answered
     */
    void look(boolean connected, boolean answered, long nowNs) {
        over |= answered;
        if (over || !connected) {
            up = false;
            return;
        }
        if (!up) {
            up = true;
            upSinceNs = nowNs;
        } else if (nowNs - upSinceNs >= PATIENCE_NS) {
            over = true;
            String topic = Text.printable(topics.iterator().next(), SHOWN);
            log.warn(
                    "connected for 10 s, and no answer: a stock ZeroMQ publisher never answers, and sends nothing to topic(\"{}\"), as it does not end its "
                            + "topics with NUL; for one use topicPrefix(\"{}\")",
                    topic,
                    topic);
        }
    }
}
